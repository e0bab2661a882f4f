"""Does anything that is not public reach a visitor? `python -m tests.leaks.oracle 1000 [SEED [elasticsearch]]`.

Pages of several kinds, with the entries, files and answers that hang on them, are published, scheduled, withdrawn,
closed, moved, corrected in drafts, translated, shared, deleted and brought back, in any order; the search is told of it
now and then. After each move a visitor reads every channel, and the mails of somebody who follows everything: a word
that is secret at that moment is a leak. What is public is known from the moves alone. Each channel has its positive
control: it has to show something public, or it is blind. `DATABASE_URL` names a copy of a database of the tests, which
is written; without it one is made.
"""

import datetime
import os
import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

import django

WORD = re.compile(r"qx[bcdfghjklmnprstv]{5}[aeiou]{5}")
#: What has a parameter in its address, of a page; the rest is found in the tables of addresses.
OF_PAGE = {
    "search": "/recherche/?q={key}",
    "list of a section": "/travaux/?q={key}",
    "feed of the search": "/recherche/feed/atom/?q={key}",
    "JSON feed of the search": "/recherche/feed/json/?q={key}",
    "suggestions": "/recherche/suggestions/?q={start}",
    "suggestions of browsers": "/recherche/suggestions/opensearch/?q={start}",
    "API: search": "/api/v1/search/?q={key}",
    "API: document": "/api/v1/documents/{reference}/",
    "API: suggestions": "/api/v1/suggest/?q={start}",
    "chronology": "/recherche/chronologie/?q={key}",
    "identifier": "/id/{reference}/",
    "versions": "/id/{reference}/versions/",
    "one version": "/id/{reference}/version-1/",
    "OAI record": "/oai/?verb=GetRecord&metadataPrefix=mods&identifier=oai:localhost:{reference}",
    "unAPI": "/unapi/?id={reference}&format=mods",
}
#: And of everything.
OF_ALL = {
    "OAI": "/oai/?verb=ListRecords&metadataPrefix=oai_dc",
    "API: all": "/api/v1/search/?page_size=100",
    "search by date": "/recherche/?tri=date",
    "proposals: feed": "/travaux/propositions/feed/",
    "proposals: spreadsheet": "/travaux/propositions/export/csv/",
    "events: feed": "/evenements/feed/",
    "events: JSON feed": "/evenements/feed/json/",
}
#: How many channels are read after a move.
LOOKED_AT = 15
#: Under a page, beside the addresses without parameters that its type has.
UNDER = ("email/", "email/texte/", "levier-1/", "feed/", "feed/json/")
#: Channels that have nothing of these pages to show, or nothing at all.
QUIET = re.compile(
    r"^(robots|security_txt|api|opensearch|unapi|harvest|mailing|search_follow|search_sugg|wagtail|themes:|private|index: annoncer|index: benevoles|catalogue|oembed|site_map|events:agenda|events:map|index: agenda)"
)


class Oracle:
    def __init__(self, client, seed: int):
        from tests.leaks.things import World

        self.client, self.chance = client, random.Random(seed)
        self.world = World(self.chance, self.look)
        self.seen, self.leaks, self.tried, self.errors = Counter(), {}, set(), {}
        self.follow()

    def follow(self) -> None:
        """Somebody is told of all that is published."""
        from django.utils import timezone

        from mailing.models import Subscriber, Subscription
        from search.alerts.followed import ALERTS

        reader = Subscriber.objects.create(email="lectrice@exemple.fr", language="fr")
        Subscription.objects.create(
            subscriber=reader, list=ALERTS, language="fr", query="search", frequency="now", confirmed_at=timezone.now()
        )

    def judge(self, channel: str, text: str, address: str) -> None:
        self.tried.add(channel)
        for word in set(WORD.findall(text.lower())) - set(WORD.findall(address.lower())):
            kind, is_public = self.world.words.get(word, ("", None))
            if is_public and is_public():
                self.seen[channel] += 1
            elif is_public:
                self.leaks.setdefault((channel, kind), f"{word} at {address}")

    def read(self, channel: str, address: str, is_public: bool | None = None) -> None:
        """Of a file whose bytes say nothing, `is_public` says whether it may be there."""
        answer = self.client.get(address, follow=True)
        if answer.status_code >= 500:
            self.errors[channel, answer.status_code] = address
        self.judge(channel, answer.getvalue().decode(errors="replace") + str(answer.headers), address)
        if is_public is not None and answer.status_code == 200:
            if is_public:
                self.seen[channel] += 1
            else:
                self.leaks.setdefault((channel, "file"), address)

    def index(self) -> None:
        from search.indexing.queue import process

        for _time in range(3):
            process()

    def look(self, thing) -> None:
        """Some of what may tell of one thing."""
        if self.chance.random() < 0.6:
            self.index()
        for asked in self.chance.sample(found := list_channels(thing), min(LOOKED_AT, len(found))):
            self.read(*asked)

    def look_everywhere(self, things) -> None:
        """Each channel that tells of one thing, until it showed something."""
        for thing in things:
            for asked in list_channels(thing):
                if not self.seen[asked[0]]:
                    self.read(*asked)

    def look_around(self) -> None:
        """What tells of all, and the mails."""
        self.index()
        for asked in list_lists():
            self.read(*asked)
        self.read_mails()

    def read_mails(self) -> None:
        from django.core import mail

        from search.alerts import sending
        from sections.jobs import work_here

        sending.ask_due()
        work_here("default")
        for message in mail.outbox:
            if "lectrice@exemple.fr" in message.to:
                self.judge("mail", f"{message.subject} {message.body} {message.alternatives}", "")
        mail.outbox.clear()

    def play(self, steps: int) -> list[str]:
        """One thing of each kind made public, then as many moves at random; what is wrong, in words."""
        from tests.leaks.things import KINDS

        for model in KINDS:
            thing = self.world.make(model)
            self.look(thing)
            thing.publish()
            thing.quote()
        self.look_around()
        self.look_everywhere(self.world.things)
        moves = Counter()
        for number in range(1, steps + 1):
            if self.chance.random() < 0.1:
                self.look(self.world.make())
                continue
            thing, name = self.world.move()
            moves[name.split()[0]] += 1
            self.look(thing)
            if number % 25 == 0 or number == steps:
                self.look_around()
            if number % 200 == 0:
                print(f"{number} moves, {len(self.world.words)} words, {len(self.leaks)} leaks", flush=True)
        blind = sorted(name for name in self.tried - set(self.seen) if not QUIET.match(name))
        print(f"{dict(moves)}; {len(self.seen)} channels")
        return [
            *(f"LEAK by {channel}: {kind}: {where}" for (channel, kind), where in self.leaks.items()),
            *(f"BLIND: {name}" for name in blind),
            *(f"ERROR {status} by {channel}: {where}" for (channel, status), where in self.errors.items()),
        ]


def list_channels(thing) -> list[tuple]:
    """(channel, address) of all that may tell of one thing; of files, whether they may be there too."""
    from django.urls import reverse
    from wagtail.models import Page

    from content.citing.formats import FORMATS
    from search.exports.formats import EXPORTS

    is_public, page = thing.state == "public", Page.objects.filter(pk=thing.page.pk).first()
    if page:
        thing.paths.add(page.specific.url)
    names = {"key": thing.key, "start": thing.key[:8], "reference": thing.page.reference}
    found = [(channel, address.format(**names)) for channel, address in OF_PAGE.items()]
    found.append(("card on other sites", f"/integrer/{thing.page.pk}/"))
    for path in sorted(filter(None, thing.paths)):
        found += [("page", path)] * 3
        found.append(("what oEmbed says", f"/oembed/?url=http://testserver{path}"))
        found += [("under a page", path + name) for name in (*find_own_paths(thing.model), *UNDER)]
    found += [(f"export: {name}", f"/recherche/export/{name}/?q={thing.key}") for name in EXPORTS]
    found += [(f"citation: {name}", f"/id/{thing.page.reference}/{name}/") for name in FORMATS]
    for entry in (thing.person, thing.organisation, thing.source, thing.keyword):
        found.append((f"entry: {entry._meta.verbose_name}", entry.get_absolute_url()))
        if getattr(entry, "reference", ""):
            found.append(("identifier of an entry", f"/id/{entry.reference}/bibtex/"))
            found.append(("API: entry", f"/api/v1/documents/{entry.reference}/"))
    found += [
        ("social card", reverse("social_card", args=[thing.page.reference]), is_public),
        ("picture", thing.image.get_rendition("width-60").url, is_public),
        ("document", thing.document.url, is_public and thing.has_document),
    ]
    return found + [("private file", address, False) for address in thing.files]


def list_lists() -> list[tuple[str, str]]:
    """(channel, address) of what tells of all: every address of the site without a parameter, and some more."""
    from django.urls import get_resolver
    from django.utils import timezone
    from wagtail.models import Page

    from sections.models import SectionIndexPage
    from tests.newsroom.insider import walk

    found = [
        (name, route.replace("^", "").rstrip("$"))
        for name, route in walk(get_resolver().url_patterns)
        if re.match(r"/(?!admin|django-admin|compte|_util)[^<(]*$", route)
    ]
    for index in Page.objects.live().type(SectionIndexPage).specific():
        paths = ("", *find_own_paths(type(index)), "feed/", "feed/json/")
        found += [(f"index: {path}", index.url + path) for path in paths]
    soon = timezone.localdate() + datetime.timedelta(days=20)
    found += [("agenda of a month", f"{base}agenda/{soon:%Y/%m}/") for base in ("/evenements/", "/actions/")]
    return found + list(OF_ALL.items())


def find_own_paths(model: type) -> list[str]:
    """The addresses without a parameter under a page of this type."""
    routes = model.get_subpage_urls() if hasattr(model, "get_subpage_urls") else []
    return [path for route in routes if re.fullmatch(r"[\w/-]+", path := str(route.pattern))]


def main(steps: int, seed: int = 1, engine: str = "") -> int:
    from tests.databases import copy_sqlite

    folder = tempfile.TemporaryDirectory(prefix="leaks-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.test")
    if "DATABASE_URL" not in os.environ:
        copy_sqlite("newsroom", Path(folder.name, "leaks.sqlite3"))
        os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/leaks.sqlite3"
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from newsroom.roles import setup_roles
    from search.indexing.rebuild import reindex

    setup_test_environment()
    settings.PAGE_CACHE, settings.SEARCH_ENGINE = True, engine
    setup_roles()
    reindex()
    wrong = Oracle(Client(raise_request_exception=False), seed).play(steps)
    print("\n".join([*wrong, f"{steps} moves: {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4]))
