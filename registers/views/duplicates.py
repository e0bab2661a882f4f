"""Entries that may be the same: their list, and merging two of them."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..batches import propose
from ..duplicates import find_duplicates, find_similar, get_others, mark_distinct
from ..merging.fields import KEPT, OTHER, get_choices, get_state
from ..merging.relations import get_relations
from ..merging.service import MergeRefused, check_merge
from ..models import Batch, get_key
from ..uses import find_places
from .base import RegisterScreen

#: Pairs on a page of the list; entries that a search shows.
PER_PAGE = 30
MAX_FOUND = 20


class EntryScreen(RegisterScreen):
    def get_entry(self, pk):
        """The entry of a primary key, given as text or number. Raises Http404."""
        try:
            return self.model._default_manager.get(pk=pk)
        except (ObjectDoesNotExist, ValueError, OverflowError):
            raise Http404 from None


class DuplicatesView(EntryScreen):
    """The pairs that look alike, why, and what to do of them."""

    template_name = "registers/duplicates.html"
    page_title = gettext_lazy("Possible duplicates")

    def is_allowed(self, user):
        return self.model_admin.user_can(user, "change")

    def get_context_data(self, **kwargs):
        pairs = find_duplicates(self.model)
        page = Paginator(pairs, PER_PAGE).get_page(self.request.GET.get("p"))
        counts = count_uses(self.model, [e.pk for pair in page.object_list for e in (pair.first, pair.second)])
        rows = []
        for pair in page.object_list:
            sides = [self.describe(entry, counts) for entry in (pair.first, pair.second)]
            # What more things point to is proposed to be kept.
            sides.sort(key=lambda side: -side["uses"])
            kept, other = (side["entry"].pk for side in sides)
            rows.append({"pair": pair, "sides": sides, "merge_url": self.get_url("merge", kept, other)})
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "rows": rows,
            "total": len(pairs),
            "can_merge": self.model_admin.user_can_merge(self.request.user),
        }

    def describe(self, entry, counts: dict) -> dict:
        details = [str(getattr(entry, name)) for name in ("role", "acronym") if getattr(entry, name, "")]
        uses = counts.get(entry.pk, 0)
        return {
            "entry": entry,
            "details": ", ".join(details),
            "uses": uses,
            "uses_text": ngettext("%(n)d link", "%(n)d links", uses) % {"n": uses},
            "url": self.model_admin.url_helper.get_action_url("edit", entry.pk),
        }

    def post(self, request, *args, **kwargs):
        """Two entries are not the same: this is remembered."""
        first, second = self.get_entry(request.POST.get("first", "")), self.get_entry(request.POST.get("second", ""))
        if get_key(first) == get_key(second):
            raise Http404
        mark_distinct(first, second, request.user)
        messages.success(
            request,
            _("“%(first)s” and “%(second)s” are not duplicates: they are no longer proposed.")
            % {"first": first, "second": second},
        )
        return redirect(self.get_url("duplicates"))


class MergeSearchView(EntryScreen):
    """With which entry to merge this one: those that look alike, or a search."""

    template_name = "registers/merge_search.html"
    page_title = gettext_lazy("Merge with another entry")

    def is_allowed(self, user):
        return self.model_admin.user_can_merge(user)

    def get_context_data(self, **kwargs):
        entry = self.get_entry(self.kwargs["pk"])
        query = self.request.GET.get("q", "").replace("\x00", "")[:200].strip()
        found = []
        if query:
            handler = self.model_admin.get_search_handler(self.request)
            found = list(handler.search_queryset(get_others(entry), query)[:MAX_FOUND])
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "query": query,
            "found": [(row, self.get_url("merge", entry.pk, row.pk)) for row in found],
            "similar": [(pair, self.get_url("merge", entry.pk, pair.second.pk)) for pair in find_similar(entry)],
        }


class MergeView(EntryScreen):
    """Both entries side by side, field by field; then merging them."""

    template_name = "registers/merge.html"
    page_title = gettext_lazy("Merge two entries")

    def is_allowed(self, user):
        return self.model_admin.user_can_merge(user)

    def get_own_crumbs(self):
        return [
            {"url": self.get_url("duplicates"), "label": _("Possible duplicates")},
            {"url": "", "label": _("Merge")},
        ]

    def get_pair(self):
        return self.get_entry(self.kwargs["kept"]), self.get_entry(self.kwargs["other"])

    def get_context_data(self, **kwargs):
        kept, other = self.get_pair()
        choices = get_choices(kept, other)
        uses = count_uses(self.model, [kept.pk, other.pk])
        return {
            **super().get_context_data(**kwargs),
            "kept": kept,
            "other": other,
            "kept_uses": uses.get(kept.pk, 0),
            "other_uses": uses.get(other.pk, 0),
            "kept_url": kept.get_absolute_url() if hasattr(kept, "get_absolute_url") else "",
            "differing": [choice for choice in choices if choice.differs],
            "same": [choice for choice in choices if not choice.differs and choice.kept],
            "moved": sorted(Counter(kind for kind, _thing in find_places(other)).items()),
            "states": (get_state(kept), get_state(other)),
            "swap_url": self.get_url("merge", other.pk, kept.pk),
            "KEPT": KEPT,
            "OTHER": OTHER,
        }

    def post(self, request, *args, **kwargs):
        kept, other = self.get_pair()
        choices = {
            choice.name: OTHER for choice in get_choices(kept, other) if request.POST.get(f"f-{choice.name}") == OTHER
        }
        states = (request.POST.get("state_kept", ""), request.POST.get("state_other", ""))
        try:
            check_merge(kept, other, states)
        except MergeRefused as error:
            return self.render_to_response(self.get_context_data(refusal=str(error)), status=409)
        data = {"kept": kept.pk, "other": other.pk, "choices": choices, "states": states}
        propose(Batch.Kind.MERGE, self.model, f"{other} → {kept}", data, request.user)
        messages.success(request, _("The merge is submitted: it is done once someone else approves it."))
        return redirect(self.index_url)


def count_uses(model: type, pks: list[int]) -> dict[int, int]:
    """How many rows point to each entry; a query for each relation, whatever the number of entries."""
    counts: Counter = Counter()
    for relation in get_relations(model):
        name = relation.field.attname
        counts.update(relation.model._base_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True))
    return counts
