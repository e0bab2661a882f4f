"""Alerts, against an oracle that knows nothing of them: each day pages are published, translated, corrected, withdrawn,
closed, opened, and what is followed is renamed; the site's own search and lists are then asked what they show. What
had just become public of it is what the mails must tell, at once, in the morning or on Monday: nothing missing,
nothing twice, nothing that is not public, one mail however many subscriptions.

ALERT_DAYS, ALERT_PAGES (published each day), ALERT_QUERIES and ALERT_SEED make it longer: see `make alerts`.
"""

import collections
import datetime
import itertools
import os
import random
import re
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.http import QueryDict

from actions.models import ActionPage
from content.models import Contribution, PageLink
from mailing.models import Subscriber, Subscription
from places.models import Place
from search import service
from search.alerts import sending
from search.alerts.followed import ALERTS, write
from search.indexing.queue import process
from search.listing import SearchListing
from sections.jobs import work_here
from tests.factories import (
    get_index,
    get_locale,
    make_keyword,
    make_organisation,
    make_person,
    make_private,
    make_theme,
)
from tests.works.making import make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db

DAYS, PAGES, QUERIES, SEED = (
    int(os.environ.get(f"ALERT_{name}", usual))
    for name, usual in (("DAYS", 3), ("PAGES", 3), ("QUERIES", 12), ("SEED", 7))
)
WORDS = "algorithme école santé attention travail données réseau climat enfance loi".split()
NUMBERS = itertools.count()
LINK = re.compile(r"https?://[^/\s]+(/\S*)")
#: A Thursday, at noon.
START = datetime.datetime(2026, 3, 5, 12, tzinfo=ZoneInfo("Europe/Paris"))
#: Queries that are asked of the public interface too, each day.
SAMPLE = 2


class World:
    """What exists, and what is asked of it."""

    def __init__(self, client, chance: random.Random):
        self.client, self.chance = client, chance
        self.things = {
            "theme": [make_theme(f"Thème {n}") for n in range(4)],
            "keyword": [make_keyword(f"mot {n}") for n in range(4)],
            "person": [make_person() for _ in range(4)],
            "organisation": [make_organisation() for _ in range(3)],
            "city": [Place.objects.create(name=f"Ville {n}") for n in range(3)],
        }
        self.pages: dict[int, object] = {}
        #: Address → page.
        self.paths: dict[str, int] = {}
        self.public: set[int] = set()
        #: Behind a password.
        self.closed: set[int] = set()
        self.about = [self.note(make_work(title=" ".join(WORDS[:2]))) for _ in range(2)]
        process()
        self.read_new()
        self.queries = [self.invent() for _ in range(QUERIES)]

    def note(self, page):
        self.pages[page.pk] = page
        self.paths[urlsplit(page.get_full_url()).path] = page.pk
        return page

    def invent(self) -> tuple[str, str, tuple]:
        """(language, source, pairs): a value may be a thing, whose slug is asked when the site is."""
        pairs, source = [], self.chance.choice(["search", "search", "search", "search", "list", "events"])
        names = {"search": ["theme", "keyword", "person", "organisation"], "list": ["theme", "person"]}
        names = names.get(source, ["theme", "city"])
        for name in self.chance.sample(names, self.chance.choice([0, 1, 1, 2])):
            pairs.append((name, self.chance.choice(self.things[name])))
        if source == "search" and self.chance.random() < 0.2:
            pairs.append(("about", self.chance.choice(self.about)))
        if source != "events" and (not pairs or self.chance.random() < 0.5):
            pairs.append(("q", " ".join(self.chance.sample(WORDS, self.chance.choice([1, 1, 2, 3])))))
        language = "en" if source == "search" and self.chance.random() < 0.3 else "fr"
        return language, source, tuple(pairs)

    @staticmethod
    def get_address(pairs) -> str:
        for _name, value in pairs:
            if hasattr(value, "refresh_from_db"):
                value.refresh_from_db()
        return urlencode([(n, getattr(v, "reference" if n == "about" else "slug", v)) for n, v in pairs])

    def ask(self, language: str, source: str, pairs) -> set[int]:
        """The pages that the site shows: all that the search finds, or the whole feed of a list."""
        query = self.get_address(pairs)
        if source == "search":
            return set(service.find_pages(SearchListing(QueryDict(query), "/", language).search_query, 100_000))
        base = "/evenements/" if source == "events" else get_index(WorkPage).url
        items = self.client.get(f"{base}feed/json/?{query}").json()["items"]
        return {self.paths[urlsplit(item["url"]).path] for item in items}

    def ask_from_outside(self, language: str, pairs) -> set[int]:
        url = f"/api/v1/search/?{self.get_address(pairs)}&page_size=100&facets=false&passages=false&lang={language}"
        found = set()
        while url:
            answer = self.client.get(url).json()
            found |= {self.paths.get(urlsplit(row["url"]).path) for row in answer["results"]}
            url = answer["links"]["next"]
        return found - {None}

    def read_new(self) -> set[int]:
        """The pages that the search has now, and had not when it was read last."""
        shown = self.ask("fr", "search", ()) | self.ask("en", "search", ())
        before, self.public = self.public, shown & self.pages.keys()
        return self.public - before

    # What happens.

    def publish(self) -> None:
        words, live = self.chance.sample(WORDS, 3), self.chance.random() < 0.8
        own = {"title": " ".join(words[:2]), "summary": words[2], "live": live, "slug": f"page-{next(NUMBERS)}"}
        if self.chance.random() < 0.25:
            day, place = datetime.date(2030, 5, 12), self.chance.choice(self.things["city"])
            page = ActionPage(date=day, date_precision="day", place=place, **own)
        else:
            page = WorkPage(**own)
        page.themes.set(self.pick("theme"))
        page.tags.set(self.pick("keyword"))
        for name in ("person", "organisation"):
            rows = [Contribution(role="author", locale=get_locale(), **{name: one}) for one in self.pick(name)]
            page.contributions.add(*rows)
        if self.chance.random() < 0.3:
            page.related_pages.add(PageLink(target=self.chance.choice(self.about)))
        self.note(get_index(type(page)).add_child(instance=page))

    def pick(self, name: str) -> list:
        return self.chance.sample(self.things[name], self.chance.choice([0, 1, 1, 2]))

    def take(self, keys):
        """One page of those, as it is now."""
        keys = sorted(keys)
        return type(page := self.pages[self.chance.choice(keys)]).objects.get(pk=page.pk) if keys else None

    def translate(self) -> None:
        translated = {page.translation_key for page in self.pages.values() if page.locale.language_code == "en"}
        page = self.take(pk for pk in self.public if self.pages[pk].translation_key not in translated)
        if page:
            english = page.copy_for_translation(get_locale("en"), copy_parents=True)
            english.title = f"{page.title} in English"
            english.save_revision().publish()
            self.note(type(page).objects.get(pk=english.pk))

    def withdraw(self) -> None:
        if page := self.take(self.public):
            page.unpublish()

    def put_back(self) -> None:
        """A draft, an embargo that ends, or what was withdrawn."""
        if page := self.take(self.pages.keys() - self.public - self.closed):
            page.save_revision().publish()

    def correct(self) -> None:
        if page := self.take(self.public):
            page.summary += " corrigé"
            page.save_revision().publish()

    def close(self) -> None:
        if page := self.take(self.public):
            make_private(page)
            self.closed.add(page.pk)

    def open(self) -> None:
        if page := self.take(self.closed):
            page.get_view_restrictions().first().delete()
            self.closed.discard(page.pk)

    def rename(self) -> None:
        thing = self.chance.choice(self.things[self.chance.choice(list(self.things))])
        thing.refresh_from_db()
        thing.slug = f"renomme-{self.chance.randrange(10**9)}"
        thing.save()


class Readers:
    """Those who follow, what they are owed and what they were told."""

    def __init__(self, world: World):
        self.world = world
        #: Subscription → what it follows; the same subscription, asked twice, is one.
        self.followed: dict[Subscription, tuple] = {}
        sources = {"list": str(get_index(WorkPage).pk)}
        for number, (language, source, pairs) in enumerate(world.queries):
            address = f"lectrice-{number % max(1, QUERIES // 3)}@exemple.fr"
            subscriber, _new = Subscriber.objects.get_or_create(email=address, defaults={"language": language})
            query = write(sources.get(source, source), QueryDict(world.get_address(pairs)), language)
            asked = {"frequency": world.chance.choice(["now", "daily", "weekly"]), "confirmed_at": START}
            same = {"subscriber": subscriber, "list": ALERTS, "language": language, "query": query}
            row, _new = Subscription.objects.get_or_create(**same, defaults=asked)
            self.followed[row] = (language, source, pairs)
        #: Subscription → page → since when.
        self.owed: dict[Subscription, dict[int, datetime.datetime]] = {row: {} for row in self.followed}
        #: Pages of which each subscription was asked, told by it or by another of the same reader.
        self.settled = {row: set() for row in self.followed}
        self.told = collections.defaultdict(set)

    def note(self, made: set[int], now: datetime.datetime) -> None:
        shown = {}
        for row, what in self.followed.items():
            if what not in shown:
                shown[what] = self.world.ask(*what)
                if len(shown) <= SAMPLE and what[1] == "search":
                    assert self.world.ask_from_outside(what[0], what[2]) == shown[what] & self.world.pages.keys()
            for pk in (shown[what] & made) - self.settled[row]:
                self.owed[row].setdefault(pk, now)

    def expect(self, now: datetime.datetime) -> dict[str, set[int]]:
        """What the mails of `now` must tell each, which is told then."""
        morning = now.replace(hour=7, minute=0) - datetime.timedelta(days=now.hour < 7)
        limits = {"now": now, "daily": morning, "weekly": morning - datetime.timedelta(days=morning.weekday())}
        wanted = collections.defaultdict(set)
        before = {address: set(pages) for address, pages in self.told.items()}
        for row in self.followed:
            address, limit = row.subscriber.email, limits[row.frequency]
            due = {pk for pk, since in self.owed[row].items() if since <= limit and pk in self.world.public}
            keys = collections.Counter(self.world.pages[pk].translation_key for pk in due)
            for pk in due:
                page = self.world.pages[pk]
                is_twin = keys[page.translation_key] > 1 and page.locale.language_code != row.language
                if not is_twin and pk not in before.get(address, ()):
                    wanted[address].add(pk)
            self.settled[row] |= due
            for pk in due:
                del self.owed[row][pk]
        for address, pages in wanted.items():
            self.told[address] |= pages
        return {address: pages for address, pages in wanted.items() if pages}

    def read_mails(self) -> dict[str, set[int]]:
        """Address → the pages that its new mail links to; one mail each."""
        found: dict[str, set[int]] = {}
        for message in mail.outbox:
            (address,) = message.to
            assert message.extra_headers["List-Unsubscribe"].startswith("<http")
            assert address not in found, "one mail however many subscriptions"
            links = [self.world.paths[path] for path in LINK.findall(message.body) if path in self.world.paths]
            assert len(links) == len(set(links)), "once in a mail"
            html = message.alternatives[0][0]
            assert all(f'{self.world.pages[pk].url}"' in html for pk in links)
            found[address] = set(links)
        mail.outbox.clear()
        return found


def test_alerts_tell_what_the_site_shows(client, monkeypatch):
    monkeypatch.setattr("sections.feeds.FEED_LENGTH", 100_000)
    clock = [START]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    chance = random.Random(SEED)
    world = World(client, chance)
    readers = Readers(world)
    mail.outbox.clear()
    others = [world.put_back, world.withdraw, world.correct, world.translate, world.close, world.open, world.rename]
    published = told = 0

    def compare() -> int:
        sending.ask_due()
        work_here("default")
        got, wanted = readers.read_mails(), readers.expect(clock[0])
        assert got == wanted, clock[0]
        return sum(map(len, wanted.values()))

    for day in range(1, DAYS + 1):
        clock[0] = START + datetime.timedelta(days=day)
        happening = chance.choices(others, weights=[3, 3, 3, 3, 2, 2, 1], k=1 + PAGES // 4)
        for step in [*[world.publish] * PAGES, *happening]:
            step()
        # Whether less than all the words will do depends on what else there is: the day is one moment.
        process()
        made = world.read_new()
        published += len(made)
        readers.note(made, clock[0])
        told += compare()
        clock[0] += datetime.timedelta(hours=19, minutes=1)
        told += compare()
        print(f"day {day}: {published} publications, {told} pages told", flush=True)
    clock[0] += datetime.timedelta(days=7)
    told += compare()
    print(f"{published} publications, {len(readers.followed)} subscriptions, {told} pages told: as the site shows them")
    assert min(told, published) > DAYS, "there was something to tell"
