"""Public pages of people and organisations: all that they took part in, by role."""

from django.conf import settings
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from registers.names import fold
from registers.redirects import follow_merged, get_entry
from sections.cards import load_cards
from sections.listing import read_page_number
from sections.models import Referenced
from sections.naming import get_namings, public
from sections.query import find_citing, get_content_model, newest_first, published
from themes.labels import localize

from .models import MandateKind, Organisation, Person

#: How many entries a page of an index shows.
INDEX_SIZE = 60
#: Where names that begin with a figure or a sign stand.
OTHER = "#"


def get_public(entry):
    """An entry that another one names, in the active language; None when the public does not know of it."""
    return next(iter(localize(type(entry), public(type(entry).objects.filter(pk=entry.pk)))), None) if entry else None


def get_year(page) -> int | None:
    """The year under which a page stands: that of its date, else of the end of its period."""
    date = page.date or page.period_end or page.period_start
    return date.year if date else None


def get_participations(entry) -> list[dict]:
    """What `entry` took part in: [{label, role, pages: [{page, capacity, year}]}], roles in their own order.

    In each role, the newest first.
    """
    rows = list(entry.contributions.values_list("role", "page__translation_key", "role_label"))
    roles = dict(entry.contributions.model._meta.get_field("role").choices)
    pages = published(get_content_model().objects.filter(translation_key__in={key for _role, key, _label in rows}))
    found = {page.translation_key: page for page in load_cards(newest_first(pages))} if rows else {}
    order = list(found)
    groups = []
    for role, label in roles.items():
        capacities = {key: capacity for r, key, capacity in rows if r == role and key in found}
        if capacities:
            members = [
                {"page": found[key], "capacity": capacities[key], "year": get_year(found[key])}
                for key in sorted(capacities, key=order.index)
            ]
            groups.append({"role": role, "label": label, "pages": members})
    return groups


def summarise(participations: list[dict]) -> dict:
    """How many public pages, and from which year to which."""
    members = [member for group in participations for member in group["pages"]]
    years = [member["year"] for member in members if member["year"]]
    return {
        "total": len({member["page"].pk for member in members}),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
    }


def present_entry(original) -> dict:
    """What an entry took part in, the lines that name it, and the other pages whose text does, by title."""
    participations, lines = get_participations(original), get_lines(original)
    citing = published(Page.objects.filter(pk__in=find_citing(original, kept_in="contributions"))).order_by("title")
    citing = citing.exclude(pk__in=[line.page_id for line in lines])
    return {"participations": participations, "lines": lines, "citing": list(citing), **summarise(participations)}


def get_lines(entry) -> list:
    """The lines of public pages, each with an address of its own there, that name `entry`: the partners of Café IA."""
    lines: list = []
    for field, owner in get_namings(type(entry)):
        if owner and issubclass(field.model, Referenced):
            rows = field.model.objects.filter(**{field.name: entry}).select_related(owner.name)
            lines += rows.filter(**{f"{owner.name}__in": published(owner.related_model.objects.all())})
    return lines


@follow_merged(Person)
def person(request, slug: str):
    """A person: who she or he is, mandates with dates, everything by role."""
    original = get_entry(Person, slug)
    row = localize(Person, [original])[0]

    def present() -> dict:
        mandates = list(row.mandates.order_by("sort_order"))
        return {"organisation": get_public(original.organisation), "mandates": mandates, **present_entry(original)}

    context = {"person": row, "followed": ("person", slug), "is_whole": True, "present": present}
    return TemplateResponse(request, "people/person.html", context)


@follow_merged(Organisation)
def organisation(request, slug: str):
    """An organisation: what it is, its people, everything by role."""
    original = get_entry(Organisation, slug)
    row = localize(Organisation, [original])[0]

    def present() -> dict:
        people = Paginator(public(original.people.order_by("sort_name", "pk")), INDEX_SIZE).get_page(number)
        people.object_list = localize(Person, people.object_list)
        return {
            "parent": get_public(original.parent),
            "children": localize(Organisation, public(original.children.all())),
            "people": people,
            **present_entry(original),
        }

    number = read_page_number(request.GET.get("page", "")) or 1
    context = {"organisation": row, "followed": ("organisation", slug), "is_whole": number == 1, "present": present}
    return TemplateResponse(request, "people/organisation.html", context)


def person_index(request):
    """Everyone, or those of one mandate (`?mandate=membre`), by surname."""
    people = public(Person.objects.filter(locale__language_code=settings.LANGUAGE_CODE))
    kind = request.GET.get("mandate", "")
    if kind in MandateKind.values:
        people = people.filter(pk__in=Person.objects.filter(mandates__kind=kind).values("pk"))
    else:
        kind = ""
    context = {"kinds": MandateKind.choices, "kind": kind, "kept": f"&mandate={kind}" if kind else ""}
    people = people.select_related("organisation", "portrait")
    return render_index(request, "people/people.html", with_page_counts(people), "sort_name", context)


def organisation_index(request):
    """Every organisation, by name."""
    rows = public(Organisation.objects.filter(locale__language_code=settings.LANGUAGE_CODE))
    return render_index(request, "people/organisations.html", with_page_counts(rows), "name", {"kept": ""})


def with_page_counts(queryset, relation: str = "contributions"):
    """Annotate register entries with `page_count`: the public pages that `relation` binds them to."""
    public = published(get_content_model().objects.all()).values("pk")
    pages = f"{relation}__page"
    return queryset.annotate(page_count=Count(pages, filter=Q(**{f"{pages}__in": public}), distinct=True))


def get_letter(name: str) -> str:
    """The capital letter under which a name stands."""
    first = fold(name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


class Directory:
    """A register's entries by `name_field`: one query for the names, one for a page of entries."""

    def __init__(self, queryset, name_field: str):
        self.queryset = queryset
        names = queryset.order_by().values_list("pk", name_field)
        self.names = sorted(names, key=lambda row: (get_letter(row[1]) == OTHER, fold(row[1]), row[0]))

    def get_page(self, number: int) -> ListPage:
        """A page of entries, each with its `letter`, given to the first of each letter only."""
        page = Paginator(self.names, INDEX_SIZE).get_page(number)
        entries = self.queryset.in_bulk([pk for pk, _name in page.object_list])
        rows, last = [], None
        for pk, name in page.object_list:
            if pk in entries:
                letter = get_letter(name)
                entries[pk].letter = letter if letter != last else ""
                last = letter
                rows.append(entries[pk])
        page.object_list = rows
        return page

    def get_letters(self) -> list[dict]:
        """Each letter that has entries, with the number of the page where it begins."""
        first: dict[str, int] = {}
        for position, (_pk, name) in enumerate(self.names):
            first.setdefault(get_letter(name), position // INDEX_SIZE + 1)
        return [{"letter": letter, "page": page} for letter, page in first.items()]


def render_index(request, template: str, queryset, name_field: str, context: dict):
    """One page of an index, of entries `with_page_counts`; an address that makes no sense gets the first."""
    directory = Directory(queryset, name_field)
    page = directory.get_page(read_page_number(request.GET.get("page", "")) or 1)
    entries = page.object_list
    page.object_list = localize(queryset.model, entries)
    for entry, shown in zip(entries, page.object_list, strict=True):
        shown.page_count, shown.letter = entry.page_count, entry.letter
    context.update(page_obj=page, total=page.paginator.count, letters=directory.get_letters())
    return TemplateResponse(request, template, context)


app_name = "people"
urlpatterns = [
    path(_("people/"), person_index, name="people"),
    path(_("people/<slug:slug>/"), person, name="person"),
    path(_("organisations/"), organisation_index, name="organisations"),
    path(_("organisations/<slug:slug>/"), organisation, name="organisation"),
]
