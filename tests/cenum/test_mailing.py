"""The e-mail version: what mail clients keep, what plain text says."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cenum.mail_html import to_mail_html
from cenum.mail_text import WIDTH, to_text
from home.models import SiteSettings
from tests.factories import add_contribution, make_person, make_private

from .clients import ROOT, find_templates
from .making import WHOLE, make_issue, make_part

BASE = "https://www.example.org/cenum/une-lettre/"


@pytest.fixture
def issue(db):
    settings = SiteSettings.load()
    settings.newsletter_url, settings.email = "https://lettre.example.org/s", "bonjour@example.org"
    settings.address = "1 rue de l’Exemple\n75000 Paris"
    settings.save()
    issue = make_issue(
        "Une lettre bien longue, dont le titre ne tient pas sur une seule ligne de courriel, loin de là",
        parts=WHOLE,
        teaser_topics="un sujet\nun autre sujet",
        summary="Le résumé de la lettre.",
    )
    add_contribution(issue, make_person("Camille Exemple"), "editor", "préparation")
    return issue


def get_html(client, issue) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{issue.url}email/").content, "html.parser")


def test_the_html_has_what_mail_clients_keep(client, issue):
    page = get_html(client, issue)
    assert not page.find_all(["script", "svg", "button", "form", "details", "section", "nav"])
    assert not page.select("[class]") and not page.select("link[rel=stylesheet]")
    for link in page.find_all("a"):
        assert link["href"].startswith(("http://", "https://", "mailto:")) and link["style"]
    for table in page.find_all("table"):
        assert table["role"] == "presentation"
    assert "https://example.org/rapport" in {link["href"] for link in page.find_all("a")}
    assert any(link["href"].endswith("/themes/") for link in page.find_all("a"))


def test_the_html_says_the_whole_letter(client, issue):
    page = get_html(client, issue)
    headings = [heading.get_text(strip=True) for heading in page.find_all(["h2", "h3", "h4"])]
    assert headings == ["L’essentiel", "Un détail", "Un détail", "🔎La veille", "📬Vos contributions"]
    text = page.get_text(" ", strip=True)
    for words in (
        "un autre sujet",
        "Le premier paragraphe.",
        "Un point",
        "Une phrase",
        "Écrivez-nous.",
        "Camille Exemple",
    ):
        assert words in text
    assert "https://lettre.example.org/s" in {link["href"] for link in page.find_all("a")}


def test_no_robot_and_no_script(client, issue):
    for path in ("email/", "email/texte/"):
        assert "noindex" in client.get(f"{issue.url}{path}")["X-Robots-Tag"]
    policy = client.get(f"{issue.url}email/")["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy and "script-src 'none'" in policy
    assert "'unsafe-inline'" not in client.get(issue.url)["Content-Security-Policy"]


def test_the_text_is_wrapped_and_whole(client, issue):
    response = client.get(f"{issue.url}email/texte/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    for line in text.splitlines():
        assert len(line) <= WIDTH or "http" in line, line
    for part in issue.parts:
        assert part.label in text
    flat = " ".join(text.split())
    for words in (
        "un autre sujet",
        "- Un point",
        "« Une phrase »".replace(" ", "\u00a0"),
        "Écrivez-nous.",
        "Camille Exemple",
    ):
        assert words.replace("\u00a0", " ") in flat.replace("\u00a0", " "), words
    for address in (
        "<https://example.org/rapport>",
        "https://lettre.example.org/s",
        "bonjour@example.org",
        "75000 Paris",
    ):
        assert address in text


def test_a_private_letter_is_kept(client, issue):
    make_private(issue)
    for path in ("email/", "email/texte/"):
        assert "premier paragraphe" not in client.get(f"{issue.url}{path}").content.decode()


def test_a_draft_has_no_mail(client, db):
    draft = make_issue("Brouillon", parts=WHOLE, live=False)
    assert client.get(f"{draft.url}email/").status_code == 404
    assert client.get(f"{draft.url}email/texte/").status_code == 404


def test_blocks_of_every_kind_pass(client, db):
    table = {
        "columns": [{"type": "text", "heading": "A"}, {"type": "text", "heading": "B"}],
        "rows": [{"values": ["1", "2"]}],
    }
    content = [
        ("callout", {"title": "À savoir", "text": "<p>Un complément.</p>"}),
        ("accordion", {"items": [{"title": "Question", "text": "<p>Réponse.</p>"}]}),
        ("table", {"caption": "Le tableau", "row_headers": True, "table": table}),
        (
            "call_to_action",
            {"title": "Participer", "text": "", "label": "Écrire", "page": None, "url": "https://example.org/e"},
        ),
        (
            "video",
            {"title": "Film", "url": "https://example.org/v", "host": "PeerTube", "transcript": "<p>Paroles.</p>"},
        ),
        ("person", {"name": "Camille Exemple", "capacity": "chercheuse", "reference": ""}),
        ("highlight", {"text": "À retenir."}),
        ("footnotes", {"notes": ["<p>Une note.</p>"]}),
    ]
    issue = make_issue(parts=[make_part("Tout", content=content)])
    html, text = (client.get(f"{issue.url}{path}").content.decode() for path in ("email/", "email/texte/"))
    for words in (
        "À savoir",
        "Un complément.",
        "Question",
        "Réponse.",
        "Le tableau",
        "Écrire",
        "Paroles.",
        "chercheuse",
        "À retenir.",
        "Une note.",
    ):
        assert words in html and words in text, words
    assert "https://example.org/e" in text and "class=" not in html


def test_outlook_shows_pictures_and_boxes(client, db):
    """It knows neither WebP nor a width of styles, and keeps the padding of cells alone (caniemail.com)."""
    image = get_image_model().objects.create(title="Une image", file=get_test_image_file(size=(1300, 650)))
    content = [
        ("figure", {"image": image.pk, "alt": "Une vue", "credit": "Camille Exemple"}),
        ("callout", {"title": "À savoir", "text": "<p>Un complément.</p>"}),
        ("call_to_action", {"title": "", "text": "", "label": "Écrire", "page": None, "url": "https://example.org/e"}),
    ]
    issue = make_issue(parts=[make_part("Tout", content=content)])
    page = get_html(client, issue)
    picture = page.find("img")
    assert (picture["width"], picture["height"], picture["alt"]) == ("592", "296", "Une vue")
    assert picture["src"].endswith(".jpg") and client.get(urlsplit(picture["src"]).path)["Content-Type"] == "image/jpeg"
    box = page.find("strong", string="À savoir").find_parent("td")
    assert "padding:16px" in box["style"] and box.find_parent("table")["role"] == "presentation"
    button = page.find("a", string="Écrire").parent
    assert (
        button.name == "td"
        and "padding:10px" in button["style"]
        and "width" not in button.find_parent("table")["style"]
    )
    assert ".webp" in client.get(issue.url).content.decode()


def test_what_a_mail_must_not_carry_is_left_out():
    html = '<p onclick="x()">Oui <a href="javascript:x()">non</a> <a href="/a">b</a></p><script>x()</script><img src="/i.png">'
    clean = to_mail_html(html, BASE)
    assert "script" not in clean and "onclick" not in clean
    assert (
        'href="https://www.example.org/a"' in clean
        and 'src="https://www.example.org/i.png"' in clean
        and 'alt=""' in clean
    )


def test_lists_tables_and_long_addresses_in_text():
    address = "https://www.example.org/" + "a" * 90
    html = f"<ol><li>un<ul><li>deux</li></ul></li></ol><blockquote><p>{'mot ' * 40}</p></blockquote><p><a href='{address}'>lien</a></p>"
    text = to_text(html, BASE)
    assert "1. un\n   - deux" in text
    assert all(line.startswith("> ") for line in text.splitlines() if "mot" in line)
    assert f"<{address}>" in text


def test_every_link_of_every_mail_is_in_its_text():
    """Of the templates of all rooms, so that no words of a case are left out."""
    files = find_templates(ROOT)
    assert len(files) > 15
    for file in files:
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        for address in re.findall(r'href="([^"]*)"', file.read_text(encoding="utf-8")):
            assert address in text, (file, address)
