"""The words of a page are in the language that it says they are: a page of each kind, in English and in French."""

import re

import pytest
from bs4 import BeautifulSoup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]

#: Small words that a sentence can hardly do without, of one of the two languages only.
SMALL = {
    "fr": set(
        "le la les des du une est sont dans pour par sur avec que qui ce cette ces son sa ses leur aux et ou il".split()
    ),
    "en": set("the of and to in is are for by with that which this these its their at not or it from has have".split()),
}
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "td", "th", "caption", "figcaption", "summary", "label")
#: What is the same in both languages: a name, and citations, which hold the title of what they cite.
SAME = re.compile(r"Numérique en Commun\[s\]|États généraux des nouvelles régulations du numérique")
PER_KIND = 2


def find_language(text: str) -> str:
    """The language of a text by its small words, "" when they do not say."""
    words = re.findall(r"[^\W\d_]+", SAME.sub("", text).lower().replace("’", " "))
    counts = {code: sum(word in small for word in words) for code, small in SMALL.items()}
    (most, code), (least, _other) = sorted(((count, code) for code, count in counts.items()), reverse=True)
    return code if most >= 2 and most > 2 * least else ""


def read_texts(soup: BeautifulSoup):
    """(language, words) of each block, in parts where its language changes."""
    for element in soup.select("details.cite, script, style, template"):
        element.decompose()
    parts: dict[tuple, list[str]] = {}
    for text in soup.body.find_all(string=True):
        said = text.find_parent(lang=True)
        block = text.find_parent(BLOCKS) or said
        parts.setdefault((id(block), id(said)), [said["lang"]]).append(str(text))
    return [(said, " ".join(" ".join(words).split())) for said, *words in parts.values()]


def test_what_is_in_another_language_says_so(client):
    addresses = re.findall(r"<loc>https?://[^/]+(/.*?)</loc>", client.get("/sitemap.xml").content.decode())
    kinds: dict[tuple, list[str]] = {}
    for address in addresses:
        steps = address.strip("/").split("/")
        kinds.setdefault((steps[: 2 if steps[0] == "en" else 1][-1], steps[0] == "en", len(steps)), []).append(address)
    wrong = []
    for found in kinds.values():
        for address in found[:: max(1, len(found) // PER_KIND)][:PER_KIND]:
            soup = BeautifulSoup(client.get(address).content, "lxml")
            for said, text in read_texts(soup):
                if find_language(text) not in ("", said):
                    wrong.append(f"{address} says {said}: {text[:90]}")
    assert wrong == []


def test_a_link_to_another_language_says_so_in_words(client):
    soup = BeautifulSoup(client.get("/en/actions/").content, "lxml")
    links = soup.select('main .card__title a[hreflang="fr"]')
    assert links
    assert all(link.get_text().endswith("(en français)") and link["lang"] == "fr" for link in links)
    assert not soup.select('main .card__title a:not([hreflang])[href^="/actions/"]')
