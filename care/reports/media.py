"""Images of pages without a credit or an alternative text."""

from collections.abc import Iterator

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, ReferenceIndex

from registers.streams import lacks_alternative, walk_fields
from sections.page_reports import PageReport, PageRow, leave_to_rows

MISSING = [("credit", _("Credit")), ("alt", _("Alternative text"))]


class MediaReport(PageReport):
    """One line for each image of a live page that lacks something."""

    page_title = _("Images without credit or alternative text")
    header_icon = "image"
    file_stem = "images-a-completer"
    index_url_name = "care_media"
    introduction = _(
        "An image says who made it, and what it shows to those who cannot see it, unless it is said to be decorative."
    )
    details = (
        Column("image", label=_("Image")),
        Column("place", label=_("Where")),
        Column("missing", label=_("Missing")),
    )
    own_filters = {"missing": django_filters.ChoiceFilter(label=_("Missing"), choices=MISSING, method=leave_to_rows)}

    def get_rows(self, pages):
        wanted, words, rows = self.get_asked("missing"), dict(MISSING), []
        titles = dict(get_image_model().objects.values_list("pk", "title"))
        pages = list(pages)
        contents = read_pages_with_images({page.pk for page in pages})
        for page in pages:
            for image, place, missing in find_incomplete_images(contents[page.pk]) if page.pk in contents else ():
                if not wanted or wanted in missing:
                    lacking = ", ".join(str(words[code]) for code in missing)
                    rows.append(PageRow(page, image=titles.get(image, str(image)), place=place, missing=lacking))
        return rows


def read_pages_with_images(wanted: set[int]) -> dict[int, Page]:
    """Those of the pages `wanted` that hold images, whole: one query for each type of page."""
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    image_type = ContentType.objects.get_for_model(get_image_model())
    keys = ReferenceIndex.objects.filter(base_content_type=page_type, to_content_type=image_type)
    found = {int(key) for key in keys.order_by().values_list("object_id", flat=True).distinct()} & wanted
    return {page.pk: page for page in Page.objects.filter(pk__in=found).specific()}


def find_incomplete_images(page) -> Iterator[tuple[int, str, list[str]]]:
    """Yield (image's key, where, what is missing) for the images of `page` that lack something."""
    cover = getattr(page, "cover_id", None)
    if cover and not page.cover_credit:
        yield cover, str(page._meta.get_field("cover").verbose_name).capitalize(), ["credit"]
    for place in walk_fields(page):
        names = getattr(place.block, "child_blocks", {}) if isinstance(place.value, dict) else {}
        if isinstance(names.get("image"), ImageChooserBlock) and place.value.get("image"):
            missing = ["credit"] if "credit" in names and not place.value.get("credit") else []
            if "alt" in names and lacks_alternative(place.value):
                missing.append("alt")
            if missing:
                field = page._meta.get_field(place.path.partition(".")[0])
                yield place.value["image"], str(field.verbose_name).capitalize(), missing
