"""A draft shown to an outsider by a link."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from care.models import SharedDraft
from tests.factories import get_home, make_page
from tests.toysection.models import ToyPage
from works.models import WorkPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(make_editor):
    return make_editor(get_home())


@pytest.fixture
def draft():
    return make_page(ToyPage, title="Jamais publiée", summary="Un secret bien gardé", live=False)


def make_link(page, user, days: int = 7):
    link, token = SharedDraft.make(page, user, "Une relectrice", timezone.now() + datetime.timedelta(days=days))
    return link, reverse("care_shared", args=[token])


def test_an_editor_makes_a_link_that_an_outsider_opens(client, editor, draft):
    client.force_login(editor)
    response = client.post(reverse("care_share", args=[draft.pk]), {"recipient": "Une relectrice", "days": "7"})
    html = response.content.decode()
    address = html.split('readonly value="')[1].split('"')[0]
    assert "/apercu/" in address
    assert address not in client.get(reverse("care_share", args=[draft.pk])).content.decode(), "shown once"
    client.logout()
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Jamais publiée" in html and "Un secret bien gardé" in html
    assert "fr-notice" in html and "en préparation" in html
    assert response["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    link = SharedDraft.objects.get()
    assert link.accesses == 1 and link.last_access_at
    assert PageLogEntry.objects.filter(page_id=draft.pk, action="care.share", user=editor).exists()


def test_the_token_is_not_in_the_database(editor, draft):
    link, address = make_link(draft, editor)
    token = address.strip("/").split("/")[1]
    assert token not in str([str(value) for value in vars(link).values()])


def test_the_latest_draft_is_shown_and_not_what_is_online(client, editor):
    page = make_page(ToyPage, title="En ligne")
    _link, address = make_link(page, editor)
    page.title = "La suite"
    page.save_revision()
    assert "La suite" in client.get(address).content.decode()
    assert "La suite" not in client.get(page.url).content.decode()


def test_a_link_that_ended_or_was_revoked_says_so(client, editor, draft):
    link, address = make_link(draft, editor)
    _other, ended = make_link(draft, editor, days=-1)
    client.force_login(editor)
    client.post(reverse("care_revoke", args=[link.pk]))
    client.logout()
    for closed in (address, ended):
        response = client.get(closed)
        assert response.status_code == 410
        assert "n’est plus ouvert" in response.content.decode()
        assert "secret" not in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    link.refresh_from_db()
    assert link.revoked_by == editor and link.accesses == 0


def test_the_link_of_a_deleted_page_is_closed(client, editor, draft):
    _link, address = make_link(draft, editor)
    draft.delete()
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("token", ["abc", "a.b", "a" * 5000, "%00", "é", "..", "a:b"])
def test_invented_links_are_not_found_and_cost_no_query(client, draft, token, django_assert_max_num_queries):
    assert client.get(f"/apercu/{token}/").status_code == 404


def test_a_forged_signature_asks_nothing_of_the_links(client, editor, draft):
    _link, address = make_link(draft, editor)
    forged = address[:-2] + ("a" if address[-2] != "a" else "b") + "/"
    assert client.get(forged).status_code == 404
    assert client.post(address).status_code == 405


def test_only_those_who_may_edit_the_page_make_and_revoke_links(client, make_editor, editor, draft):
    link, _address = make_link(draft, editor)
    other = make_editor(make_page(ToyPage), name="dominique")
    for user in (None, other):
        if user:
            client.force_login(user)
        assert client.get(reverse("care_share", args=[draft.pk])).status_code in (302, 403)
        client.post(reverse("care_share", args=[draft.pk]), {"recipient": "x", "days": "7"})
        client.post(reverse("care_revoke", args=[link.pk]))
    link.refresh_from_db()
    assert link.revoked_at is None and SharedDraft.objects.count() == 1


def test_the_chapters_of_a_draft_are_read_in_the_preview(client, editor):
    chapters = [
        ("chapter", {"title": "Premier chapitre", "slug": "premier", "body": [("paragraph", "<p>Le fond.</p>")]})
    ]
    work = make_page(WorkPage, title="Un rapport", chapters=chapters, live=False)
    _link, address = make_link(work, editor)
    html = client.get(address).content.decode()
    assert f'href="{address}lire/premier/"' in html
    assert f'href="{work.url}lire' not in html
    response = client.get(f"{address}lire/premier/")
    assert response.status_code == 200 and "Le fond." in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"{work.url}lire/premier/").status_code == 404
    assert client.get(f"{address}lire/inconnu/").status_code == 404
    assert client.get(f"{address}n/importe/quoi").status_code == 404


def test_the_preview_leads_to_no_other_draft(client, editor):
    other = make_page(ToyPage, title="Autre brouillon", live=False)
    work = make_page(WorkPage, body=[("paragraph", f'<p><a linktype="page" id="{other.pk}">x</a></p>')], live=False)
    _link, address = make_link(work, editor)
    html = client.get(address).content.decode()
    assert "Autre brouillon" not in html
    assert client.get(other.url).status_code == 404


def test_the_preview_of_an_english_page_speaks_english(client, editor):
    from tests.factories import get_locale

    home = get_home().copy_for_translation(get_locale("en"))
    _link, address = make_link(home, editor)
    assert '<html lang="en"' in client.get(address).content.decode()
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_an_editor_who_is_signed_in_shows_nothing_of_the_admin(client, editor, draft):
    _link, address = make_link(draft, editor)
    client.force_login(editor)
    assert "wagtail-userbar" not in client.get(address).content.decode()
