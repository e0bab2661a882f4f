"""Counting queries for the editors: which words, how often, how many results; never who."""

import datetime
import logging
import re
from functools import partial

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from .models import QueryCount

logger = logging.getLogger(__name__)

#: How long queries are kept.
KEPT = datetime.timedelta(days=365)
#: What is longer than this is a text that was pasted, not a query.
MAX_LENGTH, MAX_WORDS, MAX_WORD = 100, 10, 40

ROBOT = re.compile(r"bot\b|bot[/_-]|crawl|spider|slurp|preview|monitor|curl|wget|python|httpx|headless|scrap", re.I)
#: Figures and marks that could be a telephone number, a date of birth, an account; the number of a law is not.
NUMBER = re.compile(r"\d[\d\s.,/+()·_:‐-–-]{5,}\d")
#: Addresses by mail or of the web, however they are hidden; of a home, of a car; births.
PERSONAL = re.compile(
    r"@|://|\bwww\.|\barobase\b|\w\s?[\[({]\s?at\s?[\])}]|\w at \w+\s?(?:\.|dot|point)\s?\w{2,}$"
    r"|\b\d{1,4}\s?(?:bis|ter)?,?\s(?:rue|avenue|av|bd|boulevard|place|chemin|impasse|allée|quai|route|cours|square)\b"
    r"|\b[a-z]{2}[ -]?\d{3}[ -]?[a-z]{2}\b|\bnée? (?:le|en)\b|\bborn (?:on|in)\b"
)
LAW = re.compile(r"\b(19|20)\d\d-\d{1,5}\b|\b(19|20)\d\d/\d{1,5}\b")

_pruned_on: datetime.date | None = None


def get_counted_words(text: str) -> str:
    """The query as it is kept, or "" for what may be someone's data, or no query at all."""
    found = text.casefold().split()
    words = " ".join(found)
    is_query = re.search(r"[^\W\d_]", words) and not any(len(word) > MAX_WORD for word in found)
    if not is_query or len(words) > MAX_LENGTH or len(found) > MAX_WORDS:
        return ""
    is_private = PERSONAL.search(words) or NUMBER.search(LAW.sub("", words))
    return "" if is_private else words


def is_reader(request) -> bool:
    """Whether a person seems to be asking: no robot, no page loaded in advance."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and bool(agent) and not ROBOT.search(agent) and "prefetch" not in purpose


def count_after(response, request, listing) -> None:
    """Count the query of a first page without filters once a reader has the answer, kept or not: nobody waits for it."""
    words = get_counted_words(listing.words)
    if words and "page" not in request.GET and not listing.is_filtered:
        response.when_answered = partial(count_query, words, listing.language, listing.total)
        response._resource_closers.append(partial(response.when_answered, request))


def count_query(words: str, language: str, total: int, request) -> None:
    """Count a query that was answered. Never fails."""
    if is_reader(request):
        try:
            _write(words, language, total)
        except DatabaseError as error:
            logger.info("A query was not counted: %s", error)


def _write(words: str, language: str, results: int) -> None:
    global _pruned_on
    table = QueryCount._meta.db_table
    statement = (
        f"INSERT INTO {table} (day, words, language, count, results) VALUES (%s, %s, %s, 1, %s) "  # noqa: S608
        f"ON CONFLICT (day, words, language) DO UPDATE SET count = {table}.count + 1, results = EXCLUDED.results"
    )
    today = timezone.localdate()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        cursor.execute(statement, [today, words, language, results])
        if _pruned_on != today:
            # What is a year old is forgotten once a day, by each process.
            _pruned_on = today
            QueryCount.objects.filter(day__lt=today - KEPT).delete()
