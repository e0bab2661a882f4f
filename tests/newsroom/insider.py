"""One member of the staff, alone, sends anything anywhere: `python -m tests.newsroom.insider 10000 [seed]`.

In each of the four groups (two in a short round), one person does a fourth of the actions: an address of the admin
(or another that takes a POST) is chosen by its name, so that rare ones come as often as the others; its form is filled
with words of their own (`tests.newsroom.filling`), files with such words in them, other choices, and sent by any of its
buttons, or by one that it has not. Nobody else works: whatever a visitor (`tests.newsroom.visitor`) reads of these
words was approved by nobody. Now and then the visitor reads what was changed and some of the rest; at the end, all that
is public: pages, lists, feeds, identifiers, the search, its API and exports, files, and looks for what was online
before. `DATABASE_URL` names an SQLite database, that of the demo the best; it is copied for each group.
"""

import io
import os
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import django

from .filling import BUTTONS, PDF, Writer
from .visitor import Visitor, read

GROUPS = ("Rédaction", "Relecture", "Publication", "Administration")
#: How often the visitor looks, in actions; how many make a short round.
EVERY, SHORT = 500, 100
#: What would end the session or change the account itself, and answers for programs without an effect.
APART = re.compile(r"^/(admin/(logout|login|account|password_reset|jsi18n|userbar)|compte/|django-admin/logout)")
#: How often a form that is open already is sent again, otherwise: opening it costs twice what sending it does.
AGAIN = 0.75
#: What is opened more often, and how much more: it writes what the public may read, and hundreds of screens do not.
WRITING = {re.compile("^wagtailadmin_pages:edit$"): 0.1, re.compile(r"[:_](edit|add|create|add_multiple)$"): 0.25}


def walk(patterns, space: str = "", route: str = "/"):
    """(name, route) of every address of the site that has a name."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            own = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern.url_patterns, space + own, whole)
        elif pattern.name:
            yield space + pattern.name, whole


class Insider(Writer):
    """One person at the keyboard."""

    def __init__(self, group: str, chance: random.Random, words: dict[str, str]):
        from django.contrib.auth import get_user_model
        from django.test import Client
        from django.urls import get_resolver

        from .conftest import make_user

        self.group, self.chance, self.words = group, chance, words
        self.user = make_user("initiee", group)
        self.user_model = get_user_model()
        self.browser = Client(raise_request_exception=False)
        self.open: list[tuple] = []
        self.known: dict[str, list[str]] = defaultdict(list)
        self.sent, self.errors = Counter(), {}
        self.names = dict(walk(get_resolver().url_patterns))
        self.sign_in()

    def sign_in(self) -> None:
        """Again, if something ended the session or changed the account."""
        from django.contrib.auth.models import Group

        user, _created = self.user_model.objects.update_or_create(
            username="initiee", defaults={"is_active": True, "is_superuser": False}
        )
        user.groups.set(Group.objects.filter(name=self.group))
        self.user = user
        self.browser.force_login(user)

    # --- where ------------------------------------------------------------------------------------------------------

    def learn(self, address: str) -> None:
        """Remember an address under the name of its view."""
        from django.urls import Resolver404, resolve

        parts = urlsplit(address or "")
        if not parts.path.startswith(("/admin/", "/django-admin/", "/apercu/", "/api/")) or APART.match(address):
            return
        try:
            name = resolve(parts.path).view_name
        except (Resolver404, ValueError):
            return
        kept = self.known[name or parts.path]
        if address not in kept:
            if len(kept) < 40:
                kept.append(address)
            else:
                kept[self.chance.randrange(40)] = address

    def construct(self) -> None:
        """Addresses of every view, made of keys that are there, or nearly."""
        from django.urls import NoReverseMatch, reverse

        for name, route in self.names.items():
            parameters = re.findall(r"<(?:\w+:)?(\w+)>", route)
            for _time in range(2):
                values = {key: self.guess(key, name, route) for key in parameters}
                try:
                    self.learn(reverse(name, kwargs=values))
                except NoReverseMatch:
                    break

    def guess(self, key: str, name: str, route: str) -> object:
        from django.apps import apps
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Page, Revision, TaskState, WorkflowState

        words = f"{name}/{route}".lower()
        by_key = (("revision", Revision), ("task_state", TaskState), ("state_id", WorkflowState), ("page", Page),
                  ("image", get_image_model()), ("document", get_document_model()), ("user", self.user_model))  # fmt: skip
        model = next((model for part, model in by_key if part in key), None)
        if model is None:
            models = [one for one in apps.get_models() if f"{one._meta.app_label}_{one._meta.model_name}" in words
                      or f"{one._meta.app_label}/{one._meta.model_name}" in words]  # fmt: skip
            known = [model for part, model in by_key if part in words]
            model = next(iter(models or known), Page)
        if key in ("action", "action_name"):
            return self.chance.choice(["publish", "approve", "reject", "unpublish", "copy", "delete", "move"])
        if key in ("side", "kind"):
            return self.chance.choice(["before", "after", "image", "document"])
        keys = list(model._base_manager.values_list("pk", flat=True)[:400])
        return self.chance.choice(keys) if keys else 1

    # --- what -------------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Send what a screen holds, changed; or words where there is no screen."""
        name, address, forms = self.show()
        if forms and self.chance.random() < 0.85:
            form = self.chance.choice(forms[:3] + [max(forms, key=lambda form: len(form.select("[name]")))] * 2)
            target = form.get("action") or address
            values = self.fill(form, target)
        else:
            target = address
            values = {name: self.write(address) for name in ("title", "name", "text", "value", "comment")}
            values |= dict.fromkeys(self.chance.sample(BUTTONS, 3), "1")
        if not target.startswith("/") or APART.match(target):
            target = address
        self.send(name, target, values)

    def show(self) -> tuple:
        """(name, address, forms) of a screen: of one of the last that were opened, or a new one."""
        from bs4 import BeautifulSoup

        if len(self.open) > 10 and self.chance.random() < AGAIN:
            return self.chance.choice(self.open)
        names = sorted(self.known)
        for writing, often in WRITING.items():
            if self.chance.random() < often:
                names = [name for name in names if writing.search(name)] or names
                break
        name = self.chance.choice(names)
        address = self.chance.choice(self.known[name])
        shown = self.browser.get(address)
        html = read(shown)
        if shown.status_code == 302 and "/compte/" in shown.get("Location", ""):
            self.sign_in()
        self.note(name, address, shown)
        soup = BeautifulSoup(html, "lxml") if b"<" in html[:200] else BeautifulSoup("", "lxml")
        for link in soup.select("[href], form[action], [data-url]"):
            self.learn(link.get("href") or link.get("action") or link.get("data-url"))
        forms = [form for form in soup.select("form") if not APART.match(form.get("action") or address)]
        forms = [form for form in forms if form.get("method", "").lower() == "post"]
        if forms:
            self.open = [*self.open, (name, address, forms)][-40:]
        return name, address, forms

    def note(self, name: str, address: str, answer) -> None:
        """An error of the site, and where it comes from."""
        if answer.status_code >= 500:
            lines = traceback.format_exception(*answer.exc_info)[-3:] if answer.exc_info else []
            self.errors.setdefault(f"{answer.status_code} {name}", f"{address} {' '.join(''.join(lines).split())}")

    def send(self, name: str, target: str, values: dict) -> None:
        headers = {"referer": f"http://testserver{target}"}
        how = self.chance.random()
        if how < 0.1:
            headers["x-requested-with"] = "XMLHttpRequest"
        elif how < 0.2:
            headers["accept"] = "application/json"
        if how > 0.96 and not any(hasattr(value, "read") for value in values.values()):
            text = {
                key: value[0] if isinstance(value, list) and value else value or "" for key, value in values.items()
            }
            answer = self.browser.put(target, urlencode(text), content_type="application/x-www-form-urlencoded",
                                      headers=headers)  # fmt: skip
        else:
            answer = self.browser.post(target, values, headers=headers)
        self.sent[name] += 1
        self.note(name, target, answer)
        self.learn(answer.get("Location", "").removeprefix("http://testserver"))


def furnish() -> None:
    """What the public reads and belongs to someone else: an entry of each kind, files, a letter, a form with an answer."""
    from django.core.files.base import ContentFile
    from PIL import Image
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    from forms.models import Answer
    from participation.models import ParticipationPage
    from tests.cenum.making import WHOLE, make_issue
    from tests.factories import make_page, name_publicly
    from works.models import WorkPage

    from .test_entries import MAKERS, get

    made = [make() for label, (make, _field) in MAKERS.items() if not get(label).objects.exists()]
    name_publicly(*(one for one in made if one._meta.app_label in ("people", "references")))
    picture = io.BytesIO()
    Image.new("RGB", (200, 150), "green").save(picture, "PNG")
    image = get_image_model().objects.create(title="Image", file=ContentFile(picture.getvalue(), name="approuvee.png"))
    document = get_document_model()(title="Rapport")
    document.file.save("approuve.pdf", ContentFile(PDF % b"APPROUVE"))
    body = [{"type": "document", "value": {"document": document.pk, "title": "", "pages": None, "language": "fr"}}]
    make_page(WorkPage, title="Avec des fichiers", cover=image, body=body)
    make_issue(parts=WHOLE, summary="Une lettre prête à partir.")
    asked = make_page(ParticipationPage, purpose="préparer un avis", may_be_quoted=True)
    Answer.objects.create(page=asked, texts=[["Avis", "Oui."]], may_quote=True, language="fr")


def play(group: str, actions: int, seed: str) -> dict[str, str]:
    """One person's actions; what of it a visitor reads."""
    from django.utils import timezone

    from newsroom.roles import setup_roles
    from tests.factories import make_page
    from works.models import WorkPage

    setup_roles()
    furnish()
    visitor = Visitor(random.Random(seed))
    insider = Insider(group, random.Random(seed), visitor.words)
    insider.learn("/admin/")
    insider.construct()
    since = timezone.now()
    for number in range(1, actions + 1):
        insider.act()
        if number == actions:
            make_page(WorkPage, title=(seen := insider.write("a page that is public")))
        if number % EVERY == 0 or number == actions:
            visitor.look(since if number < actions or actions < EVERY else None)
            since = timezone.now()
            print(f"{group}: {number} actions, {len(insider.sent)} of {len(insider.known)} addresses by their names, "
                  f"{len(visitor.words)} words, {len(visitor.leaks)} public", flush=True)  # fmt: skip
    assert visitor.leaks.pop(seen, ""), "the visitor sees nothing: all that was read proves nothing"
    for what, where in sorted(insider.errors.items()):
        print(f"{group}: {what}: {where}")
    for what, where in visitor.leaks.items():
        print(f"{group}: PUBLIC {what}: {where}")
    return visitor.leaks


def main(actions: int, seed: int) -> None:
    django.setup()
    from django.conf import settings
    from django.db import connections

    found, pristine = 0, Path(settings.DATABASES["default"]["NAME"])
    # A short round is of those who write and of those who publish: what others hold, they do too.
    for group in GROUPS if actions > SHORT else GROUPS[::2]:
        connections.close_all()
        if child := os.fork():
            _pid, status = os.waitpid(child, 0)
            found += bool(status)
            continue
        try:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, "insider.sqlite3")
                shutil.copyfile(pristine, copy)
                connections["default"].settings_dict["NAME"] = str(copy)
                leaks = play(group, actions // len(GROUPS), f"{seed} {group}")
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(bool(leaks))
    print("Unapproved words are public" if found else f"{actions} actions: 0 unapproved words public")
    sys.exit(bool(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
