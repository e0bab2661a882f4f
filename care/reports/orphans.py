"""Pages that nothing leads to, but perhaps the list of their section; contents without a theme."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, ReferenceIndex, Site

from content.models import ContentPage
from sections.page_reports import PageReport, PageRow
from sections.registry import get_sections

#: Pages of this depth are the home pages.
HOME_DEPTH = 2
REACHED = [("listing", _("By the list of its section only")), ("nothing", _("By nothing"))]


def get_linked_keys() -> set:
    """The translation keys of the pages that something public leads to.

    A link from a live page to another counts for both where it is shown on both (`PageLink`), and
    for every translation of them. Two queries, whatever the number of pages.
    """
    pages = {
        str(pk): (key, live)
        for pk, key, live in Page.objects.order_by().values_list("pk", "translation_key", "live").iterator()
    }
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    linked = set()
    rows = ReferenceIndex.objects.filter(to_content_type=page_type).order_by()
    fields = ("base_content_type", "object_id", "to_object_id", "model_path")
    for source_type, source, target, path in rows.values_list(*fields).iterator():
        if target not in pages or path in ("alias_of", "parent"):
            continue
        if source_type == page_type.pk:
            key, is_live = pages.get(source, (None, False))
            if not is_live or key == pages[target][0]:
                continue
            if path.startswith("related_pages") and pages[target][1]:
                linked.add(key)
        linked.add(pages[target][0])
    return linked


def filter_reached(queryset, name, value):
    contents = ContentPage.objects.values("pk")
    return queryset.filter(pk__in=contents) if value == "listing" else queryset.exclude(pk__in=contents)


class OrphanReport(PageReport):
    """Live pages that no text, link or setting of the site leads to."""

    page_title = _("Orphan pages")
    header_icon = "cross"
    file_stem = "pages-orphelines"
    index_url_name = "care_orphans"
    introduction = _(
        "No text, no link between pages and no setting leads to these pages. Their readers find them by a list, "
        "a theme or the search only."
    )
    details = (Column("reached", label=_("Reached")), Column("themes", label=_("Themes")))
    own_filters = {"reached": django_filters.ChoiceFilter(label=_("Reached"), choices=REACHED, method=filter_reached)}

    def get_base_queryset(self):
        """Neither home pages nor the front pages of sections, which the navigation leads to."""
        indexes = [m for s in get_sections() for m in (s.index_class, *s.inner_index_classes)]
        types = ContentType.objects.get_for_models(*indexes).values()
        pages = super().get_base_queryset().filter(depth__gt=HOME_DEPTH, show_in_menus=False)
        return pages.exclude(content_type__in=types).exclude(pk__in=Site.objects.values("root_page"))

    def get_rows(self, pages):
        linked, themes = get_linked_keys(), {}
        links = ContentPage.themes.through.objects.values_list("contentpage", "theme__name")
        for page, name in links:
            themes.setdefault(page, []).append(name)
        contents, words = set(ContentPage.objects.order_by().values_list("pk", flat=True)), dict(REACHED)
        return [
            PageRow(
                page,
                reached=str(words["listing" if page.pk in contents else "nothing"]),
                themes=", ".join(sorted(themes.get(page.pk, ()))),
            )
            for page in pages
            if page.translation_key not in linked
        ]


class ThemeReport(PageReport):
    """Live contents that no theme leads to."""

    page_title = _("Pages without theme")
    header_icon = "tag"
    file_stem = "pages-sans-theme"
    index_url_name = "care_themes"
    introduction = _("Readers who follow a theme never meet these contents.")

    def get_base_queryset(self):
        without = ContentPage.objects.filter(themes=None).values("pk")
        return super().get_base_queryset().filter(pk__in=without)
