"""The French changes, the English knows."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from wagtail_localize.models import SegmentOverride, StringTranslation

from news.models import NewsPage
from tests.factories import get_index, make_page, make_person

from .making import fill, get_target, get_translation, publish, submit

pytestmark = pytest.mark.django_db
BEFORE, NOW, ENGLISH = (
    "Un jouet qui tourne longtemps sur lui-même.",
    "Un jouet qui tourne peu.",
    "A toy that spins for long.",
)


def read(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def change(page, capture, summary: str = NOW) -> None:
    page.summary = summary
    with capture(execute=True):
        page.save_revision().publish()


def get_path(page) -> str:
    return reverse("translations_segments", args=[get_translation(page).source_id])


def test_who_translated_is_told_once_with_the_three_texts(live, admin_user, django_capture_on_commit_callbacks):
    StringTranslation.objects.update(last_translated_by=admin_user)
    mail.outbox.clear()
    change(live, django_capture_on_commit_callbacks)
    letters = [letter for letter in mail.outbox if "Le français a changé" in letter.subject]
    assert [letter.to for letter in letters] == [[admin_user.email]]
    for words in (BEFORE, NOW, ENGLISH, get_path(live)):
        assert words in letters[0].body.replace("’", "'").replace("&#x27;", "'") or words in letters[0].body
    mail.outbox.clear()
    live.title = "Toupies"
    change(live, django_capture_on_commit_callbacks)
    bodies = [letter.body for letter in mail.outbox]
    assert len(bodies) == 1 and "Toupies" in bodies[0] and NOW not in bodies[0], "what was told is not told again"


def test_the_passages_stand_side_by_side_and_the_editor_says_so(live, admin_client, django_capture_on_commit_callbacks):
    edit = reverse("wagtailadmin_pages:edit", args=[get_target(live).pk])
    assert "Le français a changé" not in read(admin_client, edit)
    change(live, django_capture_on_commit_callbacks)
    assert "Le français a changé : 1 passage est à traduire de nouveau." in read(admin_client, edit).replace(
        "\u00a0", " "
    )
    soup = BeautifulSoup(admin_client.get(get_path(live)).content, "html.parser")
    assert [[cell.get_text() for cell in row.select("p")] for row in soup.select(".changed")] == [
        [f"En français, avant {BEFORE}", f"En français, maintenant {NOW}", f"En anglais, de ce que c’était {ENGLISH}"]
    ]


def test_the_editor_of_an_entry_says_so_too(admin_client, english, django_capture_on_commit_callbacks):
    person = make_person("Camille Exemple", role="menuisière")
    submit(person)
    fill(person)
    publish(person, django_capture_on_commit_callbacks)
    edit = reverse(person.snippet_viewset.get_url_name("edit"), args=[get_target(person).pk])
    assert "Le français a changé" not in read(admin_client, edit)
    person.role = "ébéniste"
    with django_capture_on_commit_callbacks(execute=True):
        person.save()
    soup = BeautifulSoup(admin_client.get(edit).content, "html.parser")
    assert "Le français a changé" in soup.get_text() and soup.select(f'[href="{get_path(person)}"]')


def test_a_translation_by_hand_leads_to_what_changed(page, admin_client, english, django_capture_on_commit_callbacks):
    target = page.copy_for_translation(english)
    target.title, target.summary = "Spinning top", ENGLISH
    target.save_revision().publish()
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert "Le français a été publié de nouveau" not in read(admin_client, edit)
    change(page, django_capture_on_commit_callbacks)
    soup = BeautifulSoup(admin_client.get(edit).content, "html.parser")
    assert "Le français a été publié de nouveau" in soup.get_text()
    link = soup.find("a", string=lambda words: words and "Voir ce qui a changé" in words)
    words = read(admin_client, link["href"])
    assert "longtemps sur lui-même" in words and "peu" in words, "before and after"


def test_links_lead_elsewhere_in_english(live, admin_client, django_capture_on_commit_callbacks):
    body = [("paragraph", '<p>Voir <a href="https://exemple.fr/girouettes">le musée</a>.</p>')]
    news = make_page(NewsPage, title="Le musée", summary="Une visite.", body=body)
    submit(get_index(NewsPage))
    fill(get_index(NewsPage), title="News", slug="news")
    publish(get_index(NewsPage), django_capture_on_commit_callbacks)
    submit(news)
    form = BeautifulSoup(admin_client.get(get_path(news)).content, "html.parser").select_one("main form")
    link = form.select_one("input[type=url]")
    assert link["value"] == "https://exemple.fr/girouettes"
    data = {link["name"]: "javascript:alert(1)", "save": "1"}
    refused = admin_client.post(get_path(news), data)
    assert refused.status_code == 200 and not SegmentOverride.objects.exists()
    fill(news, slug="museum")
    admin_client.post(get_path(news), {link["name"]: "https://example.org/vanes", "save": "1"})
    draft = get_target(news).get_latest_revision_as_object()
    assert 'href="https://example.org/vanes"' in str(draft.body[0].value)
    admin_client.post(get_path(news), {link["name"]: "", "save": "1"})
    draft = get_target(news).get_latest_revision_as_object()
    assert 'href="https://exemple.fr/girouettes"' in str(draft.body[0].value), "empty: as in French"
