"""Where the translation of each thing stands."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from .progress import get_progress


class State(models.TextChoices):
    """What readers in English meet."""

    NONE = "none", _("Not translated")
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Translated, online")
    STALE = "stale", _("Stale: the French changed since")


@dataclass
class Follow:
    """The follow-up of a translation by segments."""

    source_id: int
    is_enabled: bool
    total: int
    done: int


def load_follows(locale) -> dict:
    """Translation key → the follow-up of its translation: three queries for the whole site."""
    progress = get_progress(locale)
    rows = Translation.objects.filter(target_locale=locale)
    return {
        str(key): Follow(source, enabled, *progress.get(source, (0, 0)))
        for key, source, enabled in rows.values_list("source__object_id", "source", "enabled")
    }


def load_targets(locale) -> dict:
    """Translation key → the page in a language: one query."""
    fields = ("translation_key", "pk", "live", "alias_of", "last_published_at")
    pages = Page.objects.filter(locale=locale, depth__gt=1).order_by()
    return {str(row["translation_key"]): row for row in pages.values(*fields)}


def get_page_state(page, target: dict | None, follow: Follow | None) -> State:
    """The state of a page whose translation is `target`.

    Followed by segments, it is stale when one of them is not translated; by hand, when the French
    was published after it.
    """
    if target is None or target["alias_of"]:
        return State.NONE
    if not target["live"]:
        return State.DRAFT
    if follow and follow.is_enabled:
        return State.STALE if follow.done < follow.total else State.LIVE
    dates = (page.last_published_at, target["last_published_at"])
    return State.STALE if all(dates) and dates[0] > dates[1] else State.LIVE


def get_entry_state(exists: bool, follow: Follow | None) -> State:
    """The state of an entry of a register, which has no draft: readers meet it once it is whole."""
    if not exists:
        return State.DRAFT if follow and follow.is_enabled and follow.done else State.NONE
    return State.STALE if follow and follow.is_enabled and follow.done < follow.total else State.LIVE
