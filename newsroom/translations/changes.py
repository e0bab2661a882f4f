"""The French changed: which passages, what they were, and what the English says of them; who translates is told."""

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation

from ..mails import send
from .progress import get_follow, get_missing, get_source_locale


@dataclass(frozen=True)
class Change:
    """A passage in French before and now, and the translation of what it was."""

    before: str
    now: str
    translation: str


def find_changes(source, locale) -> dict[int, Change]:
    """Segment → how it changed, of those that were translated when they read otherwise: three queries."""
    missing = get_missing(source, locale)
    contexts = {segment.context_id for segment in missing}
    segments = StringSegment.objects.filter(source=source, context__in=contexts)
    current = set(segments.values_list("context_id", "string_id"))
    rows = StringTranslation.objects.filter(context__in=contexts, locale=locale, has_error=False).exclude(data="")
    former = defaultdict(list)
    for row in rows.select_related("translation_of").order_by("updated_at"):
        if (row.context_id, row.translation_of_id) not in current:
            former[row.context_id].append(row)
    found = {}
    for segment in missing:
        now = segment.string.data
        if rows := former[segment.context_id]:
            row = max(rows, key=lambda row: SequenceMatcher(None, row.translation_of.data, now, autojunk=False).ratio())
            found[segment.pk] = Change(row.translation_of.data, now, row.data)
    return found


def tell_translators(source, locale, before: dict[int, Change]) -> None:
    """Write to those who translated a text that the French changed since `before`."""
    changes = find_changes(source, locale)
    known = set(before.values())
    fresh = [change for change in changes.values() if change not in known]
    if not fresh:
        return
    original = source.get_source_instance()
    rows = StringTranslation.objects.filter(context__object_id=source.object_id, locale=locale)
    users = rows.exclude(last_translated_by=None).values("last_translated_by")
    readers = get_user_model().objects.filter(pk__in=users)
    url = settings.WAGTAILADMIN_BASE_URL + reverse("translations_segments", args=[source.pk])
    send("stale", readers, original, changes=fresh, passages_url=url)


def describe_staleness(page) -> tuple[str, str] | None:
    """What is to be said in the editor of a page or an entry whose French changed, and where the change is seen."""
    model = Page if isinstance(page, Page) else type(page)
    original = model.objects.filter(translation_key=page.translation_key, locale=get_source_locale()).first()
    if original is None or original.pk == page.pk:
        return None
    if follow := get_follow(page):
        count = len(find_changes(follow.source, page.locale))
        words = ngettext(
            "The French changed: %(count)s passage is to be translated again.",
            "The French changed: %(count)s passages are to be translated again.",
            count,
        )
        return (words % {"count": count}, reverse("translations_segments", args=[follow.source_id])) if count else None
    dates = (original.last_published_at, page.last_published_at)
    if model is not Page or not all(dates) or dates[0] <= dates[1]:
        return None
    then = Revision.objects.for_instance(original).filter(created_at__lte=dates[1]).order_by("-created_at").first()
    if then is None or then.pk == original.live_revision_id:
        return None
    return (
        gettext("The French was published again after this page."),
        reverse("wagtailadmin_pages:revisions_compare", args=[original.pk, then.pk, "live"]),
    )


@hooks.register("before_edit_page", order=-5)
@hooks.register("before_edit_snippet", order=-5)
def tell_staleness(request, page):
    """On the page or the entry in English, where it is edited."""
    if request.method == "GET" and getattr(page, "locale_id", None) not in (None, get_source_locale().pk):
        if found := describe_staleness(page):
            words, url = found
            messages.warning(request, words, buttons=[messages.button(url, gettext("See what changed"))])
