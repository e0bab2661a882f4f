"""Public pages of themes and keywords: everything that the sections publish on them."""

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from registers.redirects import follow_merged, get_entry
from sections.facets import SectionFacet, YearFacet
from sections.listing import Listing
from sections.naming import public
from sections.query import get_content_model, newest_first, published

from .facets import KeywordFacet, ThemeFacet
from .labels import localize
from .models import Keyword, Theme

#: How many people a theme's page names.
MOST_INVOLVED = 8
#: How many keywords it shows, besides all its own; how many are looked at.
MOST_KEYWORDS, MOST_READ = 20, 200


class ThemeListing(Listing):
    """What a theme gathers, across sections."""

    facets = (SectionFacet(), YearFacet(), KeywordFacet())


class KeywordListing(Listing):
    """What a keyword gathers, across sections."""

    facets = (SectionFacet(), ThemeFacet(), YearFacet())


def theme_index(request):
    """The tree of themes, each with the number of its pages."""
    themes = list(Theme.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE))
    pages = published(get_content_model().objects.all()).filter(themes__in=themes)
    pairs = pages.order_by().values_list("themes", "pk")
    members: dict[int, set] = {}
    by_pk = {theme.pk: theme for theme in themes}
    for theme_pk, page_pk in pairs:
        members.setdefault(theme_pk, set()).add(page_pk)
        if parent := by_pk[theme_pk].parent_id:
            members.setdefault(parent, set()).add(page_pk)
    tree = []
    localized = dict(zip(by_pk, localize(Theme, themes), strict=True))
    for theme in themes:
        if theme.parent_id is None:
            children = [(localized[c.pk], len(members.get(c.pk, ()))) for c in themes if c.parent_id == theme.pk]
            tree.append({"theme": localized[theme.pk], "count": len(members.get(theme.pk, ())), "children": children})
    return TemplateResponse(request, "themes/index.html", {"tree": tree})


@follow_merged(Theme)
def theme(request, slug: str):
    """A theme: its definition, its sub-themes, counts by section, the newest pages, who is most involved."""
    original = get_entry(Theme, slug)
    family = Theme.objects.live().filter(Q(pk=original.pk) | Q(parent=original))
    pages = get_content_model().objects.all()
    pages = newest_first(published(pages.filter(pk__in=pages.filter(themes__in=family).values("pk"))))
    listing = ThemeListing(request.GET, pages, path=request.path)
    listing.followed = ("theme", slug)

    def present() -> dict:
        others = localize(Theme, [*filter(None, [original.parent]), *original.children.live()])
        return {
            "parent": others[0] if original.parent_id else None,
            "children": others[1:] if original.parent_id else others,
            "people": get_most_involved(pages),
            "keywords": get_keywords(family, pages),
        }

    context = {"theme": localize(Theme, [original])[0], "listing": listing, "present": present}
    return TemplateResponse(request, "themes/theme.html", context)


def get_keywords(family, pages) -> list[Keyword]:
    """The keywords that belong to a theme or to those under it, then those that most of `pages` carry."""
    is_own = Exists(Keyword.themes.through.objects.filter(keyword=OuterRef("pk"), theme__in=family))
    used = Count("tagged_pages", filter=Q(tagged_pages__content_object__in=pages.order_by().values("pk")))
    rows = public(Keyword.objects.annotate(is_own=is_own, used=used).filter(Q(is_own=True) | Q(used__gt=0)))
    rows = rows.order_by("-is_own", "-used", "name")
    return [row for place, row in enumerate(rows[:MOST_READ]) if row.is_own or place < MOST_KEYWORDS]


def get_most_involved(pages):
    """The people who took part in most of `pages`, the most involved first; to be named there is not to take part."""
    return (
        pages.order_by()
        .filter(contributions__person__isnull=False)
        .values("contributions__person__name", "contributions__person__slug")
        .annotate(count=Count("pk", distinct=True, filter=~Q(contributions__role="mentioned")))
        .filter(count__gt=0)
        .order_by("-count", "contributions__person__sort_name")[:MOST_INVOLVED]
    )


@follow_merged(Keyword)
def keyword(request, slug: str):
    """A keyword: everything that carries it. One that no public page carries is not found."""
    row = get_entry(Keyword, slug)
    pages = get_content_model().objects.all()
    pages = newest_first(published(pages.filter(pk__in=pages.filter(tags=row).values("pk"))))
    listing = KeywordListing(request.GET, pages, path=request.path)
    listing.followed = ("keyword", slug)

    def present() -> dict:
        themes = Theme.objects.live().filter(Q(keywords=row) | Q(pages__in=pages.order_by())).distinct()
        return {"themes": localize(Theme, themes)}

    context = {"keyword": row, "listing": listing, "present": present}
    return TemplateResponse(request, "themes/keyword.html", context)


app_name = "themes"
urlpatterns = [
    path(_("themes/"), theme_index, name="index"),
    path(_("themes/<slug:slug>/"), theme, name="theme"),
    path(_("keywords/<slug:slug>/"), keyword, name="keyword"),
]
