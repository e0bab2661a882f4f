"""Public pages of cited references: what each one is, and where the site cites it."""

from django.conf import settings
from django.db.models import Count
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, Person
from people.views import get_public, render_index, with_page_counts
from registers.redirects import follow_merged, get_entry
from sections.cards import load_cards
from sections.naming import public
from sections.query import get_content_model, newest_first, published
from themes.labels import localize
from themes.models import Theme

from ..links import group_by_section
from .models import Source, SourceKind, SourceRole


def index(request):
    """Every cited reference, or those of one kind (`?kind=rapport`), by title."""
    originals = public(Source.objects.filter(locale__language_code=settings.LANGUAGE_CODE))
    kinds = dict(originals.order_by().values_list("kind").annotate(n=Count("pk")))
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    offered = [(value, label) for value, label in SourceKind.choices if value in kinds]
    context = {"kinds": offered, "kind": kind, "kept": f"&kind={kind}" if kind else ""}
    shown = with_page_counts(originals.filter(kind=kind) if kind else originals, "citations")
    return render_index(request, "references/index.html", Source.with_details(shown), "name", context)


@follow_merged(Source)
def source(request, slug: str):
    """A cited reference: who wrote it, when, where it is cited."""
    original = get_entry(Source, slug)
    row = localize(Source, [original])[0]

    def present() -> dict:
        credits = list(original.credits.select_related("person", "organisation"))
        localize_credits(credits)
        return {
            "publisher": get_public(original.publisher),
            "authors": [credit for credit in credits if credit.role == SourceRole.AUTHOR],
            "others": [credit for credit in credits if credit.role != SourceRole.AUTHOR],
            "themes": localize(Theme, original.themes.all()),
            "see_also": localize(
                Source, public(Source.objects.filter(pk__in=[one.pk for one in original.see_also.all()]))
            ),
            "citing": get_citing_sections(original),
        }

    context = {"source": row, "is_whole": True, "present": present}
    return TemplateResponse(request, "references/source.html", context)


def localize_credits(credits: list) -> None:
    """Put each credit's person or organisation in the active language: two queries at most."""
    for model, name in ((Person, "person"), (Organisation, "organisation")):
        rows = [credit for credit in credits if getattr(credit, name)]
        for credit, shown in zip(rows, localize(model, [getattr(row, name) for row in rows]), strict=True):
            setattr(credit, name, shown)


def get_citing_sections(original: Source) -> list[tuple]:
    """The public pages that cite it, newest first, by section: [(section, pages)]."""
    keys = list(original.citations.values_list("page__translation_key", flat=True))
    if not keys:
        return []
    pages = published(get_content_model().objects.filter(translation_key__in=keys))
    return group_by_section(load_cards(newest_first(pages)))


app_name = "references"
urlpatterns = [
    path(_("references/"), index, name="index"),
    path(_("references/<slug:slug>/"), source, name="source"),
]
