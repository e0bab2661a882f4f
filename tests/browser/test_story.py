"""A letter's way through the newsroom, by two people in two browsers: imported, completed, sent back, corrected."""

import email
import email.policy
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from scripts import services

from .chromium import launch
from .site import VAR, copy, environment, prepare, serve
from .staff import HIRE, PASSWORD, Member

pytestmark = pytest.mark.browser
SETTINGS = "tests.browser.staff_settings"
#: Camille may approve, but not what she wrote.
STAFF = {"camille": ["Rédaction", "Relecture"], "rene": ["Relecture", "Publication"]}
TITLE, SUMMARY = "Les girouettes du canton", "Un canton recense ses girouettes, et raconte comment."
REASON = "Merci de dire en quelle année le recensement a eu lieu."
LETTER = f"""{TITLE}

Bonjour à toutes et à tous. Cette semaine, nous parlons du vent.

Le recensement des girouettes

Pendant un an, des habitants ont dessiné quarante girouettes. Ils racontent comment ils s’y sont pris.

L’atelier de la semaine

Deux rendez-vous sont ouverts à tout le monde :

  • À Lannion, mardi ;
  • À Morlaix, jeudi.

Cette lettre a été préparée par Jeanne Dutilleul et Oscar Lefrançois.
"""


@pytest.fixture
def var(require, tmp_path):
    """The folder of a site that the story may write in, with its staff."""
    require(services.chromium(), "Chromium")
    prepare()
    copy(VAR, tmp_path / "site")
    run(tmp_path / "site", "-c", HIRE.format(staff=STAFF, password=PASSWORD))
    return tmp_path / "site"


def run(var, *command: str) -> str:
    """Run a Python command as the site's machine would."""
    done = subprocess.run(
        [sys.executable, *command], env=environment(var, SETTINGS), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_letter_is_imported_completed_sent_back_and_submitted_again(var):
    with serve(var, settings=SETTINGS) as site, launch() as browser:
        camille, rene = staff = [Member(browser, site.base, login) for login in STAFF]
        for member in staff:
            member.sign_in()
        draft = import_letter(camille)
        assert site.get("/cenum/les-girouettes-du-canton/").status == 404
        complete(camille)
        camille.act("Soumettre à Relecture puis publication")
        assert TITLE not in camille.read_tasks(), "what one wrote is not to be approved by oneself"
        refuse_author(camille, draft)
        assert f"{TITLE} – Relecture" in rene.read_tasks()
        send_back(rene)
        assert_sent_back(camille, var)
        correct(camille)


def import_letter(writer: Member) -> str:
    """The upload, its report, then the draft: the address of its editor."""
    page = writer.go("/admin/import/")
    page.get_by_label("Fichier").set_input_files(
        {"name": "girouettes.txt", "mimeType": "text/plain", "buffer": LETTER.encode()}
    )
    page.get_by_role("combobox", name="Ce qu’il devient").select_option(label="Lettre")
    writer.press("Importer")
    page.wait_for_url("**/admin/import/*/")
    report = writer.read()
    assert "11 phrases sur 11 du document sont dans le brouillon." in report
    assert "Oscar Lefrançois figure dans les crédits, mais pas dans le registre des personnes." in report
    page.get_by_role("link", name="Ouvrir le brouillon").click()
    page.wait_for_url("**/edit/")
    return page.url.removeprefix(writer.base)


def complete(writer: Member) -> None:
    """What blocks is listed in the editor; each line leads to its field."""
    page = writer.page
    page.get_by_role("button", name="Vérifications").click()
    checks = page.get_by_role("region").or_(page.locator("[data-gate]")).filter(has_text="Ce qui bloque").last
    expect(checks).to_contain_text("3 points bloquent la publication.")
    for words in ("ni date ni période", "Aucun thème"):
        expect(checks).to_contain_text(words)
    page.get_by_role("link", name="Il n’y a pas de résumé").click()
    page.keyboard.type(SUMMARY)
    expect(page.get_by_role("textbox", name="Chapô")).to_have_value(SUMMARY)
    page.get_by_role("textbox", name="Date", exact=True).fill("2025-04-04")
    page.keyboard.press("Escape")
    page.get_by_role("listbox", name="Thèmes").select_option(label="Culture numérique et débat public")
    writer.press("Enregistrer le brouillon")
    expect(checks).to_contain_text("Rien ne bloque la publication.")


def refuse_author(writer: Member, draft: str) -> None:
    """The author is offered no approval, and has none by posting either: see tests/newsroom/test_channels.py."""
    writer.go(draft)
    writer.open_actions()
    expect(writer.page.get_by_role("button", name="Approuver", exact=True)).to_have_count(0)


def send_back(reviewer: Member) -> None:
    reviewer.open_task(TITLE)
    reviewer.choose("Demander des modifications")
    window = reviewer.page.get_by_role("dialog")
    window.get_by_role("textbox").fill(REASON)
    window.get_by_role("button", name="Demander des modifications").click()
    reviewer.page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def assert_sent_back(writer: Member, var) -> None:
    """By mail and on the home page, with the reason."""
    assert REASON in writer.read_tasks()
    mails = [mail for mail in read_mails(var) if "À reprendre" in mail["Subject"]]
    assert [mail["To"] for mail in mails] == ["camille@example.org"]
    for kind in ("plain", "html"):
        assert REASON in mails[0].get_body((kind,)).get_content()


def read_mails(var) -> list:
    texts = [text for file in (var / "mail").glob("*.log") for text in file.read_bytes().split(b"\n" + b"-" * 79)]
    return [email.message_from_bytes(text.lstrip(), policy=email.policy.default) for text in texts if text.strip()]


def correct(writer: Member) -> None:
    writer.open_task(TITLE)
    writer.page.get_by_role("textbox", name="Chapô").fill(f"En 2024. {SUMMARY}")
    writer.act("Resoumettre à Relecture")
