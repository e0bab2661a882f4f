"""The page of examples is read by who has its address, says what it is, and is found nowhere else."""

import re

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Site

from demo.models import ExamplePage
from home.models import HomePage
from search.corpus.writing import read_contents
from search.indexing.queue import process

pytestmark = pytest.mark.django_db
WORD = "zibelines"
CHANNELS = (
    f"/recherche/?q={WORD}",
    f"/recherche/suggestions/?q={WORD[:5]}",
    f"/recherche/feed/atom/?q={WORD}",
    f"/recherche/export/csv/?q={WORD}",
    f"/api/v1/search/?q={WORD}",
    "/api/v1/documents/",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc",
    "/plan-du-site/",
    "/sitemap.xml",
    "/",
)


def read(client, address: str) -> str:
    answer = client.get(address)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_the_page_of_examples_is_kept_from_robots_and_from_every_list(client):
    home = Site.objects.get(is_default_site=True).root_page.specific
    assert isinstance(home, HomePage)
    page = home.add_child(
        instance=ExamplePage(title=f"Les {WORD}", slug=WORD, summary="Un résumé.", locale=home.locale)
    )
    page.save_revision().publish()
    process()
    soup = BeautifulSoup(read(client, f"/{WORD}/"), "html.parser")
    assert "noindex" in soup.find("meta", attrs={"name": "robots"})["content"]
    assert "Écrit pour la démonstration" in soup.main.get_text() and not soup.select("#citer, .Z3988")
    parts = re.findall(r"<loc>https?://[^/]+(/sitemap-.*?)</loc>", read(client, "/sitemap.xml"))
    for address in (*CHANNELS, *parts):
        assert f"Les {WORD}" not in read(client, address) and f"/{WORD}/" not in read(client, address), address
    assert not any(WORD in content["title"] for content, _reference in read_contents())
