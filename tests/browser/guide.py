"""`make guide`: the pictures of docs/guide-redaction.md, from the real admin, on a copy of the demo site.

A small story is played by the demo roles, so that each screen shows what it is for: a letter is
imported, held back, submitted, sent back. The people and the letter are invented.
"""

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from scripts import services
from scripts.services import ROOT, say

from .chromium import SETTLED, launch, new_context
from .site import VAR, copy, environment, prepare, serve
from .staff import make_code, open_page, wait_for_editor

SETTINGS = "tests.browser.settings_guide"
FOLDER = ROOT / "docs" / "images" / "guide"
LETTER = """# {title}

Bonjour à toutes et à tous, nous sommes le {day} juin 2025.

Au programme : un atelier ouvert ✦ trois questions d’usage

## Un atelier ouvert

Camille Exemple accueille le public samedi, à la bibliothèque des Tilleuls.
Pour vous inscrire, [{link}](https://example.org/atelier).

## Trois questions d’usage

- Qui décide des réglages ?
- À qui poser une question ?
- Où trouver de l’aide près de chez soi ?
"""
STREAM = "[data-streamfield-stream-container]"
REASON = "Le résumé annonce deux ateliers, le texte n’en décrit qu’un. Merci de vérifier, puis de soumettre à nouveau."


class Staff:
    """One member of the staff at a browser."""

    def __init__(self, browser: Browser, base: str, login: str):
        self.base, self.login = base, login
        self.page: Page = open_page(new_context(browser, 1280))

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path, wait_until="load")
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_load_state("load")
        # The editor's panels and its live checks come after the page.
        if self.page.locator("form[data-controller~=w-unsaved]").count():
            wait_for_editor(self.page)
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(SETTLED)

    def press(self, target: str) -> None:
        self.page.locator(target).first.click()
        self.settle()

    def send(self, target: str) -> None:
        """Press what sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.locator(target).first.click()
        self.settle()

    def shoot(self, name: str, height: int = 800, frame: Locator | None = None) -> None:
        """The top of the window, or what `frame` holds, in 256 colours: a third of the bytes."""
        file = FOLDER / f"{name}.png"
        # Nothing of an earlier action is in the picture.
        self.page.mouse.move(640, 5)
        self.page.set_viewport_size({"width": 1280, "height": height})
        self.settle()
        if frame:
            frame.screenshot(path=file)
        else:
            self.page.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)
        say(f"docs/images/guide/{name}.png: {file.stat().st_size // 1000} kB")

    def sign_in(self, pictures: bool = False) -> "Staff":
        """Through the true screens, the second factor with them."""
        password = f"demo-{self.login}-2025"
        page = self.go("/admin/")
        page.fill("#id_login", self.login)
        page.fill("#id_password", password)
        if pictures:
            self.shoot("connexion", 640)
        self.send("form[action*=connexion] button[type=submit]")
        if "confirmer" in page.url:
            page.fill("#id_password", password)
            self.send(".sign-in button[type=submit]")
        if pictures:
            self.shoot("second-facteur", 900)
        page.fill("#id_code", make_code(page.inner_text(".sign-in__key").replace(" ", "")))
        self.send(".sign-in button[type=submit]")
        if pictures:
            self.shoot("codes-de-secours", 760)
        self.go("/admin/")
        return self


def import_letter(writer: Staff, title: str, day: str, link: str, picture: str = "") -> str:
    """Import a letter; return the address of its draft in the admin."""
    page = writer.go("/admin/import/")
    letter = LETTER.format(title=title, day=day, link=link).encode()
    page.set_input_files("[name=file]", {"name": "lettre.md", "mimeType": "text/markdown", "buffer": letter})
    writer.send("main button[type=submit]")
    if picture:
        writer.shoot(picture, 700)
    return re.search(r"/admin/pages/\d+/", page.inner_html("main"))[0]


def show_editor(writer: Staff, draft: str) -> None:
    page = writer.go(f"{draft}edit/")
    # Saved once: the home page then knows what is missing.
    writer.send("footer [name=action-save], footer .action-save")
    writer.go(f"{draft}edit/")
    writer.shoot("editeur", 820)
    writer.press('[data-side-panel-toggle="checks"]')
    page.locator("[data-gate-field]").first.wait_for()
    writer.shoot("blocages", 700)
    writer.press('[data-side-panel-toggle="checks"]')
    add = page.locator(f"{STREAM} {STREAM} button.c-sf-add-button").first
    add.scroll_into_view_if_needed()
    add.click()
    writer.shoot("blocs", 760)


def submit(writer: Staff, draft: str) -> None:
    """Fill what was missing, then submit."""
    page = writer.go(f"{draft}edit/")
    page.fill("[name=summary]", "Un atelier ouvert à tous, et trois questions à se poser ensemble.")
    page.select_option("[name=themes]", label="Intelligence artificielle")
    writer.press("footer [data-w-dropdown-target=toggle]")
    writer.shoot("soumettre", 700)
    writer.send("[name=action-submit]")


def review(reader: Staff, draft: str) -> None:
    """See what is to be approved, open it, send it back."""
    page = reader.go("/admin/")
    reader.shoot("relecture", 480)
    reader.go(f"{draft}edit/")
    reader.press("footer [data-w-dropdown-target=toggle]")
    reader.shoot("approuver", 700)
    reader.press("[data-workflow-action-name=reject]")
    page.locator(".modal textarea[name=comment]").fill(REASON)
    reader.shoot("renvoyer", 640)
    reader.send(".modal [type=submit]")


def show_lists(publisher: Staff, draft: str) -> None:
    publisher.go("/admin/translations/")
    publisher.shoot("traductions", 760)
    publisher.go("/admin/people/person/")
    publisher.shoot("registre", 700)
    publisher.go("/admin/reports/care/orphans/")
    publisher.shoot("pages-orphelines", 620)
    page = publisher.go(f"/admin/care/share/{draft.split('/')[3]}/")
    page.fill("[name=recipient]", "Dominique Exemple, relecture extérieure")
    publisher.shoot("montrer-un-brouillon", 640)


def play(browser: Browser, base: str) -> None:
    writer = Staff(browser, base, "redaction").sign_in(pictures=True)
    held = import_letter(writer, "La lettre de l’atelier", "vendredi 6", "cliquez ici", "import")
    show_editor(writer, held)
    draft = import_letter(writer, "La lettre des Tilleuls", "vendredi 13", "remplissez le formulaire")
    submit(writer, draft)
    review(Staff(browser, base, "relecture").sign_in(), draft)
    writer.go("/admin/")
    writer.shoot("accueil", 620)
    publisher = Staff(browser, base, "publication").sign_in()
    show_lists(publisher, draft)
    administrator = Staff(browser, base, "administration").sign_in()
    administrator.go(f"/admin/newsroom/{draft.split('/')[3]}/emergency/")
    administrator.shoot("urgence", 520)
    administrator.go("/admin/reports/audit/")
    administrator.shoot("journal", 620)


@contextlib.contextmanager
def copy_site(var: Path = ROOT / "var" / "guide"):
    """A copy of the prepared site, to play in; removed at the end."""
    shutil.rmtree(var, ignore_errors=True)
    copy(VAR, var)
    make = "import django; django.setup(); from demo import accounts as a; [a.make_account(role) for role in a.roles.ROLES]"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=environment(var, SETTINGS), check=True)
    try:
        yield var
    finally:
        shutil.rmtree(var, ignore_errors=True)


def main() -> int:
    services.end_on_signals()
    prepare()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with copy_site() as var, serve(var, settings=SETTINGS) as site, launch() as browser:
        play(browser, site.base)
    return 0


if __name__ == "__main__":
    sys.exit(main())
