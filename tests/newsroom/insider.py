"""One member of the staff, alone, sends anything anywhere: `python -m tests.newsroom.insider 10000 [seed]`.

In each of the four groups (two in a short round), one person does a fourth of the actions: an address of the admin (or another that takes
a POST) is chosen by its name, so that rare ones come as often as the others; its form is filled with words of
their own (`WORD`), files with such words in them, other choices, and sent by any of its buttons, or by one that it has
not. Nobody else works: whatever a visitor reads of these words was approved by nobody. Now and then the visitor
reads all that is public: pages, lists, feeds, identifiers, the search, its API and exports, files, and looks for what
was online before. `DATABASE_URL` names an SQLite database, that of the demo the best; it is copied for each group.
"""

import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import django

WORD = re.compile(r"zzq[a-z]{9}", re.IGNORECASE)
GROUPS = ("Rédaction", "Relecture", "Publication", "Administration")
#: How often the visitor reads everything, in actions; how many make a short round.
EVERY, SHORT = 1250, 100
#: What would end the session or change the account itself, and answers for programs without an effect.
APART = re.compile(r"^/(admin/(logout|login|account|password_reset|jsi18n|userbar)|compte/|django-admin/logout)")
#: The administration's own: settings of the site are not approved (decision 22), an emergency is a power of its own,
#: and an account that it makes may be another person's.
OWN = re.compile(r"^/admin/(settings/|newsroom/\d+/emergency/|users/|groups/|redirects/|sites/)")
#: How often a form that is open already is sent again, otherwise: opening it costs twice what sending it does.
AGAIN = 0.75
#: Buttons that a form may not have.
BUTTONS = (
    "action-publish action-submit action-unpublish action-cancel-workflow action-restart-workflow publish approve "
    "confirm is_live publish_copies include_descendants publish_translations copy_subpages unlock submit"
).split()
PDF = b"%%PDF-1.4 %s 1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>> %%%%EOF"


def walk(patterns, space: str = "", route: str = "/"):
    """(name, route) of every address of the site that has a name."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            own = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern.url_patterns, space + own, whole)
        elif pattern.name:
            yield space + pattern.name, whole


class Insider:
    """One person at the keyboard; `words` says by which action each word was written."""

    def __init__(self, group: str, chance: random.Random):
        from django.contrib.auth import get_user_model
        from django.test import Client
        from django.urls import get_resolver

        from .conftest import make_user

        self.group, self.chance = group, chance
        self.user = make_user("initiee", group)
        self.user_model = get_user_model()
        self.browser = Client(raise_request_exception=False)
        self.visitor = Client(raise_request_exception=False)
        self.words: dict[str, str] = {}
        self.open: list[tuple] = []
        self.known: dict[str, list[str]] = defaultdict(list)
        self.sent, self.errors, self.leaks = Counter(), {}, {}
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

    def write(self, address: str) -> str:
        """A new word, which nobody approved unless it is the administration's own affair."""
        word = "zzq" + "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        if not (self.group == "Administration" and OWN.match(address)):
            self.words[word] = address
        return word

    def fill(self, form, address: str) -> dict:
        """The fields of a form as a browser sends them, some of them changed."""
        values = {}
        for field in form.select("[name]"):
            name, kind, changes = field["name"], field.get("type"), self.chance.random() < 0.3
            if field.name == "select":
                options = [option.get("value", "") for option in field.select("option")]
                chosen = [option.get("value", "") for option in field.select("option[selected]")]
                chosen = self.chance.sample(options, 1) if changes and options else chosen
                values[name] = chosen if field.has_attr("multiple") else (chosen or options[:1] or [""])[0]
            elif kind in ("checkbox", "radio"):
                if field.has_attr("checked") != (changes and kind == "checkbox"):
                    values[name] = field.get("value", "on")
            elif kind == "file":
                if self.chance.random() < 0.7:
                    values[name] = self.make_file(field, address)
            elif field.name == "textarea" or kind in (None, "text", "search", "url", "email"):
                text = field.text.strip("\n") if field.name == "textarea" else field.get("value", "")
                values[name] = self.change(text, address) if changes else text
            elif kind not in ("submit", "button"):
                values[name] = field.get("value", "")
        for stream in form.select("[data-controller~=w-block][id]"):
            # Made in the browser: without them, no page is ever saved.
            name, count = stream["id"], int(self.chance.random() < 0.3)
            block = {"deleted": "", "order": "0", "type": "paragraph", "id": "", "value": '{"blocks": []}'}
            values |= {f"{name}-0-{key}": value for key, value in block.items()} if count else {}
            values[f"{name}-count"] = str(count)
            if count:
                values[f"{name}-0-value"] = self.change(block["value"], address)
        buttons = [button["name"] for button in form.select("button[name], input[type=submit][name]")]
        for name in self.chance.sample([*buttons, *BUTTONS], 1 if buttons and self.chance.random() < 0.5 else 2):
            values[name] = name
        return values

    def change(self, text: str, address: str) -> str:
        word = self.write(address)
        if text.startswith('{"') and '"blocks"' in text:
            block = {"key": "aaaaa", "text": word, "type": "unstyled", "depth": 0}
            block |= {"inlineStyleRanges": [], "entityRanges": [], "data": {}}
            return json.dumps({"blocks": [block], "entityMap": {}})
        return word if self.chance.random() < 0.5 else f"{text} {word}".strip()

    def make_file(self, field, address: str):
        from django.core.files.uploadedfile import SimpleUploadedFile
        from PIL import Image

        word = self.write(address)
        if "image" in f"{field.get('accept', '')}{address}":
            picture = io.BytesIO()
            Image.new("RGB", (200, 150), tuple(self.chance.choices(range(256), k=3))).save(picture, "PNG")
            return SimpleUploadedFile(f"{word}.png", picture.getvalue(), "image/png")
        if "import" in address:
            return SimpleUploadedFile(f"{word}.csv", f"\ufeffNom;Notice\n{word};{word}\n".encode(), "text/csv")
        return SimpleUploadedFile(f"{word}.pdf", PDF % word.encode(), "application/pdf")

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
        name = self.chance.choice(sorted(self.known))
        address = self.chance.choice(self.known[name])
        shown = self.browser.get(address)
        html = read(shown)
        if shown.status_code == 302 and "/compte/" in shown.get("Location", ""):
            self.sign_in()
        if shown.status_code >= 500:
            self.errors[f"{shown.status_code} {name}"] = address
        soup = BeautifulSoup(html, "lxml") if b"<" in html[:200] else BeautifulSoup("", "lxml")
        for link in soup.select("[href], form[action], [data-url]"):
            self.learn(link.get("href") or link.get("action") or link.get("data-url"))
        forms = [form for form in soup.select("form") if not APART.match(form.get("action") or address)]
        forms = [form for form in forms if form.get("method", "").lower() == "post"]
        if forms:
            self.open = [*self.open, (name, address, forms)][-40:]
        return name, address, forms

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
        if answer.status_code >= 500:
            self.errors[f"{answer.status_code} {name}"] = target
        self.learn(answer.get("Location", "").removeprefix("http://testserver"))

    # --- what a visitor reads -----------------------------------------------------------------------------------------

    def see(self, channel: str, address: str, values: tuple = ()) -> int:
        """Read an address; what is found of the words, but for those that were asked for, is a leak."""
        answer = self.visitor.get(address)
        text = read(answer).decode(errors="replace") + str(answer.headers)
        for word in {found.lower() for found in WORD.findall(text)} & self.words.keys():
            if word not in values:
                self.leaks.setdefault(word, f"{channel} {address}, written at {self.words[word]}")
        return answer.status_code

    def look(self, online: set[str], is_long: bool) -> None:
        """Everything that is public; in a short run, some of the lists."""
        from django.apps import apps
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Page

        from mailing.models import Sending
        from search.indexing.queue import process
        from sections.approved import get_approved_models
        from tests.leaks.oracle import list_lists

        for _time in range(3):
            process()
        lists = [*list_lists(), ("English", "/en/"), ("English", "/en/search/")]
        for channel, address in lists if is_long else self.chance.sample(lists, 25):
            self.see(channel, address)
        if Sending.objects.exclude(state__in=("asked", "cancelled")).exists():
            self.leaks.setdefault("a letter", "leaves by one person’s word")
        pages = Page.objects.filter(depth__gt=1).specific(defer=True)
        for address in sorted({page.get_url() for page in pages} - {None} | online):
            if self.see("page", address) not in (200, 301) and address in online:
                self.leaks.setdefault(address, "no longer online")
        for model in get_approved_models():
            if hasattr(model, "get_absolute_url"):
                for one in model._base_manager.all():
                    self.see("entry", one.get_absolute_url() or "/")
        for document in get_document_model().objects.all():
            self.see("document", document.url)
        for rendition in apps.get_model(get_image_model()._meta.app_label, "Rendition").objects.all():
            self.see("picture", rendition.url)
        for word in self.chance.sample(sorted(self.words), min(40, len(self.words))):
            self.see("suggestions", f"/recherche/suggestions/?q={word[:6]}")
            answer = self.visitor.get(f"/api/v1/search/?q={word}")
            if answer.status_code == 200 and answer.json().get("total"):
                self.leaks.setdefault(word, f"search, written at {self.words[word]}")


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def find_online() -> set[str]:
    """The addresses of what a visitor reads before anything is done."""
    from wagtail.models import Page

    return {page.get_url() for page in Page.objects.live().public().filter(depth__gt=1).specific(defer=True)} - {None}


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
    from newsroom.roles import setup_roles

    setup_roles()
    furnish()
    insider = Insider(group, random.Random(seed))
    insider.learn("/admin/")
    insider.construct()
    online = find_online()
    for number in range(1, actions + 1):
        insider.act()
        if number % EVERY == 0 or number == actions:
            insider.look(online, actions >= EVERY)
            print(f"{group}: {number} actions, {len(insider.sent)} of {len(insider.known)} addresses by their names, "
                  f"{len(insider.words)} words, {len(insider.leaks)} public", flush=True)  # fmt: skip
    for what, where in sorted(insider.errors.items()):
        print(f"{group}: {what}: {where}")
    for what, where in insider.leaks.items():
        print(f"{group}: PUBLIC {what}: {where}")
    return insider.leaks


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
