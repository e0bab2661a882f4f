"""A cited passage is found, or said to have changed: never another one, whatever was done to the text."""

import json
import random

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from content.models import PublishedVersion
from content.passages import Line, compare, find_line, make_anchor
from tests.factories import make_page, make_private
from tests.works.making import make_chapter, make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db
WORDS = "toupie bois tour atelier vernis corde main sable rabot copeau".split()


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def set_chapters(*paragraphs: str) -> str:
    return json.dumps([make_chapter("Un", *paragraphs, slug="un")])


def read(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def get_quote(soup) -> str:
    return soup.select_one(".passage blockquote p").text


def test_the_number_of_a_paragraph_leads_to_its_citation(client):
    work = publish(
        make_work(make_chapter("Un", "Le bois.", "La corde [1].", slug="un", notes=["Note."]), title="Le tour")
    )
    soup = read(client, f"{work.url}lire/un/")
    link = soup.select(".cn-paragraph__number")[1]["href"]
    assert link == f"/id/{work.reference}/{make_anchor('La corde [1].')}/"
    page = read(client, link)
    assert get_quote(page) == "La corde [1]."
    assert "§ 2, 1. Un" in page.find(id="citation").text and link in page.find(id="citation").text
    back = page.select_one(".passage a.fr-btn")["href"]
    assert back.startswith(f"{work.url}lire/un/#{make_anchor('La corde [1].')}:~:text=La%20corde")
    assert soup.find(id=make_anchor("La corde [1]."))
    assert read(client, f"{work.url}lire/").find(id=make_anchor("La corde [1]."))
    assert len(page.find_all()) <= 500


def test_an_edit_around_it_changes_nothing_and_one_of_its_words_is_said(client):
    work = publish(make_work(make_chapter("Un", "Le bois est dur.", "La corde tient.", slug="un")))
    address = f"/id/{work.reference}/{make_anchor('La corde tient.')}/"
    work = publish(work, chapters=set_chapters("Avant tout.", "Le bois est tendre.", "La corde tient."))
    soup = read(client, address)
    assert get_quote(soup) == "La corde tient." and "§ 3" in soup.main.text and not soup.select(".doubt")
    work = publish(work, chapters=set_chapters("La corde tient bon."), change_note="La corde est plus sûre.")
    soup = read(client, address)
    assert "La corde tient." in get_quote(soup) and soup.select_one(".doubt")
    assert "version 2" in soup.select_one(".doubt").text and "La corde tient bon." in soup.main.text
    version = read(client, f"/id/{work.reference}/version-2/?depuis=1").main
    assert [mark.text for mark in version.find_all("ins")] == ["Avant tout.", "Le bois est tendre."]
    assert "La corde est plus sûre." in read(client, f"/id/{work.reference}/versions/").main.text
    assert "version 3" in read(client, f"/id/{work.reference}/version-3/").find(id="citation").text


def test_drafts_restricted_texts_and_withheld_versions_are_never_read(client):
    work = publish(make_work(make_chapter("Un", "Public un.", slug="un")))
    work.chapters = set_chapters("secretbrouillon")
    work.save_revision()
    assert "secretbrouillon" not in str(PublishedVersion.objects.values_list("content", flat=True))
    assert client.get(f"/id/{work.reference}/{make_anchor('secretbrouillon')}/").status_code == 404
    work = publish(WorkPage.objects.get(pk=work.pk), chapters=set_chapters("donneepersonnelle"))
    work = publish(work, chapters=set_chapters("Public trois."))
    version = work.versions.get(number=2)
    version.is_withheld = True
    version.save()
    assert "donneepersonnelle" not in str(PublishedVersion.objects.values_list("content", flat=True))
    assert client.get(f"/id/{work.reference}/{make_anchor('donneepersonnelle')}/").status_code == 404
    for name in ("versions", "version-2", "version-3/?depuis=2"):
        assert b"donneepersonnelle" not in client.get(f"/id/{work.reference}/{name.rstrip('/')}/").content
    make_private(work)
    publish(work, chapters=set_chapters("secretprive"))
    for name in ("versions", "version-1", make_anchor("Public un.")):
        assert client.get(f"/id/{work.reference}/{name}/").status_code == 404, name
    assert "secretprive" not in str(PublishedVersion.objects.values_list("content", flat=True))


def test_what_is_gone_says_so_and_nonsense_gets_a_clear_answer(client):
    work = publish(make_work(make_chapter("Un", "Le bois.", slug="un")))
    for name in ("version-9", "version-", "p-0000000000", "nimporte", "version-99999999999999999999"):
        assert client.get(f"/id/{work.reference}/{name}/").status_code == 404, name
    assert client.get(f"/id/{work.reference}/version-1/?depuis=%00").status_code == 200
    assert client.get("/id/rien/versions/").status_code == 404
    work.unpublish()
    for name in ("versions", make_anchor("Le bois.")):
        assert client.get(f"/id/{work.reference}/{name}/").status_code == 410


def test_a_text_published_again_without_a_change_makes_no_version():
    work = publish(make_work(make_chapter("Un", "Le bois.", slug="un")))
    publish(work)
    assert work.versions.count() == 1


def test_questions_and_parts_of_letters_have_their_address(client):
    from paroles.models import ParolePage

    answers = [{"type": "item", "id": "1", "value": {"speaker": "", "text": "<p>Par le bois.</p>"}}]
    interview = [{"type": "exchange", "value": {"question": "Par quoi commencer ?", "answers": answers}}]
    page = make_page(ParolePage, interview=json.dumps(interview))
    link = read(client, page.url).select_one(".exchange .anchored__link")["href"]
    assert get_quote(read(client, link)).replace("\u202f", " ") == "Par quoi commencer ?"


def edit(paragraphs: list[str], chance: random.Random) -> list[str]:
    """One edit, of those that editors make: a line more, less, moved, twice, cut, joined, a word changed."""
    lines, place = list(paragraphs), chance.randrange(len(paragraphs))
    kind = chance.randrange(7)
    if kind == 0:
        lines.insert(place, " ".join(chance.choices(WORDS, k=4)))
    elif kind == 1 and len(lines) > 2:
        del lines[place]
    elif kind == 2:
        lines.insert(chance.randrange(len(lines)), lines.pop(place))
    elif kind == 3:
        lines.insert(place, lines[chance.randrange(len(lines))])
    elif kind == 4 and " " in lines[place]:
        lines[place : place + 1] = lines[place].split(" ", 1)
    elif kind == 5 and place:
        lines[place - 1 : place + 1] = [" ".join(lines[place - 1 : place + 1])]
    else:
        lines[place] = f"{lines[place]} {chance.choice(WORDS)}"
    return lines


def test_a_thousand_edits_never_lead_to_another_passage():
    """Found with the very words that were cited, or in a version that had them."""
    for seed in range(5 if not settings.DEBUG else 1):
        chance = random.Random(seed)
        text = [" ".join(chance.choices(WORDS, k=5)) for _number in range(8)]
        versions, cited = [text], set(text)
        for _step in range(200):
            text = edit(text, chance)
            versions.append(text)
            cited.add(chance.choice(text))
            now = [Line(line, f"§ {number}") for number, line in enumerate(text, 1)]
            for words in cited:
                found = find_line(now, make_anchor(words))
                assert (found.text if found else None) == (words if words in text else None)
                assert found or any(words in version for version in versions)
            before = [Line(line) for line in versions[-2]]
            told = compare(before, now)
            assert {line[1:] for line in told if line[0] == "+"} <= set(text)
            assert {line[1:] for line in told if line[0] == "-"} <= set(versions[-2])


@pytest.mark.parametrize("seed", range(3))
def test_edits_published_on_the_site_never_mislead(client, seed):
    chance = random.Random(seed)
    text = [" ".join(chance.choices(WORDS, k=5)) for _number in range(4)]
    work = publish(make_work(make_chapter("Un", *text, slug="un")))
    cited = list(text)
    for _step in range(4):
        text = edit(text, chance)
        work = publish(work, chapters=set_chapters(*text))
        cited.append(chance.choice(text))
        words = chance.choice(cited)
        soup = read(client, f"/id/{work.reference}/{make_anchor(words)}/")
        assert get_quote(soup) == words
        assert bool(soup.select(".doubt")) == (words not in text)
