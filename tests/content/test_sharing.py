"""Sharing by no third party; cards on other sites, of what anybody may read and of nothing else."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from cafeia.models import CafePage
from places.models import Place
from tests.cafeia.pages import make_cafe, make_room
from tests.factories import get_index, make_page, make_private
from tests.toysection.models import ToyPage
from works.models import WorkPage

pytestmark = pytest.mark.django_db
ROOT = "http://localhost"


def ask(client, url: str, **more):
    return client.get("/oembed/", {"url": url, **more})


def read_frame(response) -> str:
    return unescape(re.search(r'src="([^"]+)"', response.json()["html"])[1])


@pytest.mark.parametrize("server", ["mastodon.social", " Piaille.FR "])
def test_a_page_is_shared_on_the_readers_own_server(client, server):
    page = make_page(ToyPage, reference="toupie", title="L’été & « moi »")
    response = client.post("/id/toupie/partager/", {"server": server})
    parts = urlsplit(response["Location"])
    assert response.status_code == 302
    assert (parts.scheme, parts.netloc, parts.path) == ("https", server.strip().lower(), "/share")
    assert parse_qs(parts.query) == {"text": [f"{page.title} {ROOT}{page.url}"]}


@pytest.mark.parametrize(
    "server",
    ["", "mastodon", "a.fr/share", "a.fr:80", "moi@a.fr", "a.fr?b", "a.fr#b", "a.fr\\b.fr", "https://a.fr", "127.0.0.1",
     "[::1]", "a..fr", "-a.fr", "a.fr\r\nX: y", "%61.fr", "é.fr", "a" * 250 + ".fr", "\x00.fr"],
)  # fmt: skip
def test_what_is_no_name_of_a_server_is_refused(client, server):
    make_page(ToyPage, reference="toupie")
    response = client.post("/id/toupie/partager/", {"server": server})
    assert response.status_code == 200 and "Location" not in response
    assert b"fr-error" in response.content or b"fr-message--error" in response.content


def test_no_link_leads_to_another_site_in_our_name(client):
    make_page(ToyPage, reference="toupie")
    assert client.get("/id/toupie/partager/?server=example.org").status_code == 200


def test_what_the_public_does_not_read_is_not_shared(client):
    make_page(ToyPage, reference="brouillon", live=False)
    make_private(make_page(ToyPage, reference="cachee"))
    for reference in ("brouillon", "cachee", "inconnue"):
        assert client.get(f"/id/{reference}/partager/").status_code == 404
        assert client.post(f"/id/{reference}/partager/", {"server": "mastodon.social"}).status_code == 404


def test_the_page_itself_says_how_to_share_it_in_few_nodes(client):
    page = make_page(WorkPage, reference="toupie", title="Toupie & co")
    html = client.get(page.url).content.decode()
    block = re.search(r'<details class="fold share">.*?</details>', html, re.S)[0]
    assert block.count("<") - block.count("</") <= 12
    assert "mailto:?subject=Toupie%20%26%20co&amp;body=http%3A%2F%2Flocalhost" in block
    assert "linkedin.com" in block and "bsky.app" in block and "/id/toupie/partager/" in block
    assert "linkedin" not in html.replace(block, "").split("<footer")[0]


def test_a_page_leads_to_its_card(client):
    page = make_page(ToyPage, title="Toupie")
    found = re.search(r'type="application/json\+oembed"[^>]* href="([^"]+)"', client.get(page.url).content.decode())
    answer = client.get(unescape(found[1]).removeprefix(ROOT))
    data = answer.json()
    assert (data["version"], data["type"], data["title"]) == ("1.0", "rich", "Toupie")
    assert (data["width"], data["height"]) == (600, 420) and answer["Access-Control-Allow-Origin"] == "*"
    card = client.get(read_frame(answer).removeprefix(ROOT))
    policy = card["Content-Security-Policy"]
    assert "Toupie" in card.content.decode() and "<script" not in card.content.decode()
    assert "frame-ancestors *" in policy and "script-src 'none'" in policy
    assert "X-Frame-Options" not in card and not card.cookies and card["X-Robots-Tag"] == "noindex"


def test_no_frame_is_larger_than_asked(client):
    url = ROOT + make_page(ToyPage).url
    data = ask(client, url, maxwidth="320", maxheight="9999999999999").json()
    assert (data["width"], data["height"]) == (320, 420) and 'width="320"' in data["html"]
    for wrong in ("abc", "-1", "0", "", "٣", "1e9"):
        assert ask(client, url, maxwidth=wrong).status_code == 400


def test_the_protocol(client):
    page = make_page(ToyPage, reference="toupie")
    url = ROOT + page.url
    assert ask(client, url, format="json").status_code == 200
    assert ask(client, url, format="xml").status_code == 501
    assert ask(client, f"{ROOT}/id/toupie/").json()["title"] == page.title
    for other in ("", "x", "http://[", f"https://example.org{page.url}", f"http://localhost@example.org{page.url}",
                  f"javascript://localhost{page.url}", ROOT, f"{ROOT}/", f"{ROOT}/admin/", f"{ROOT}/rien/",
                  f"{ROOT}/id/rien/", f"{url}\x00", f"{ROOT}/recherche/"):  # fmt: skip
        assert ask(client, other).status_code == 404, other
    assert client.get("/oembed/").status_code == 404


def test_nothing_hidden_is_shown_elsewhere(client):
    draft, hidden = make_page(ToyPage, live=False, title="Brouillon"), make_page(ToyPage, title="Cachée")
    make_private(hidden)
    assert ask(client, f"{ROOT}/{draft.url_path.split('/', 2)[2]}").status_code == 404
    response = ask(client, ROOT + hidden.url)
    assert response.status_code == 401 and "Cach" not in response.content.decode()
    for page in (draft, hidden):
        assert client.get(f"/integrer/{page.pk}/").status_code == 404
    assert "Cachée" not in client.get(f"/integrer/{get_index(ToyPage).pk}/").content.decode()


def test_a_list_shows_its_latest_page(client):
    index = get_index(WorkPage)
    assert "Rien" in client.get(f"/integrer/{index.pk}/").content.decode()
    make_page(WorkPage, title="Ancienne", date="2020-01-01")
    make_page(WorkPage, title="Nouvelle", date="2024-01-01")
    card = client.get(read_frame(ask(client, ROOT + index.url)).removeprefix(ROOT)).content.decode()
    assert "Nouvelle" in card and "Ancienne" not in card


def test_a_list_of_events_shows_the_next_one_that_takes_place(client):
    today = timezone.localdate()
    for title, days, status in (("Passé", -9, "passe"), ("Plus tard", 40, "annonce"), ("Prochain", 5, "annonce"),
                                ("Annulé", 2, "annule")):  # fmt: skip
        make_cafe(title=title, date=today + datetime.timedelta(days=days), status=status)
    room = make_room(CafePage)
    card = client.get(read_frame(ask(client, ROOT + room.url)).removeprefix(ROOT)).content.decode()
    assert "Prochain" in card and not any(title in card for title in ("Passé", "Plus tard", "Annulé"))


def test_a_list_is_shown_with_the_filters_of_its_address(client):
    for city in ("Reims", "Nantes"):
        make_cafe(city, title=f"Café de {city}", date=timezone.localdate() + datetime.timedelta(days=5))
    url = f"{ROOT}{make_room(CafePage).url}?q=&city={Place.objects.get(name='Nantes').slug}"
    card = client.get(read_frame(ask(client, url)).removeprefix(ROOT)).content.decode()
    assert "Café de Nantes" in card and "Café de Reims" not in card


def test_in_english(client):
    page = make_page(WorkPage, language="en", title="A work")
    frame = read_frame(ask(client, ROOT + page.url))
    card = client.get(frame.removeprefix(ROOT))
    assert "/en/embed/" in frame and '<html lang="en"' in card.content.decode()
    assert card["Content-Language"] == "en"
