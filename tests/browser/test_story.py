"""A letter's life, played by three members of the staff in three browsers, on a real served site.

Imported from the mail that it was, completed, looked at as a mail, submitted, commented and sent back, corrected,
approved by two others, scheduled, published at its hour, found, sent by a mail server to who subscribed, left by one
click, translated, withdrawn. Nothing is done behind the screens
but what the machine does: the command that publishes what is due, and the clock put forward.
"""

import datetime
import email
import email.policy
import re
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from scripts import services

from .channels import Letter, search_as_the_public
from .chromium import launch, new_context
from .letter import CENSUS, ENGLISH_TITLE, REASON, REMARK, SLUG, SUMMARY, TITLE, make_mail, translate
from .site import VAR, copy, environment, prepare, serve
from .staff import HIRE, PASSWORD, Member

pytestmark = pytest.mark.browser
SETTINGS = "tests.browser.staff_settings"
#: Camille may approve, but not what she wrote; René may give both approvals, but not to the same text.
STAFF = {"camille": ["Rédaction", "Relecture"], "rene": ["Relecture", "Publication"], "sacha": ["Publication"]}
#: In how many minutes the letter is due: long after its approvals, and within a session.
DELAY = 25
FRENCH_PATH = f"/cenum/{SLUG}/"
READER = "lectrice@example.net"


@pytest.fixture
def var(require, tmp_path, smtp, monkeypatch):
    """The folder of a site that the story may write in, with its staff; its letters leave by a real server."""
    monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("EMAIL_PORT", str(smtp.port))
    require(services.chromium(), "Chromium")
    prepare()
    copy(VAR, tmp_path / "site")
    run(tmp_path / "site", "-c", HIRE.format(staff=STAFF, password=PASSWORD))
    return tmp_path / "site"


def run(var, *command: str) -> str:
    """Run a Python command as the site's machine would."""
    done = subprocess.run(
        [sys.executable, *command], env=environment(var, SETTINGS), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_letter_from_its_import_to_its_withdrawal(var, smtp):
    with serve(var, workers=1, settings=SETTINGS) as site, launch() as browser:
        staff = camille, rene, sacha = [Member(browser, site.base, login).sign_in() for login in STAFF]
        signed_in = count_seconds(staff)
        draft = import_letter(camille)
        letter = Letter(TITLE, "Les girou", "girouettes", FRENCH_PATH, read_reference(camille))
        complete(camille)
        preview(camille)
        camille.act("Soumettre à Relecture puis publication")
        whole = count_seconds(staff) - signed_in
        assert TITLE not in camille.read_tasks(), "what one wrote is not to be approved by oneself"
        assert_not_offered(camille, draft, "Approuver")
        send_back(rene)
        assert_sent_back(camille, var)
        correct(camille)
        corrected = count_seconds(staff)
        approve(rene, "Relecture")
        assert TITLE not in rene.read_tasks(), "the second approval is someone else’s"
        assert_not_offered(rene, draft, "Approuver")
        approve(sacha, "Publication")
        assert_scheduled(sacha, draft, var)
        letter.assert_unlisted(site)
        assert set(letter.get_statuses(site).values()) == {404}
        publish_when_due(var)
        letter.assert_public(site)
        page = search_as_the_public(browser, site, letter)
        expect(page.get_by_role("main")).to_contain_text(f"En 2024. {SUMMARY}")
        assert page.url == site.base + FRENCH_PATH

        subscribe(browser, site, var)
        send(sacha, rene, draft, var)
        whole += count_seconds(staff) - corrected
        print(f"{whole:.0f} seconds of hands")
        assert whole <= 5 * 60, "from the mail to the mails: what hands do, when nothing is sent back"
        leave(site, smtp)
        sacha.go(get_screen(draft))
        assert "Envois : 1 sur 1, non remis : 0, désabonnements depuis : 1." in sacha.read()

        english = translate_letter(camille, site, letter)
        approve_translation(rene, "Relecture")
        english.assert_unlisted(site)
        approve_translation(sacha, "Publication")
        work(var)
        english.assert_public(site)
        letter.assert_public(site)
        page = search_as_the_public(browser, site, english)
        assert_in_english(page)

        withdraw(sacha, rene, draft)
        work(var)
        for version in (letter, english):
            version.assert_gone(site)
        assert site.get(f"/api/v1/documents/{letter.reference}/").status == 404


def import_letter(writer: Member) -> str:
    """The upload, its report, then the draft: the address of its editor."""
    page = writer.go("/admin/import/")
    page.get_by_label("Fichier").set_input_files(
        {"name": "girouettes.eml", "mimeType": "message/rfc822", "buffer": make_mail()}
    )
    page.get_by_role("combobox", name="Ce qu’il devient").select_option(label="Lettre")
    writer.press("Importer")
    page.wait_for_url(re.compile(r"/admin/import/\d+/"))
    report = writer.read()
    assert re.search(r"(\d+) phrases sur \1 du document sont dans le brouillon\.", report), report
    assert "Oscar Lefrançois figure dans les crédits, mais pas dans le registre des personnes." in report
    page.get_by_role("link", name="Ouvrir le brouillon").click()
    writer.wait_for_editor()
    return page.url.removeprefix(writer.base)


def read_reference(writer: Member) -> str:
    """The letter's permanent identifier, on the tab of addresses."""
    return writer.page.locator("[name=reference]").input_value()


def complete(writer: Member) -> None:
    """What blocks is listed beside the text, and kept fresh while one writes; each line leads to its field."""
    page = writer.page
    writer.open_panel("Activer/désactiver les vérifications")
    gate = page.locator("[data-gate]")
    expect(gate).to_contain_text("3 points bloquent la publication.")
    follow(gate, "Les mots d’un lien ne disent pas où il mène", page.locator("[contenteditable=true]:focus"))
    page.keyboard.press("Control+a")
    page.keyboard.type(CENSUS)
    expect(gate).to_contain_text("2 points bloquent la publication.")
    summary = page.get_by_role("textbox", name="Résumé")
    follow(gate, "Il n’y a pas de résumé", summary)
    page.keyboard.type(SUMMARY)
    expect(gate).to_contain_text("1 point bloque la publication.")
    follow(gate, "Aucun thème n’est choisi", page.locator("input[type=search]:focus"))
    page.keyboard.type("culture numerique")
    page.keyboard.press("Enter")
    expect(gate).to_contain_text("Rien ne bloque la publication.")
    expect(summary).to_have_value(SUMMARY)


def follow(gate: Locator, words: str, field: Locator) -> None:
    """One line of what blocks, to its field, where one writes then."""
    gate.get_by_role("link", name=words).click()
    expect(field).to_be_focused()


def count_seconds(staff: list[Member]) -> float:
    return sum(member.seconds for member in staff)


def preview(writer: Member) -> None:
    """While it is a draft, as its readers will have it: wide, on a phone, in the dark, as text."""
    page = writer.page
    writer.open_panel("Afficher/masquer la prévisualisation")
    modes, mail = page.get_by_label("Mode prévisualisation"), page.frame_locator("#w-preview-iframe")
    modes.select_option(label="Courriel")
    expect(mail.get_by_role("heading", name=TITLE)).to_be_visible()
    for size, width in (("desktop", 1280), ("mobile", 390)):
        page.locator("label").filter(has=page.locator(f"[name=preview-size][value={size}]")).click()
        expect(page.locator("#w-preview-iframe")).to_have_css("width", f"{width}px")
    modes.select_option(label="Courriel, en sombre")
    expect(mail.locator("body")).to_have_css("background-color", "rgb(30, 30, 30)")
    modes.select_option(label="Courriel, en texte")
    expect(mail.locator("body")).to_contain_text(f"{TITLE}\n{'*' * len(TITLE)}")


def get_screen(draft: str) -> str:
    """The screen of the sending of a letter, from the address of its editor."""
    return draft.replace("/admin/pages/", "/admin/cenum/send/").removesuffix("edit/")


def subscribe(browser, site, var) -> None:
    """From the letter itself, on a phone, without a script; its mail is answered by a button."""
    page = new_context(browser, 320, scripts=False).new_page()
    page.goto(site.base + FRENCH_PATH)
    page.get_by_role("link", name="S’abonner à la lettre").first.click()
    page.get_by_label("Adresse électronique").fill(READER)
    # Without a script, a form is not taken within three seconds.
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="S’abonner").click()
    expect(page.get_by_role("main")).to_contain_text("Encore une étape")
    (mail,) = find_mails(var, "Confirmez votre abonnement")
    (link,) = set(re.findall(r"https?://\S+", mail.get_body(("plain",)).get_content()))
    page.goto(site.base + urlsplit(link).path)
    page.get_by_role("button", name="Oui, écrivez-moi").click()
    expect(page.get_by_role("main")).to_contain_text("Votre abonnement est confirmé")


def send(publisher: Member, second: Member, draft: str, var) -> None:
    """Checked, tried on oneself, asked for; somebody else, who is written to, accepts it, and it leaves at its hour."""
    page = publisher.go(draft)
    page.get_by_role("navigation", name="Actions", exact=True).get_by_role("button").click()
    page.get_by_role("link", name="Envoyer par courriel").click()
    page.wait_for_url(f"**{get_screen(draft)}")
    expect(page.get_by_role("main")).to_contain_text("1 personne reçoit cette lettre")
    expect(page.get_by_role("main")).to_contain_text("Rien n’est à corriger.")
    publisher.press("Envoyer le brouillon à sacha@example.org")
    (trial,) = find_mails(var, "[Essai]")
    assert trial["To"] == "sacha@example.org" and CENSUS in trial.get_body(("html",)).get_content()
    publisher.press("Demander l’envoi")
    expect(page.get_by_role("main")).to_contain_text("demandé par Sacha")
    assert page.get_by_role("button", name="Accepter l’envoi").count() == 0, "not by who asked for it"
    (told,) = (mail for mail in find_mails(var, "Attend une deuxième personne") if "rene" in mail["To"])
    assert get_screen(draft) in told.get_body(("plain",)).get_content()
    page = second.go(get_screen(draft))
    second.press("Accepter l’envoi")
    expect(page.get_by_role("main")).to_contain_text("Accepté par Rene")
    (var / "clock").write_text(str(DELAY + 5))
    work(var)


def leave(site, smtp) -> None:
    """The letter came to who asked for it, and the click of a mail client ends that: no cookie, no page, no redirect."""
    ((_sender, recipient, content),) = smtp.received
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert (recipient, mail["Subject"]) == (READER, TITLE)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = urlsplit(mail["List-Unsubscribe"].strip(" <>")).path
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert CENSUS in words and stop in words
    with urllib.request.urlopen(site.base + stop, data=b"List-Unsubscribe=One-Click") as answer:  # noqa: S310
        assert answer.status == 200 and answer.url == site.base + stop
    assert "Vous n’êtes abonné à rien" in site.get(stop.replace("/arret/", "/preferences/")).text


def assert_not_offered(member: Member, draft: str, action: str) -> None:
    """By posting neither: see tests/newsroom/test_channels.py."""
    member.go(draft)
    menu = member.open_actions()
    expect(menu.get_by_role("button").nth(1)).to_be_visible()
    expect(menu.get_by_role("button", name=action, exact=True)).to_have_count(0)


def send_back(reviewer: Member) -> None:
    """The reviewer comments a passage, then says why the whole is sent back."""
    assert f"{TITLE} – Relecture, soumise par Camille" in reviewer.read_tasks()
    page = reviewer.open_desk(TITLE)
    expect(page.get_by_text("Jamais mis en ligne")).to_be_visible()
    # As readers will see it, beside.
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text(TITLE)
    page.get_by_role("link", name="Ouvrir dans l’éditeur").click()
    reviewer.wait_for_editor()
    field = page.locator("[data-contentpath=summary]")
    field.hover()
    field.get_by_role("button", name="Ajouter un commentaire").click()
    comments = page.locator("#comments")
    with reviewer.saving():
        comments.get_by_role("textbox").fill(REMARK)
        comments.get_by_role("button", name="Commenter").click()
    page = reviewer.open_desk(TITLE)
    expect(page.get_by_text(REMARK)).to_be_visible()
    page.get_by_role("textbox", name="Pour renvoyer").fill(REASON)
    reviewer.press("Renvoyer")
    expect(page.get_by_text("renvoyé, ses auteurs sont prévenus")).to_be_visible()


def assert_sent_back(writer: Member, var) -> None:
    """By mail and on the home page, with the reason."""
    assert REASON in writer.read_tasks()
    mails = find_mails(var, "À reprendre")
    assert [mail["To"] for mail in mails] == ["camille@example.org"]
    for kind in ("plain", "html"):
        assert REASON in mails[0].get_body((kind,)).get_content()


def find_mails(var, subject: str) -> list:
    texts = [text for file in (var / "mail").glob("*.log") for text in file.read_bytes().split(b"\n" + b"-" * 79)]
    mails = [email.message_from_bytes(text.lstrip(), policy=email.policy.default) for text in texts if text.strip()]
    return [mail for mail in mails if subject in mail["Subject"]]


def correct(writer: Member) -> None:
    """The writer reads the comment, corrects the summary, and says when the letter is to go online."""
    page = writer.open_task(TITLE)
    writer.open_panel("Afficher/masquer les commentaires")
    expect(page.locator("#comments")).to_contain_text(REMARK)
    with writer.saving():
        page.get_by_role("textbox", name="Résumé").fill(f"En 2024. {SUMMARY}")
    writer.open_panel("Afficher/masquer le statut")
    expect(page.get_by_text(re.compile("Modifications demandées il y a")).first).to_be_visible()
    writer.press("Programmer")
    window = page.get_by_role("dialog", name="Définir la programmation de publication")
    due = datetime.datetime.now(ZoneInfo("Europe/Paris")) + datetime.timedelta(minutes=DELAY)
    # The window is a part of the editor: a save of its own under way would come after the one that is asked.
    with writer.saving():
        window.get_by_role("textbox", name="Date/heure de publication").fill(due.strftime("%Y-%m-%d %H:%M"))
        # The calendar stands over the button: it closes when one clicks beside it.
        calendar = page.locator(".xdsoft_datetimepicker").filter(visible=True)
        expect(calendar).to_have_count(1)
        window.get_by_role("heading").first.click()
        expect(calendar).to_have_count(0)
    # The editor is shown anew, at the same address.
    with page.expect_navigation():
        window.get_by_role("button", name="Enregistrer la programmation").click()
    writer.wait_for_editor()
    writer.act("Resoumettre à Relecture")


def approve(reviewer: Member, step: str) -> None:
    assert f"{TITLE} – {step}, soumise par Camille" in reviewer.read_tasks()
    decide(reviewer, TITLE)


def decide(reviewer: Member, title: str) -> None:
    """Two clicks from the home page; on a phone, and by the keyboard."""
    page = reviewer.open_desk(title)
    page.set_viewport_size({"width": 320, "height": 640})
    button = page.get_by_role("button", name="Approuver", exact=True)
    expect(button).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    button.focus()
    # The desk itself may tell of an earlier approval: what is waited for is the home page.
    with page.expect_navigation(url="**/admin/"):
        page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("approuvé")).first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})


def approve_translation(reviewer: Member, step: str) -> None:
    """Its editor shows passages and approves nothing: the desk is the same."""
    assert f"{ENGLISH_TITLE} – {step}, soumise par Camille" in reviewer.read_tasks()
    decide(reviewer, ENGLISH_TITLE)


def assert_scheduled(publisher: Member, draft: str, var) -> None:
    """Approved, and not online before its hour: on the screen, in the mail, for the command."""
    publisher.go(draft)
    publisher.open_panel("Afficher/masquer le statut")
    expect(publisher.page.get_by_role("button", name="Page verrouillée")).to_be_disabled()
    expect(publisher.page.get_by_text("Publication :", exact=True)).to_be_visible()
    mails = find_mails(var, "Approuvée et programmée")
    assert [mail["To"] for mail in mails] == ["camille@example.org"]
    assert "La mise en ligne aura lieu le" in mails[0].get_body(("plain",)).get_content()
    assert run(var, "manage.py", "publish_scheduled") == ""


def publish_when_due(var) -> None:
    (var / "clock").write_text(str(DELAY + 1))
    assert run(var, "manage.py", "publish_scheduled") == f"published: {TITLE}\n"
    work(var)


def work(var) -> None:
    """What the worker of a real site would have done within seconds: jobs too long to be done with the change."""
    run(var, "manage.py", "db_worker", "--batch", "--no-startup-delay")


def translate_letter(translator: Member, site, letter: Letter) -> Letter:
    """From the dashboard: a draft, passage by passage; nothing of it is online, whole or not."""
    page = translator.go("/admin/translations/?section=cenum&state=none")
    page.get_by_role("row").filter(has_text=TITLE).get_by_role("link", name="Traduire").click()
    translator.press("Commencer la traduction")
    page.wait_for_url(re.compile(r"/admin/translations/\d+/$"))
    passages = page.locator("main li").filter(has=page.get_by_role("textbox"))
    english = Letter(ENGLISH_TITLE, "The weather", "weathervanes", f"/en{FRENCH_PATH}", letter.reference, "en")
    assert site.get(english.path).status == 404
    assert f'href="{FRENCH_PATH}"' in site.get(f"/en/id/{letter.reference}/").text, "readers are led to the French"
    assert passages.count() > 8
    for passage in passages.all():
        passage.get_by_role("textbox").fill(translate(passage.locator("[lang=fr]").inner_text()))
    translator.press("Enregistrer et soumettre à la relecture")
    expect(page.get_by_text("La traduction est soumise")).to_be_visible()
    english.assert_unlisted(site)
    return english


def assert_in_english(page) -> None:
    assert page.locator("html").get_attribute("lang") == "en"
    text = page.get_by_role("main").inner_text()
    assert CENSUS not in text and SUMMARY not in text
    alternates = {link.get_attribute("hreflang") for link in page.locator("link[hreflang]").all()}
    assert {"fr", "en"} <= alternates


def withdraw(publisher: Member, second: Member, draft: str) -> None:
    """From the menu beside the title; the screen says what becomes of the translation, and someone else confirms."""
    page = publisher.go(draft)
    page.get_by_role("navigation", name="Actions", exact=True).get_by_role("button").click()
    page.get_by_role("link", name="Dépublier").click()
    page.wait_for_url("**/unpublish/**")
    expect(page.get_by_role("main")).to_contain_text("Sa traduction quitte le site avec elle")
    publisher.press("Oui, la dépublier")
    expect(page.get_by_text("Il faut être deux")).to_be_visible()
    page = second.go("/admin/")
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    page.wait_for_url("**/second-looks/**")
    second.press("Confirmer")
    expect(page.get_by_role("main")).to_contain_text("Confirmé")
