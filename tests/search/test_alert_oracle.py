"""Alerts, against an oracle that knows nothing of them: at random, pages are published, corrected, withdrawn, closed,
opened, what is followed is renamed; after each step the site's own search is asked what it shows, and what had just
become public is what the mails must tell: nothing missing, nothing twice, nothing that is not public.

ALERT_STEPS and ALERT_QUERIES make it longer: `ALERT_STEPS=200 ALERT_QUERIES=500 ALERT_BATCH=5 pytest …`.
"""

import os
import random
import re
from urllib.parse import urlencode

import pytest
from django.core import mail

from content.models import PageLink
from mailing.models import Subscriber, Subscription
from search.alerts import sending
from search.alerts.followed import ALERTS, write
from search.indexing.queue import process
from sections.jobs import work_here
from tests.factories import (
    add_contribution,
    get_index,
    make_keyword,
    make_organisation,
    make_person,
    make_private,
    make_theme,
)
from tests.works.making import make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db

STEPS, QUERIES, BATCH = (
    int(os.environ.get(f"ALERT_{name}", usual)) for name, usual in (("STEPS", 15), ("QUERIES", 24), ("BATCH", 1))
)
WORDS = "algorithme école santé attention travail données réseau climat enfance loi".split()
LINK = re.compile(r"https?://[^/\s]+(/\S*)")


class World:
    """What exists, and what is asked of it."""

    def __init__(self, client, chance: random.Random):
        self.client, self.chance = client, chance
        self.things = {
            "theme": [make_theme(f"Thème {n}") for n in range(4)],
            "keyword": [make_keyword(f"mot {n}") for n in range(4)],
            "person": [make_person() for _ in range(4)],
            "organisation": [make_organisation() for _ in range(3)],
        }
        self.pages: list[WorkPage] = []
        self.public: set[int] = set()
        self.closed: set[int] = set()
        for _ in range(4):
            self.publish()
        self.about = self.pages[:2]
        process()
        self.queries = [self.invent() for _ in range(QUERIES)]

    def invent(self) -> tuple[str, list]:
        """(source, pairs): a value may be a thing, whose slug is asked when the site is."""
        pairs, source = [], self.chance.choice(["search", "search", "search", "list"])
        names = ["theme", "person"] if source == "list" else list(self.things)
        for name in self.chance.sample(names, self.chance.choice([0, 1, 1, 2])):
            pairs.append((name, self.chance.choice(self.things[name])))
        if source == "search" and self.chance.random() < 0.2:
            pairs.append(("about", self.chance.choice(self.about)))
        if not pairs or self.chance.random() < 0.5:
            pairs.append(("q", " ".join(self.chance.sample(WORDS, self.chance.choice([1, 1, 2, 3])))))
        return source, pairs

    @staticmethod
    def address(pairs) -> str:
        for _name, value in pairs:
            if hasattr(value, "refresh_from_db"):
                value.refresh_from_db()
        return urlencode([(n, getattr(v, "reference" if n == "about" else "slug", v)) for n, v in pairs])

    def ask(self, source: str, pairs) -> set[int]:
        """The pages that the site shows."""
        query = self.address(pairs)
        by_reference = {page.reference: page.pk for page in self.pages}
        if source == "list":
            items = self.client.get(f"{get_index(WorkPage).url}feed/json/?{query}").json()["items"]
            return {by_reference[item["id"].rstrip("/").rpartition("/")[2]] for item in items}
        found, url = set(), f"/api/v1/search/?{query}&page_size=100&facets=false&passages=false"
        while url:
            answer = self.client.get(url).json()
            found |= {by_reference[row["reference"]] for row in answer["results"] if row["reference"] in by_reference}
            url = answer["links"]["next"]
        return found

    # Steps: each gives the pages that the public reads from now on, and did not.

    def publish(self) -> set[int]:
        made = set()
        for _ in range(BATCH):
            words = self.chance.sample(WORDS, 3)
            page = make_work(
                title=" ".join(words[:2]), summary=words[2], themes=self.pick("theme"), live=self.chance.random() < 0.8
            )
            page.tags.add(*self.pick("keyword"))
            for name in ("person", "organisation"):
                for thing in self.pick(name):
                    add_contribution(page, thing)
            if len(self.pages) > 2 and self.chance.random() < 0.3:
                PageLink.objects.create(source=page, target=self.chance.choice(self.pages[:2]))
            page.save()
            self.pages.append(page)
            made |= {page.pk} if page.live else set()
        self.public |= made
        return made

    def pick(self, name: str) -> list:
        return self.chance.sample(self.things[name], self.chance.choice([0, 1, 1, 2]))

    def take(self, wanted) -> WorkPage | None:
        pages = [page for page in self.pages if wanted(page.pk)]
        return WorkPage.objects.get(pk=self.chance.choice(pages).pk) if pages else None

    def withdraw(self) -> set[int]:
        if page := self.take(lambda pk: pk in self.public):
            page.unpublish()
            self.public.discard(page.pk)
        return set()

    def put_back(self) -> set[int]:
        """A draft, an embargo that ends, or what was withdrawn."""
        page = self.take(lambda pk: pk not in self.public and pk not in self.closed)
        if page is None:
            return set()
        page.save_revision().publish()
        self.public.add(page.pk)
        return {page.pk}

    def correct(self) -> set[int]:
        if page := self.take(lambda pk: pk in self.public):
            page.summary += " corrigé"
            page.save_revision().publish()
        return set()

    def close(self) -> set[int]:
        if page := self.take(lambda pk: pk in self.public):
            make_private(page)
            self.public.discard(page.pk)
            self.closed.add(page.pk)
        return set()

    def open(self) -> set[int]:
        page = self.take(lambda pk: pk in self.closed)
        if page is None:
            return set()
        page.get_view_restrictions().first().delete()
        self.closed.discard(page.pk)
        self.public.add(page.pk)
        return {page.pk}

    def rename(self) -> set[int]:
        thing = self.chance.choice(self.things[self.chance.choice(list(self.things))])
        thing.refresh_from_db()
        thing.slug = f"renomme-{self.chance.randrange(10**9)}"
        thing.save()
        return set()


def read_mails(pages) -> dict[str, list[int]]:
    """Address → the pages that its new mails link to; one mail each."""
    by_path = {page.url: page.pk for page in pages}
    found: dict[str, list[int]] = {}
    for message in mail.outbox:
        (address,) = message.to
        assert message.extra_headers["List-Unsubscribe"].startswith("<http")
        assert address not in found, "one mail however many subscriptions"
        links = [by_path[path] for path in LINK.findall(message.body) if path in by_path]
        html = message.alternatives[0][0]
        assert all(f'{page.url}"' in html for page in pages if page.pk in links)
        found[address] = links
    mail.outbox.clear()
    return found


def test_alerts_tell_what_the_site_shows(client, monkeypatch):
    monkeypatch.setattr("sections.feeds.FEED_LENGTH", 100_000)
    chance = random.Random(int(os.environ.get("ALERT_SEED", 7)))
    world = World(client, chance)
    readers: dict[str, list] = {}
    for number, (source, pairs) in enumerate(world.queries):
        address = f"lectrice-{number % max(1, QUERIES // 3)}@exemple.fr"
        subscriber, _new = Subscriber.objects.get_or_create(email=address, defaults={"language": "fr"})
        from django.http import QueryDict
        from django.utils import timezone

        query = write(
            "search" if source == "search" else str(get_index(WorkPage).pk), QueryDict(world.address(pairs)), "fr"
        )
        Subscription.objects.get_or_create(
            subscriber=subscriber, list=ALERTS, language="fr", query=query,
            defaults={"frequency": "now", "confirmed_at": timezone.now()},
        )  # fmt: skip
        readers.setdefault(address, []).append((source, pairs))
    mail.outbox.clear()
    owed = {address: set() for address in readers}
    told = {address: set() for address in readers}
    steps = [world.publish, world.put_back, world.withdraw, world.correct, world.close, world.open, world.rename]
    total = 0
    for number in range(STEPS):
        made = chance.choices(steps, weights=[8, 3, 3, 2, 2, 2, 1])[0]()
        process()
        if made:
            shown = {}
            for address, queries in readers.items():
                for source, pairs in queries:
                    key = (source, world.address(pairs))
                    if key not in shown:
                        shown[key] = world.ask(source, pairs)
                    owed[address] |= (shown[key] & made) - told[address]
        if chance.random() < 0.4 or number == STEPS - 1:
            sending.ask_due()
            work_here("default")
            got = read_mails(world.pages)
            for address in readers:
                due = {pk for pk in owed[address] if pk in world.public}
                assert sorted(got.get(address, [])) == sorted(due), (number, address)
                told[address] |= due
                owed[address] -= due
                total += len(due)
    assert total > STEPS // 3, "there was something to tell"
