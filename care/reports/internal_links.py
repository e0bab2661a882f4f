"""Links of the site to its own pages, documents and images that lead nowhere."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from sections.page_reports import PageReport, PageRow, leave_to_rows

from ..models import LostReference

PROBLEMS = [
    ("deleted", pgettext_lazy("target", "Deleted")),
    ("unpublished", pgettext_lazy("target", "Not online")),
    ("private", pgettext_lazy("target", "Private")),
]
#: References that no reader sees as a link.
HIDDEN_PATHS = {"alias_of", "parent"}


class InternalLinkReport(PageReport):
    """One line for each link of a live page whose target the public cannot reach."""

    page_title = _("Broken internal links")
    header_icon = "link"
    file_stem = "liens-internes"
    index_url_name = "care_internal_links"
    introduction = _("Readers do not see these pages and files, or meet an error.")
    details = (
        Column("target", label=_("Leads to")),
        Column("problem", label=_("Target")),
        Column("place", label=_("Where")),
    )
    own_filters = {"problem": django_filters.ChoiceFilter(label=_("Target"), choices=PROBLEMS, method=leave_to_rows)}

    def get_rows(self, pages):
        by_key = {str(page.pk): page for page in pages}
        wanted, words, found = self.get_asked("problem"), dict(PROBLEMS), []
        for reference, problem, target in find_broken_references(set(by_key)):
            if wanted in ("", problem):
                page = by_key[reference.object_id]
                place = describe_place(page, reference)
                found.append(PageRow(page, target=target, problem=str(words[problem]), place=place))
        order = {id(page): number for number, page in enumerate(by_key.values())}
        return sorted(found, key=lambda row: (order[id(row.page)], row.target))


def find_broken_references(sources: set[str]):
    """Yield (reference, problem, target in words) for the references of the pages `sources` (their keys).

    `reference` has `object_id`, the key of the page, and `model_path`. Four queries, whatever the
    number of pages.
    """
    for lost in LostReference.objects.order_by("pk"):
        lost.object_id = str(lost.page_id)
        if lost.object_id in sources:
            yield lost, "deleted", lost.title
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    pages = {
        str(pk): (title, live, path)
        for pk, title, live, path in Page.objects.order_by().values_list("pk", "title", "live", "path").iterator()
    }
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    references = ReferenceIndex.objects.filter(base_content_type=page_type, to_content_type=page_type)
    for reference in references.order_by("pk").iterator():
        target = pages.get(reference.to_object_id)
        if reference.object_id not in sources or reference.model_path in HIDDEN_PATHS or target is None:
            continue
        title, live, path = target
        if not live:
            yield reference, "unpublished", title
        elif path.startswith(restricted) and not pages[reference.object_id][2].startswith(restricted):
            yield reference, "private", title


def describe_place(page, reference) -> str:
    """The field that holds the link, in words."""
    name = reference.model_path.split(".")[0]
    model = page.specific_class or Page
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    label = getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name_plural
    return capfirst(str(label))
