"""What a visitor reads while one member of the staff sends anything anywhere: see `tests.newsroom.insider`."""

import random
import re
from datetime import datetime
from itertools import chain

WORD = re.compile(r"zzq[a-z]{9}", re.IGNORECASE)
#: How many lists, and how many words, a short look tries.
LISTS, WORDS = 25, 40


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def get_pages():
    from wagtail.models import Page

    return Page.objects.filter(depth__gt=1)


def get_addresses(pages) -> set[str]:
    return {page.get_url() for page in pages.specific(defer=True)} - {None}


class Visitor:
    """Looks for what nobody approved; `words` says at which address each word was written."""

    def __init__(self, chance: random.Random):
        from django.test import Client

        self.chance, self.browser = chance, Client(raise_request_exception=False)
        self.words: dict[str, str] = {}
        self.leaks: dict[str, str] = {}
        #: Status of what was read in this look: many entries are passages of one page.
        self.read: dict[str, int] = {}
        #: What is read before anything is done.
        self.online = get_addresses(get_pages().live().public())

    def pick(self, things: list, most: int) -> list:
        return self.chance.sample(things, min(most, len(things)))

    def see(self, channel: str, address: str) -> int:
        """Read an address: what is found of the words is a leak."""
        address = address.partition("#")[0]
        if address in self.read:
            return self.read[address]
        answer = self.browser.get(address)
        text = read(answer).decode(errors="replace") + str(answer.headers)
        for word in {found.lower() for found in WORD.findall(text)} & self.words.keys():
            self.leaks.setdefault(word, f"{channel} {address}, written at {self.words[word]}")
        self.read[address] = answer.status_code
        return answer.status_code

    def look(self, since: datetime | None) -> None:
        """What was written since then and some of the lists; or, last of all, everything."""
        from mailing.models import Sending
        from search.indexing.queue import process
        from tests.leaks.oracle import list_lists

        self.read = {}
        for _time in range(3):
            process()
        lists = [*list_lists(), ("English", "/en/"), ("English", "/en/search/")]
        for channel, address in self.pick(lists, LISTS) if since else lists:
            self.see(channel, address)
        if Sending.objects.exclude(state__in=("asked", "cancelled")).exists():
            self.leaks.setdefault("a letter", "leaves by one person’s word")
        self.look_at_pages(since)
        self.look_at_entries(since)
        self.look_at_files(since)
        self.look_for_words()

    def look_at_pages(self, since) -> None:
        known = self.online if since is None else set(self.pick(sorted(self.online), LISTS))
        changed = get_pages() if since is None else get_pages().filter(latest_revision_created_at__gte=since)
        for address in sorted(get_addresses(changed) | known):
            status = self.see("page", address)
            if status not in (200, 301) and address in self.online:
                self.leaks.setdefault(address, f"no longer online: {status}")

    def look_at_entries(self, since) -> None:
        from sections.approved import get_approved_models

        for model in get_approved_models():
            if hasattr(model, "get_absolute_url"):
                rows = model._base_manager.all()
                for one in rows if since is None else rows.filter(latest_revision__created_at__gte=since):
                    self.see("entry", one.get_absolute_url() or "/")

    def look_at_files(self, since) -> None:
        from django.apps import apps
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model

        renditions = apps.get_model(get_image_model()._meta.app_label, "Rendition").objects.all()
        files = list(chain(get_document_model().objects.all(), renditions))
        for file in files if since is None else self.pick(files, LISTS):
            self.see(file._meta.model_name, file.url)

    def look_for_words(self) -> None:
        for word in self.pick(sorted(self.words), WORDS):
            answer = self.browser.get(f"/api/v1/search/?q={word}")
            if answer.status_code == 200 and answer.json().get("total"):
                self.leaks.setdefault(word, f"search, written at {self.words[word]}")
            answer = self.browser.get(f"/recherche/suggestions/?q={word[:6]}")
            if word in read(answer).decode(errors="replace"):
                self.leaks.setdefault(word, f"suggestions, written at {self.words[word]}")
