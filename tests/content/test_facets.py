"""Facets on relations: a page without any is no value."""

import pytest
from django.http import QueryDict

from content.facets import PartOfFacet, PersonFacet
from content.models import ContentPage, LinkKind, PageLink
from sections.listing import Listing
from tests.factories import add_contribution, make_organisation, make_page, make_person
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


class PeopleListing(Listing):
    facets = (PersonFacet(), PartOfFacet("work", "Travail"))


def options(name: str, query: str = "") -> list[tuple[str, str, int]]:
    listing = PeopleListing(QueryDict(query), ContentPage.objects.all())
    facet = next(facet for facet in listing.active_facets if facet.name == name)
    return [(option.value, option.label, option.count) for option in facet.options]


def test_people_are_counted_once_a_page_and_organisations_are_no_person():
    person = make_person("Camille Exemple", slug="camille-exemple")
    both = make_page(ToyPage)
    add_contribution(both, person, "lead")
    add_contribution(both, person, "author")
    add_contribution(both, make_organisation())
    add_contribution(make_page(ToyPage), make_organisation())
    make_page(ToyPage)
    assert options("person") == [("camille-exemple", "Camille Exemple", 1)]


def test_only_live_pages_that_others_belong_to_are_offered():
    whole = make_page(ToyPage, title="Coffre", reference="coffre")
    hidden = make_page(ToyPage, title="Secret", live=False)
    part = make_page(ToyPage)
    PageLink.objects.create(source=part, target=whole, kind=LinkKind.PART_OF)
    PageLink.objects.create(source=part, target=hidden, kind=LinkKind.PART_OF)
    PageLink.objects.create(source=whole, target=part, kind=LinkKind.RELATED)
    assert options("work") == [("coffre", "Coffre", 1)]
