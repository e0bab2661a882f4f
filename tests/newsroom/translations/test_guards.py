"""A translation starts as a draft, and French is never published as English, whichever way one tries."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization, StringSegment, StringTranslation, TranslationSource
from wagtail_localize.operations import translate_object, translate_page_subtree

from newsroom.authorship import get_authors
from newsroom.guard import UntranslatedError
from newsroom.translations.progress import get_untranslated
from people.models import Person
from tests.factories import get_locale, make_page, make_person, make_theme
from tests.toysection.models import ToyPage
from themes.models import Theme

from .making import fill, get_target, get_translation, publish, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, admin_user):
    client.force_login(admin_user)
    return client


def is_online(page) -> bool:
    target = get_target(page)
    return bool(target and target.live)


def test_submitting_a_live_page_makes_a_draft(admin, page, english, django_capture_on_commit_callbacks):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(url, {"locales": [english.pk], "include_subtree": "on"}).status_code == 302
    assert get_target(page) is not None and not is_online(page)
    assert admin.get(f"/en/toys/{page.slug}/").status_code == 404


def test_the_publish_button_of_the_translation_editor_is_refused(admin, page, django_capture_on_commit_callbacks):
    target = submit(page)
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(edit, {"action": "publish"}, follow=True)
    assert not is_online(page)
    assert "encore en français" in response.content.decode()
    fill(page)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit, {"action": "publish"})
    assert not is_online(page), "whole, it still has its two approvals to get"


def test_publishing_the_updates_is_refused(admin, page, django_capture_on_commit_callbacks):
    submit(page)
    url = reverse(
        "wagtail_localize:update_translations", args=[TranslationSource.objects.get(object_id=page.translation_key).pk]
    )
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url, {"publish_translations": "on"})
    assert not is_online(page)


def test_no_revision_in_french_is_published(admin, page):
    target = submit(page)
    with pytest.raises(UntranslatedError):
        target.get_latest_revision().publish()
    fill(page)
    with pytest.raises(UntranslatedError):
        target.get_latest_revision().publish()
    assert not is_online(page), "its passages are translated, the draft does not hold them yet"
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={target.pk}"
    admin.post(bulk, follow=True)
    assert not is_online(page)


def test_no_schedule_publishes_french(page):
    target = submit(page)
    other = make_page(ToyPage, title="Prévue", live=False)
    for one in (target, other):
        one.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    with pytest.raises(UntranslatedError):
        target.save_revision().publish()
    revision = target.save_revision(approved_go_live_at=timezone.now() - datetime.timedelta(minutes=1))
    with pytest.raises(CommandError, match="1 failed"):
        call_command("publish_scheduled")
    assert not is_online(page) and revision.pk


def test_no_page_is_converted_to_an_alias(admin, live):
    target = get_target(live)
    url = reverse("wagtail_localize:convert_to_alias", args=[target.pk])
    for ask in (admin.get, admin.post):
        assert ask(url).status_code == 302
    admin.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"localize-convert-to-alias": "1"}, follow=True)
    target.refresh_from_db()
    assert target.alias_of_id is None and target.title == "Spinning top"


def test_copies_made_by_synchronising_languages_stay_drafts(page, english):
    LocaleSynchronization.objects.create(locale=english, sync_from=get_locale())
    target = Page.objects.filter(translation_key=page.translation_key, locale=english).first()
    assert target is not None and target.alias_of_id == page.pk
    assert not target.live
    page.title = "Toupie neuve"
    page.save_revision().publish()
    target.refresh_from_db()
    assert not target.live


def test_parents_made_on_the_way_stay_drafts(english):
    page = make_page(ToyPage)
    submit(page)
    assert get_target(page) is not None
    assert not Page.objects.filter(locale=english, depth__gt=2, live=True).exists()


def test_submitting_again_leaves_what_is_online_alone(live, english, admin_user, django_capture_on_commit_callbacks):
    """wagtail-localize writes French over a live translation when its parent is submitted with its subtree."""
    live.summary = "Un autre texte, tout neuf, que personne n’a traduit."
    live.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translate_page_subtree(live.get_parent().pk, [english], None, admin_user)
        translate_object(live, [english])
    target = get_target(live)
    assert target.live and (target.title, target.summary) == ("Spinning top", "A toy that spins for long.")


def test_a_translation_that_is_online_changes_only_when_it_is_published(live, django_capture_on_commit_callbacks):
    fill(live, title="Whipping top", summary="Another summary.")
    with django_capture_on_commit_callbacks(execute=True):
        get_translation(live).save_target(publish=False)
    target = get_target(live)
    assert target.title == "Spinning top"
    assert target.get_latest_revision_as_object().title == "Whipping top"
    publish(live, django_capture_on_commit_callbacks)
    assert get_target(live).title == "Whipping top"


def test_a_stale_translation_is_not_published_again(live, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        live.summary = "Un autre texte, tout neuf, que personne n’a traduit."
        live.save_revision().publish()
    with pytest.raises(ValidationError):
        get_translation(live).save_target(publish=True)
    with pytest.raises(UntranslatedError):
        get_target(live).save_revision().publish()
    assert get_target(live).summary == "A toy that spins for long."


def test_a_translation_followed_by_hand_is_checked_too(page):
    """Stopping the follow-up by segments is no way around."""
    target = submit(page)
    translation = get_translation(page)
    translation.enabled = False
    translation.save()
    assert get_untranslated(target) == ["Un jouet qui tourne longtemps sur lui-même."]
    target.summary = "A toy that spins for long."
    target.save_revision().publish()
    assert is_online(page), "a title of one word may be the same in both languages"


def test_somebody_may_say_that_a_passage_stays_in_french(page, django_capture_on_commit_callbacks):
    submit(page)
    fill(page, title="Toupie", summary="A toy that spins for long.")
    publish(page, django_capture_on_commit_callbacks)
    assert is_online(page) and get_target(page).title == "Toupie"


def test_an_empty_or_wrong_translation_is_none(page):
    submit(page)
    fill(page)
    StringTranslation.objects.filter(context__path="summary").update(data="")
    with pytest.raises(ValidationError):
        get_translation(page).save_target(publish=True)
    StringTranslation.objects.filter(context__path="summary").update(data="<a>x</a>", has_error=True)
    with pytest.raises(ValidationError):
        get_translation(page).save_target(publish=True)


@pytest.mark.parametrize(
    "make, model, fields",
    [
        (make_theme, Theme, {"description": "<p>Un thème du Conseil.</p>"}),
        (make_person, Person, {"role": "chercheuse"}),
    ],
)
def test_an_entry_is_in_english_once_it_is_whole(english, make, model, fields):
    entry = make(reference="une-fiche", **fields)
    assert submit(entry) is None, "its French is not written down as its English"
    fill(entry)
    get_translation(entry).save_target(publish=True)
    target = get_target(entry)
    assert (target.slug, target.reference) == (entry.slug, "une-fiche")
    field = next(iter(fields))
    assert "EN " in getattr(target, field)


def test_translating_a_page_writes_none_of_its_people_in_french(page):
    from tests.factories import add_contribution

    person = make_person("Camille Exemple", role="menuisière")
    add_contribution(page, person)
    submit(ToyPage.objects.get(pk=page.pk))
    assert get_target(person) is None


def test_french_pages_are_published_as_ever(page):
    page.title = "Toupie neuve"
    page.save_revision().publish()
    assert ToyPage.objects.get(pk=page.pk).title == "Toupie neuve"


def test_who_translates_is_an_author_whoever_submits(page, staff_of_two):
    """Passage by passage, by any address: only the database knows of it."""
    writer, other = staff_of_two
    submit(page)
    segment = StringSegment.objects.filter(source=get_translation(page).source_id).first()
    fields = {
        "translation_of": segment.string,
        "context": segment.context,
        "locale": get_translation(page).target_locale,
    }
    passage, _created = StringTranslation.objects.update_or_create(
        **fields, defaults={"data": "Spinning", "last_translated_by": writer}
    )
    target = get_target(page)
    assert get_authors(target) == {writer.pk}
    passage.last_translated_by, passage.data = other, "Spinning top"
    passage.save()
    assert get_authors(target) == {writer.pk, other.pk}, "who wrote it first did too"


@pytest.fixture
def staff_of_two(django_user_model):
    return [django_user_model.objects.create_user(name, f"{name}@example.org") for name in ("ada", "zoe")]
