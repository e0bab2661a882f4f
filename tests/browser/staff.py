"""Members of the staff at work in a browser: what they see, by the words on the screen."""

import base64
import contextlib
import hmac
import re
import struct
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .chromium import new_context

PASSWORD = "girouette-violette-42"  # noqa: S105
#: Makes the accounts: login → groups.
HIRE = """
import django; django.setup()
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from newsroom.roles import setup_roles
setup_roles()
for login, groups in {staff!r}.items():
    user = get_user_model().objects.create_user(
        login, login + "@example.org", {password!r}, first_name=login.capitalize()
    )
    user.groups.set(Group.objects.filter(name__in=groups))
"""
#: How long a screen may take on a busy machine, in milliseconds: nothing waits so long that is well.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
#: Wagtail reads a form two seconds after it is shown and saves by itself what differs later: what is
#: written before belongs to the form it read, and nothing says that it changed. It reads it anew after
#: each save. How many times it did is marked.
WATCHED = """
document.addEventListener("w-unsaved:watch-edits", ({ target }) => {
    target.dataset.watched = Number(target.dataset.watched || 0) + 1;
}, true);
"""
#: What a person does takes so many seconds (the keystroke-level model of Card, Moran and Newell, 1980): to think of what
#: to do next, to move a hand from the mouse to the keys, to point and click, to strike a key as who types little.
THINK, MOVE, CLICK, KEY = 1.35, 0.4, 1.3, 0.28
#: Each click, each field that is written in, and its keys; what is chosen, a file too, is two clicks.
ACTED = """
let field, before;
const size = ({ value, textContent }) => (value ?? textContent).length;
addEventListener("pointerdown", () => cnActed("click", 1), true);
addEventListener("keydown", ({ key }) => { if (key.length > 1) cnActed("key", 1); }, true);
addEventListener("focusin", ({ target }) => { before = size(target); }, true);
addEventListener("input", ({ target }) => {
    if (target.matches("select, [type=file]")) return cnActed("click", 2);
    if (target !== field) cnActed("field", 1);
    cnActed("key", Math.max(1, Math.abs(size(target) - (before || 0))));
    [field, before] = [target, size(target)];
}, true);
"""


def open_page(context: BrowserContext) -> Page:
    """A page of the admin, whose editor tells when it may be written in (`wait_for_editor`)."""
    context.add_init_script(WATCHED)
    return context.new_page()


def wait_for_editor(page: Page) -> None:
    expect(page.locator("form[data-watched]").first).to_be_attached(timeout=PATIENCE)


def make_code(secret: str) -> str:
    """What an authenticator application shows for `secret` now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Member:
    """One person, in a browser of their own."""

    def __init__(self, browser: Browser, base: str, login: str):
        self.base, self.login = base, login
        context = new_context(browser, 1280)
        context.set_default_timeout(PATIENCE)
        #: What was done by hand until now, in seconds.
        self.seconds = 0.0
        context.expose_binding("cnActed", self.note_act)
        context.add_init_script(ACTED)
        self.page = open_page(context)
        # « Quitter cette page ? »: yes.
        self.page.on("dialog", lambda dialog: dialog.accept())

    def note_act(self, _source, kind: str, times: int) -> None:
        self.seconds += times * {"click": THINK + CLICK, "field": THINK + MOVE, "key": KEY}[kind]

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def press(self, name: str | re.Pattern) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sign_in(self) -> "Member":
        """The password, then a second factor set up as at every first sign-in."""
        page = self.go("/admin/")
        page.get_by_label("Identifiant", exact=True).fill(self.login)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Se connecter")
        # Its screen has a field of the same name.
        page.get_by_role("button", name="Confirmer", exact=True).wait_for()
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Confirmer")
        key = page.locator("code").inner_text().replace(" ", "").replace("\u00a0", "")
        page.get_by_label(re.compile("^Code")).fill(make_code(key))
        self.press("Mettre en place")
        page.get_by_role("heading", name="Codes de secours").wait_for()
        return self

    def open_actions(self) -> Locator:
        """The menu beside « Enregistrer le brouillon »."""
        foot = self.page.locator("footer")
        foot.get_by_role("button", name="Plus d'actions").click()
        return foot

    def choose(self, name: str) -> None:
        """One of the actions of that menu."""
        self.open_actions().get_by_role("button", name=name, exact=True).click()

    def act(self, name: str) -> None:
        """The same, and wait until the editor was left, with the page's own name in what it says."""
        self.choose(name)
        self.page.wait_for_url(re.compile(r"/admin/pages/\d+/$"), wait_until="commit")

    def read_tasks(self) -> str:
        """« Mes tâches », on the admin's home page."""
        panel = self.go("/admin/").locator("section").filter(has_text="Mes tâches").first
        return " ".join(panel.inner_text().split())

    def open_task(self, title: str) -> Page:
        self.go("/admin/").get_by_role("link", name=title).first.click()
        return self.wait_for_editor()

    def open_desk(self, title: str) -> Page:
        """The reviewer's desk of what waits on the home page."""
        self.go("/admin/").get_by_role("link", name=title).first.click()
        self.page.wait_for_url("**/newsroom/desk/*/")
        return self.page

    def wait_for_editor(self) -> Page:
        """The editor is there, and what is written in it now is saved by itself."""
        self.page.wait_for_url("**/edit/")
        wait_for_editor(self.page)
        return self.page

    @contextlib.contextmanager
    def saving(self) -> Iterator[None]:
        """What is written in the block is saved by itself, and nothing is under way when it ends."""
        form = self.page.locator("form[data-watched]")
        before = form.get_attribute("data-watched")
        yield
        expect(form).not_to_have_attribute("data-watched", before)
        expect(self.page.get_by_text("Enregistré", exact=True)).to_be_visible()

    def open_panel(self, name: str) -> None:
        """A panel beside the editor, by the name of its button; the button stays as it is if it is open."""
        toggle = self.page.get_by_role("button", name=name)
        expect(toggle).to_have_attribute("aria-expanded", re.compile("true|false"))
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
        expect(toggle).to_have_attribute("aria-expanded", "true")

    def read(self) -> str:
        """The words of the screen, spaces made plain."""
        return " ".join(self.page.locator("body").inner_text().split())
