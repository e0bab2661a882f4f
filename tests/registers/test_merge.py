"""Merging two entries: nothing that pointed to the one that goes is lost, nor doubled."""

import datetime
import json

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.models import ModelLogEntry, Revision
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.models import RelatedObjectSegment, TranslationSource

from cafeia.models import CafeIaIndexPage, CafePage, Partner
from content.models import Contribution, ContributionRole, PermanentIdentifier
from content.references.models import Source, SourceCredit
from content.related import get_links
from people.models import Mandate, Person
from registers.checks import check_relations, check_texts
from registers.duplicates import find_duplicates, mark_distinct
from registers.merging.relations import get_relations, registers
from registers.merging.service import MergeRefused, merge
from registers.models import MergedEntry
from search.indexing.queue import process
from search.models import SearchDocument
from tests.factories import (
    add_contribution,
    get_index,
    get_locale,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_theme,
    name_publicly,
)
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def make_pair(**fields):
    """« Zoé Cattani », to be kept, and « Zoé Cattan »."""
    kept = make_person("Zoé Cattani", slug="zoe-cattani", **fields)
    return kept, make_person("Zoé Cattan", slug="zoe-cattan")


def get_drafted(page) -> list[tuple]:
    """Who takes part in the latest draft of a page, as the editor shows it."""
    draft = page.get_latest_revision_as_object()
    return [(row.person_id, row.role, row.role_label) for row in draft.contributions.all()]


def test_contributions_move_and_are_not_doubled():
    kept, other = make_pair()
    both, single = make_page(WorkPage), make_page(WorkPage)
    add_contribution(both, kept, ContributionRole.AUTHOR)
    add_contribution(both, other, ContributionRole.AUTHOR, "sociologue")
    add_contribution(both, other, ContributionRole.SPEAKER)
    add_contribution(single, other)
    _entry, done = merge(kept, other)
    rows = Contribution.objects.order_by("page", "role").values_list("page", "person", "role", "role_label")
    assert sorted(rows) == sorted(
        [
            (both.pk, kept.pk, "author", "sociologue"),
            (both.pk, kept.pk, "speaker", ""),
            (single.pk, kept.pk, "author", ""),
        ]
    )
    assert not Person.objects.filter(pk=other.pk).exists()
    assert (done.moved["content.Contribution"], done.dropped["content.Contribution"]) == (2, 1)


def test_drafts_and_old_revisions_follow():
    """A revision that named a deleted person could not be opened any more."""
    kept, other = make_pair()
    page = make_page(WorkPage)
    add_contribution(page, other, ContributionRole.AUTHOR, "écrivaine")
    page = WorkPage.objects.get(pk=page.pk)
    old = page.save_revision()
    page.contributions.add(Contribution(person=kept, role=ContributionRole.AUTHOR, locale=page.locale))
    page.save_revision()
    _entry, done = merge(kept, other)
    page = WorkPage.objects.get(pk=page.pk)
    assert get_drafted(page) == [(kept.pk, "author", "écrivaine")]
    first = Revision.objects.get(pk=old.pk).as_object()
    assert [row.person_id for row in first.contributions.all()] == [kept.pk]
    assert done.revisions == 2


def test_every_relation_moves():
    """Whatever points to a person or an organisation, by Django's own registry, hidden relations included."""
    kept, other = make_pair()
    Mandate.objects.create(person=other, kind="membre", start=datetime.date(2019, 1, 1), locale=get_locale())
    source = Source.objects.create(name="Un rapport", slug="un-rapport", locale=get_locale())
    SourceCredit.objects.create(source=source, person=other)
    merge(kept, other)
    assert kept.mandates.count() == 1 and kept.source_credits.count() == 1

    kept_body, other_body = make_organisation("Institut de l’exemple"), make_organisation("Institut de l’Exemples")
    child = make_organisation("Service", parent=other_body)
    member = make_person("Ana Martin", organisation=other_body)
    source.publisher = other_body
    source.save()
    page = make_landing()
    partner = Partner.objects.create(page=page, organisation=other_body, role="partenaire")
    merge(kept_body, other_body)
    for row, name in ((child, "parent_id"), (member, "organisation_id"), (source, "publisher_id")):
        row.refresh_from_db()
        assert getattr(row, name) == kept_body.pk
    partner.refresh_from_db()
    assert partner.organisation_id == kept_body.pk


def make_landing() -> CafeIaIndexPage:
    return get_index(CafePage)


def test_the_same_mandate_is_kept_once():
    kept, other = make_pair()
    for person in (kept, other):
        Mandate.objects.create(person=person, kind="membre", start=datetime.date(2019, 1, 1), locale=get_locale())
    Mandate.objects.create(person=other, kind="copresident", locale=get_locale())
    merge(kept, other)
    assert sorted(kept.mandates.values_list("kind", flat=True)) == ["copresident", "membre"]


def test_trees_do_not_turn_in_circles():
    top = make_organisation("Sommet")
    other = make_organisation("Direction", parent=top)
    middle = make_organisation("Bureau", parent=other)
    kept = make_organisation("Direction générale", parent=middle)
    merge(kept, other)
    kept.refresh_from_db()
    middle.refresh_from_db()
    assert (kept.parent_id, middle.parent_id) == (middle.pk, kept.pk) or kept.parent_id == top.pk
    seen, above = set(), kept
    while above is not None:
        assert above.pk not in seen
        seen.add(above.pk)
        above = above.parent


def test_themes_and_keywords_keep_their_pages():
    kept, other = make_theme("Écoles"), make_theme("École")
    both, single = make_page(WorkPage, themes=[kept, other]), make_page(WorkPage, themes=[other])
    merge(kept, other)
    for page in (both, single):
        page = WorkPage.objects.get(pk=page.pk)
        assert [theme.pk for theme in page.themes.all()] == [kept.pk]
        assert [theme.pk for theme in page.get_latest_revision_as_object().themes.all()] == [kept.pk]

    kept_word, other_word = make_keyword("fracture"), make_keyword("fractures")
    page = make_page(WorkPage, tags=[kept_word, other_word])
    merge(kept_word, other_word)
    page = WorkPage.objects.get(pk=page.pk)
    assert [tag.pk for tag in page.tags.all()] == [kept_word.pk]
    assert [tag.pk for tag in page.get_latest_revision_as_object().tags.all()] == [kept_word.pk]


def test_a_theme_that_would_stand_three_levels_deep_is_refused_and_nothing_is_written():
    top, other = make_theme("Large"), make_theme("Autre")
    kept, child = make_theme("Étroit", parent=top), make_theme("Enfant", parent=other)
    with pytest.raises(MergeRefused):
        merge(kept, other)
    child.refresh_from_db()
    assert child.parent_id == other.pk and not MergedEntry.objects.exists()


def test_translations_are_merged_too():
    kept, other = make_pair()
    english = get_locale("en")
    Mandate.objects.create(person=kept, kind="membre", locale=get_locale())
    translated = other.copy_for_translation(english)
    translated.role = "A writer"
    translated.save()
    merge(kept, other)
    translated.refresh_from_db()
    assert translated.translation_key == kept.translation_key
    assert (translated.slug, translated.name, translated.role) == ("zoe-cattani", "Zoé Cattani", "A writer")
    assert [row.kind for row in translated.mandates.all()] == ["membre"]

    third = make_person("Zoé Catani", slug="zoe-catani")
    third_english = third.copy_for_translation(english)
    third_english.save()
    page = make_page(WorkPage)
    add_contribution(page, third_english)
    merge(kept, third)
    assert Contribution.objects.get().person_id == translated.pk
    assert Person.objects.count() == 2


def test_addresses_lead_to_the_entry_that_was_kept(client):
    kept, other = make_pair()
    reference = other.reference
    name_publicly(other)
    merge(kept, other)
    response = client.get(f"/id/{reference}/", follow=True)
    assert response.redirect_chain[-1][0] == kept.get_absolute_url()
    for prefix, path in (("", "personnes"), ("/en", "people")):
        response = client.get(f"{prefix}/{path}/zoe-cattan/")
        assert (response.status_code, response["Location"]) == (301, f"{prefix}/{path}/zoe-cattani/")
    assert client.get("/personnes/personne-de-ce-nom/").status_code == 404
    # For ever: after another merge, and whatever comes later.
    last = make_person("Zoé C.", slug="zoe-c")
    merge(last, kept)
    assert client.get("/personnes/zoe-cattan/")["Location"] == "/personnes/zoe-c/"
    assert client.get(f"/id/{reference}/", follow=True).redirect_chain[-1][0] == "/personnes/zoe-c/"
    with pytest.raises(ValidationError):
        Person(name="Une autre", slug="zoe-cattan", locale=get_locale()).full_clean()


def test_values_are_chosen_and_names_kept():
    kept, other = make_pair(role="juriste")
    other.role, other.aliases, other.sort_name = "juge", "Z. Cattan", "Cattan, Zoé"
    other.save()
    kept, _done = merge(kept, other, {"role": "other"})
    assert (kept.role, kept.name) == ("juge", "Zoé Cattani")
    assert kept.aliases.splitlines() == ["Z. Cattan", "Zoé Cattan"]
    assert kept.slug == "zoe-cattani" and kept.reference == "zoe-cattani"
    # Nothing can be chosen too.
    kept, _done = merge(kept, make_person("Zoé Catani", slug="zoe-catani"), {"role": "other"})
    assert kept.role == ""


def test_the_history_says_it(django_user_model):
    user = django_user_model.objects.create_user("greffe", "g@example.org", "x")
    kept, other = make_pair()
    add_contribution(make_page(WorkPage), other)
    merge(kept, other, user=user)
    entry = ModelLogEntry.objects.get(action="registers.merge")
    assert (entry.object_id, entry.user_id, entry.data["other"]) == (str(kept.pk), user.pk, "Zoé Cattan")
    assert "Zoé Cattan" in entry.formatter.format_message(entry)


def test_what_changed_since_it_was_shown_is_refused():
    kept, other = make_pair()
    with pytest.raises(MergeRefused):
        merge(kept, other, states=("x", "y"))
    with pytest.raises(MergeRefused):
        merge(kept, kept)
    assert Person.objects.count() == 2


def test_pairs_said_to_be_distinct_follow():
    kept, other = make_pair()
    third = make_person("Zoé Catani", slug="zoe-catani")
    mark_distinct(other, third)
    merge(kept, other)
    assert find_duplicates(Person) == []


def test_no_text_chooses_an_entry(monkeypatch):
    """Merging follows fields; a block that would choose a person, at any depth, is refused before the site starts."""
    assert check_texts(None) == []
    chooser = blocks.ListBlock(SnippetChooserBlock(Person))
    monkeypatch.setattr(
        WorkPage._meta.get_field("body"),
        "stream_block",
        blocks.StreamBlock([("group", blocks.StructBlock([("a", chooser)]))]),
    )
    assert [error.id for error in check_texts(None)] == ["registers.E005"]


def test_no_relation_is_forgotten():
    """Every foreign key to a register, in every installed app, is walked and says what makes two rows one."""
    assert {"people.Person", "people.Organisation", "themes.Theme", "themes.Keyword", "references.Source"} <= {
        model._meta.label for model in registers
    }
    for register in registers:
        walked = {(relation.model, relation.field.name) for relation in get_relations(register)}
        pointing = {
            (model, field.name)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and field.related_model is register
        }
        assert pointing == walked
    assert check_relations(None) == []


def test_the_check_names_a_relation_that_says_nothing(monkeypatch):
    monkeypatch.delattr(Contribution, "merge_identity")
    errors = check_relations(None)
    assert {error.id for error in errors} == {"registers.E001"}
    assert any("content.Contribution.person" in error.msg for error in errors)
    assert all(isinstance(error, checks.Error) for error in errors)


def test_identifiers_are_never_lost():
    kept, other = make_pair()
    before = set(PermanentIdentifier.objects.values_list("value", flat=True))
    merge(kept, other)
    assert set(PermanentIdentifier.objects.values_list("value", flat=True)) == before
    assert ContentType.objects.get_for_model(Person)


def test_the_search_follows(client):
    kept, other = make_pair()
    page = make_page(WorkPage, title="Un ouvrage sur les girafes")
    add_contribution(page, other)
    process()
    merge(kept, other)
    process()
    document = SearchDocument.objects.get(page=page)
    assert document.people.splitlines() == ["Zoé Cattani"]
    assert (
        SearchDocument.objects.filter(family="person", entry_id=kept.pk).count()
        == SearchDocument.objects.filter(page=None).count()
        == 1
    )
    # Whoever types the name that is gone finds the entry that was kept, and it alone.
    text = client.get("/recherche/?q=cattan").content.decode()
    assert "/personnes/zoe-cattani/" in text and "/personnes/zoe-cattan/" not in text


def test_originals_of_translations_follow():
    """wagtail-localize keeps copies of the pages that it translates."""
    kept, other = make_pair()
    page = make_page(WorkPage)
    add_contribution(page, other)
    source, _created = TranslationSource.get_or_create_from_instance(WorkPage.objects.get(pk=page.pk))
    source.refresh_segments()
    source.save()
    assert json.loads(source.content_json)["contributions"][0]["person"] == other.pk
    before = RelatedObjectSegment.objects.filter(source=source).count()
    merge(kept, other)
    source.refresh_from_db()
    assert json.loads(source.content_json)["contributions"][0]["person"] == kept.pk
    assert RelatedObjectSegment.objects.filter(source=source).count() == before
    assert not RelatedObjectSegment.objects.filter(object=other.translation_key).exists()


def test_lists_of_identifiers_still_lead_somewhere():
    """Records name others by their identifiers: one thing may have several, since a merge."""
    kept, other = make_pair()
    references = {kept.reference, other.reference}
    name_publicly(kept)
    merge(kept, other)
    links = get_links(references)
    assert {reference: link.url for reference, link in links.items()} == dict.fromkeys(
        references, kept.get_absolute_url()
    )


def test_a_failure_half_way_writes_nothing(monkeypatch):
    kept, other = make_pair()
    page = make_page(WorkPage)
    add_contribution(page, other)
    monkeypatch.setattr("registers.merging.service.complete_children", lambda entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge(kept, other)
    assert Contribution.objects.get().person_id == other.pk and Person.objects.count() == 2
    assert not MergedEntry.objects.exists()
    assert PermanentIdentifier.objects.get(value=other.reference).key == str(other.translation_key)
