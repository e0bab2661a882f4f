"""« Traductions »: every page and entry, by the state of its translation."""

from collections import Counter
from dataclasses import dataclass

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Page
from wagtail_localize.models import Translation

from sections.approved import keep_live
from sections.page_reports import EntryRow, PageFilterSet, PageReport, PageRow, get_editable_pages, leave_to_rows
from themes.models import Keyword

from .entries import get_registers, may_change
from .progress import get_progress, get_source_locale, get_target_locale

PAGES, KEYWORDS = "pages", "themes.keyword"


def get_family_choices() -> list[tuple[str, str]]:
    registers = [(register.label, capfirst(register.model._meta.verbose_name_plural)) for register in get_registers()]
    return [(PAGES, _("Pages")), *registers, (KEYWORDS, capfirst(Keyword._meta.verbose_name_plural))]


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
    total: int
    done: int


def get_page_state(page, target: dict | None, follow: Follow | None) -> State:
    """The state of a page whose translation is `target`; by hand, it is stale when the French was published after it."""
    if target is None or target["alias_of"]:
        return State.NONE
    if not target["live"]:
        return State.DRAFT
    dates = (page.last_published_at, target["last_published_at"])
    is_late = follow.done < follow.total if follow else all(dates) and dates[0] > dates[1]
    return State.STALE if is_late else State.LIVE


def get_entry_state(exists: bool, follow: Follow | None) -> State:
    """The state of an entry of a register: readers meet it once it is whole, and approved."""
    if not exists:
        return State.DRAFT if follow and follow.done else State.NONE
    return State.STALE if follow and follow.done < follow.total else State.LIVE


class TranslationFilterSet(PageFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method=leave_to_rows)
    family = django_filters.ChoiceFilter(label=_("Pages or register"), choices=get_family_choices, method=leave_to_rows)
    language = None

    class Meta(PageFilterSet.Meta):
        fields = ["state", "family", "section", "content_type"]


class TranslationRow(PageRow):
    """A page in French, and the state of its translation (`code`)."""

    state = property(lambda self: str(State(self.code).label))

    @property
    def progress(self) -> str:
        """How much is translated; for a follow-up by hand, that it is so."""
        if self.follow and self.follow.total:
            told = {"percent": 100 * self.follow.done // self.follow.total, **vars(self.follow)}
            return gettext("%(percent)s %% (%(done)s of %(total)s)") % told
        return gettext("Followed by hand") if self.code != State.NONE else ""

    @property
    def action_url(self) -> str:
        """Where it is translated."""
        if self.code == State.NONE:
            return reverse("wagtail_localize:submit_page_translation", args=[self.page.pk])
        if self.follow:
            return reverse("translations_segments", args=[self.follow.source_id])
        return reverse("wagtailadmin_pages:edit", args=[self.target["pk"]])

    @property
    def action(self) -> str:
        return gettext("Translate") if self.code == State.NONE else gettext("Edit the translation")


class TranslatedEntryRow(EntryRow, TranslationRow):
    """An entry of a register in French, and the state of its translation."""

    @property
    def action_url(self) -> str:
        if self.follow:
            return reverse("translations_segments", args=[self.follow.source_id])
        meta = self.page._meta
        return reverse("translations_start", args=[meta.app_label, meta.model_name, self.pk])


class KeywordRow(TranslatedEntryRow):
    """A keyword, which holds its English name itself."""

    progress = ""
    action_url = property(lambda self: self.edit_url)


class ActionColumn(Column):
    cell_template_name = "translations/cells/action.html"


class TranslationReport(PageReport):
    """The dashboard, for those who submit translations."""

    page_title = _("Translations")
    header_icon = "wagtail-localize-language"
    file_stem = "traductions"
    index_url_name = "translations_dashboard"
    results_template_name = "translations/dashboard_results.html"
    filterset_class = TranslationFilterSet
    introduction = _(
        "What is not translated is shown in French to readers in English, and said to be so. A translation is online "
        "once nothing in it is left in French, unless somebody said that a passage stays so."
    )
    details = (Column("state", label=_("State")), Column("progress", label=_("Progress")))

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("wagtail_localize.submit_translation"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = [
            TitleColumn("title", label=_("In French"), get_url=lambda row: row.edit_url, sort_key="title"),
            *self.details,
            Column("kind", label=_("Type")),
            Column("section", label=_("Section")),
            ActionColumn("action", label=_("Action")),
        ]
        self.list_export = [name for name in self.list_export if name != "language"]

    def get_base_queryset(self):
        """The pages in French, drafts too."""
        return get_editable_pages(self.request.user).filter(locale=get_source_locale(), alias_of=None)

    def get_rows(self, pages) -> list:
        """The lines asked for; on the way, how many there are in each state."""
        locale, family, state = get_target_locale(), self.get_asked("family"), self.get_asked("state")
        progress, rows = get_progress(locale), []
        followed = Translation.objects.filter(target_locale=locale, enabled=True)
        pairs = followed.values_list("source__object_id", "source")
        follows = {str(key): Follow(source, *progress.get(source, (0, 0))) for key, source in pairs}
        if family in ("", PAGES):
            fields = ("translation_key", "pk", "live", "alias_of", "last_published_at")
            found = Page.objects.filter(locale=locale, depth__gt=1).order_by().values(*fields)
            targets = {str(row["translation_key"]): row for row in found}
            for page in pages:
                key = str(page.translation_key)
                target, follow = targets.get(key), follows.get(key)
                code = get_page_state(page, target, follow)
                rows.append(TranslationRow(page, target=target, follow=follow, code=code))
        if family != PAGES and not (self.get_asked("section") or self.get_asked("content_type")):
            rows += self.get_entries(locale, family, follows)
        self.counts = Counter(row.code for row in rows)
        return [row for row in rows if state in ("", row.code)]

    def get_entries(self, locale, family: str, follows: dict) -> list:
        """The lines of the registers that the user may change: two queries each."""
        rows: list = []
        for register in get_registers():
            if family in ("", register.label) and may_change(self.request.user, register.model):
                there = keep_live(register.model.objects.filter(locale=locale))
                known = set(there.values_list("translation_key", flat=True))
                for entry in register.get_rows(get_source_locale()):
                    follow = follows.get(str(entry.translation_key))
                    code = get_entry_state(entry.translation_key in known, follow)
                    rows.append(TranslatedEntryRow(entry, follow=follow, code=code))
        if family in ("", KEYWORDS) and self.request.user.has_perm("themes.change_keyword"):
            for keyword in Keyword.objects.order_by("name"):
                rows.append(KeywordRow(keyword, follow=None, code=get_entry_state(bool(keyword.name_en), None)))
        return rows

    def get_context_data(self, *args, **kwargs):
        params = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment", "state"):
            params.pop(name, None)
        address = f"{self.index_url}?{params.urlencode()}&state="
        counts = [{"label": label, "number": self.counts[code], "url": address + code} for code, label in State.choices]
        return super().get_context_data(*args, counts=counts, **kwargs)
