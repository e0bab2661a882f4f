"""From what has become public to those who follow it: each subscription's own list is asked of it, once."""

from urllib.parse import parse_qsl

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailing.models import Subscription
from mailing.subscriptions import end
from registers.models import entries_merged
from sections.jobs import job, put, work_through

from ..families import PAGE
from ..hidden import get_excluded
from ..models import AlertHit, SearchDocument
from . import sending
from .followed import ALERTS, REGISTERS, Gone, read, write_pairs

#: Pages that the subscriptions are asked about at once.
BATCH = 100


def note_news(created: list[int], complete: list[int]) -> None:
    """Documents that are `created` are of pages that the public could not read until now; those of pages that are
    `complete`, whose files are read too, are looked for in the alerts."""
    SearchDocument.objects.filter(pk__in=created).update(appeared_at=timezone.now())
    news = SearchDocument.objects.filter(family=PAGE, page__in=complete, appeared_at__isnull=False)
    put(match, [str(pk) for pk in news.values_list("pk", flat=True)])


@job(_("Alerts: who follows what is published"), queue="search", takes_context=True, given_up_after=None)
def match(context, documents: list[str]) -> None:
    work_through(context, documents, match_documents, BATCH)


@transaction.atomic
def match_documents(keys: list[str]) -> None:
    """Note for each subscription what its list has among these documents, unless it was noted before."""
    rows = list(SearchDocument.objects.filter(pk__in=keys, appeared_at__isnull=False).select_for_update())
    documents, appeared = {row.pk: row.page_id for row in rows}, {row.page_id: row.appeared_at for row in rows}
    followers: dict[tuple[str, str], list[Subscription]] = {}
    if rows:
        for row in Subscription.objects.active().filter(list=ALERTS):
            followers.setdefault((row.query, row.language), []).append(row)
    hits, excluded = [], get_excluded()
    for (query, language), subscriptions in followers.items():
        try:
            found = read(query, language).find(documents, excluded)
        except Gone:
            # Its owner is told (`sending.tell_gone`).
            continue
        hits += [
            AlertHit(subscription=subscription, page_id=page, found_at=appeared[page])
            for page in found
            for subscription in subscriptions
            if subscription.confirmed_at <= appeared[page]
        ]
    AlertHit.objects.bulk_create(hits, ignore_conflicts=True, batch_size=500)
    SearchDocument.objects.filter(pk__in=documents).update(appeared_at=None)
    sending.ask_due()


@receiver(entries_merged)
def follow_merged(sender, kept_key: str, absorbed_key: str, **kwargs) -> None:
    """Who follows an entry that is merged into another follows the other; what was told is not told again."""
    names = {name for name, model in REGISTERS.items() if model is sender}
    for row in Subscription.objects.filter(list=ALERTS, query__contains=absorbed_key) if names else ():
        source, _mark, rest = row.query.partition("?")
        pairs = [
            (name, kept_key if name in names and value == absorbed_key else value) for name, value in parse_qsl(rest)
        ]
        query = write_pairs(source, pairs)
        same = {"subscriber": row.subscriber_id, "list": ALERTS, "language": row.language, "query": query}
        if query != row.query and (other := Subscription.objects.filter(**same).exclude(pk=row.pk).first()):
            known = other.alert_hits.values("page")
            row.alert_hits.exclude(page__in=known).update(subscription=other)
            end(Subscription.objects.filter(pk=row.pk))
        else:
            Subscription.objects.filter(pk=row.pk).update(query=query)
