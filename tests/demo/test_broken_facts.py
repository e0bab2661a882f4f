"""A broken fact is named, and nothing is half loaded."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from content.models import ContentPage, FigureQualifier, PermanentIdentifier
from demo.reading import Facts
from people.models import OrganisationKind, Person
from sections.registry import get_sections
from tests.factories import make_person
from themes.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_site")]


def load(directory: str, **options) -> None:
    call_command("load_demo", facts=directory, verbosity=0, **options)


def set_field(family: str, field: str, value, position: int = 0):
    def change(facts):
        facts[family][position][field] = value

    return change


def remove_field(family: str, field: str):
    def change(facts):
        del facts[family][0][field]

    return change


@pytest.mark.parametrize(
    "change, named",
    [
        (remove_field("works", "title"), ["works.json", "oeuvre-un", "title", "missing"]),
        (remove_field("people", "id"), ["people.json", "record 1", "id", "missing"]),
        (set_field("works", "title", 12), ["works.json", "oeuvre-un", "title", "12"]),
        (set_field("works", "title", " "), ["works.json", "oeuvre-un", "title"]),
        (set_field("works", "title", "a\0b"), ["works.json", "oeuvre-un", "title", "NUL"]),
        (set_field("works", "date", "2021-13"), ["works.json", "oeuvre-un", "date", "2021-13"]),
        (set_field("works", "date", "mai 2021"), ["works.json", "oeuvre-un", "date"]),
        (set_field("works", "period", "2012", 1), ["works.json", "oeuvre-deux", "period"]),
        (set_field("works", "authorship", "quelqu’un"), ["works.json", "oeuvre-un", "authorship", "conseil"]),
        (set_field("works", "lead_members", ["personne"]), ["works.json", "oeuvre-un", "lead_members", "personne"]),
        (set_field("works", "lead_members", "camille-exemple"), ["works.json", "oeuvre-un", "lead_members", "list"]),
        (set_field("works", "proposals", [{"n": 1, "group": None}]), ["oeuvre-un, proposals 1", "title", "missing"]),
        (set_field("works", "id", "org-un", 1), ["org-un", "id", "already"]),
        (set_field("paroles", "related_work", "rien"), ["paroles.json", "paroles-camille", "related_work", "rien"]),
        (set_field("paroles", "uncertain", "non"), ["paroles.json", "paroles-camille", "uncertain"]),
        (set_field("figures", "value", "beaucoup"), ["figures.json", "fig-un", "value"]),
        (set_field("organisations", "kind", "club"), ["organisations.json", "org-un", "kind", "club"]),
        (lambda facts: facts.pop("works"), ["works.json", "missing"]),
        (lambda facts: facts["works"].append("œuvre"), ["works.json", "record 3", "not an object"]),
    ],
)
def test_a_broken_fact_is_named_and_nothing_is_loaded(few_facts, change, named):
    before = Page.objects.count()
    with pytest.raises(CommandError) as error:
        load(few_facts(change))
    assert all(words in str(error.value) for words in named), str(error.value)
    assert (Page.objects.count(), Theme.objects.count(), PermanentIdentifier.objects.count()) == (before, 0, 0)


def test_the_schema_takes_the_kinds_of_the_registers():
    """Those that editors choose from: a new one is added to the schema too."""
    fields = {name: Facts.schema["properties"][name]["items"]["properties"] for name in ("organisations", "figures")}
    assert fields["organisations"]["kind"]["enum"] == OrganisationKind.values
    assert fields["figures"]["qualifier"]["enum"] == FigureQualifier.values


def test_a_file_that_is_not_json_is_named(few_facts, tmp_path):
    directory = few_facts()
    (tmp_path / "people.json").write_text("[{", encoding="utf-8")
    with pytest.raises(CommandError, match="people.json: is not valid JSON"):
        load(directory)


def test_nothing_is_half_loaded_when_a_loader_fails(few_facts, monkeypatch):
    def fail(demo):
        assert Theme.objects.exists() and ContentPage.objects.exists()
        raise RuntimeError("power cut")

    monkeypatch.setattr("tests.toysection.demo.load", fail)
    before = Page.objects.count()
    with pytest.raises(RuntimeError):
        load(few_facts())
    assert Page.objects.count() == before
    assert not Theme.objects.exists() and not Person.objects.exists() and not PermanentIdentifier.objects.exists()


def test_the_index_still_follows_saves_after_a_failure(few_facts, monkeypatch):
    def fail(demo):
        raise RuntimeError

    monkeypatch.setattr("tests.toysection.demo.load", fail)
    with pytest.raises(RuntimeError):
        load(few_facts())
    person = make_person("Zoé Exemple")
    assert list(get_search_backend().search("zoe", Person)) == [person]


def test_a_few_facts_make_a_small_site(few_facts):
    load(few_facts())
    work = ContentPage.objects.get(reference="oeuvre-deux")
    assert (work.display_date, work.uncertain, work.doubt) == ("2012-2017", True, "Titre inconnu")
    other = ContentPage.objects.get(reference="oeuvre-un")
    assert (other.iso_date, other.date_precision) == ("2021-05", "month")
    assert other.tags.get().reference == "tag-un"


def test_a_removed_section_is_not_missed(few_facts, monkeypatch):
    directory, configs = few_facts(), [config for config in apps.get_app_configs() if config.name != "works"]
    with monkeypatch.context() as patch:
        patch.setattr(apps, "get_app_configs", lambda: configs)
        assert "works" not in {section.name for section in get_sections()}
        load(directory)
    assert ContentPage.objects.filter(reference="paroles-camille").exists()
    assert not ContentPage.objects.filter(reference="oeuvre-un").exists()
    load(directory)
    assert ContentPage.objects.filter(reference="oeuvre-un").exists()


@override_settings(DEMO=True)
def test_reset_starts_again(few_facts):
    load(few_facts())
    ContentPage.objects.get(reference="oeuvre-un").delete()
    load(few_facts(), reset=True)
    assert ContentPage.objects.get(reference="oeuvre-un").live


@override_settings(DEMO=False, DEBUG=False)
def test_reset_is_refused_on_a_real_site(few_facts):
    with pytest.raises(CommandError, match="demo site only"):
        load(few_facts(), reset=True)
