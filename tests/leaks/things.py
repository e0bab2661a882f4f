"""What may be secret: pages with all that hangs on them, announced cafés, and what may happen to them."""

import datetime
import json
import random
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, Page, PageViewRestriction

from actions.models import ActionPage
from cafeia.models import Announcement, CafePage
from care.models import SharedDraft
from cenum.models import CenumIssuePage
from content.models import Citation, PageLink
from content.references.models import Source
from forms.models import Answer
from news.models import NewsPage
from newsroom.bin.models import BinEntry
from newsroom.bin.restoring import restore
from newsroom.files.changes import propose_values, read, store
from paroles.models import ParolePage
from participation.models import ParticipationPage
from places.models import Place
from sections.dates import DatePrecision
from tests.cafeia.pages import make_room
from tests.cenum.making import make_part
from tests.factories import (
    add_contribution,
    get_index,
    get_locale,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_private,
)
from tests.works.making import make_chapter, make_work
from works.models import FollowUp, Proposal, WorkPage

PDF = b"%%PDF-1.4 %s 1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>> %%%%EOF"
KINDS = (WorkPage, NewsPage, ActionPage, ParolePage, CenumIssuePage, ParticipationPage, CafePage)
#: State → what may be done then; what is public is known from these alone.
MOVES = {
    "draft": "publish publish publish schedule edit delete",
    "scheduled": "publish publish edit",
    "withdrawn": "publish publish edit delete",
    "public": "withdraw expire close hide edit edit propose quote move rename translate share delete",
    "closed": "open open edit",
    "deleted": "restore restore restore",
}


class World:
    """The words of everything, and the moves."""

    def __init__(self, chance: random.Random, look: Callable):
        self.chance, self.look = chance, look
        #: word → (what it is in, whether the public may read it now).
        self.words: dict[str, tuple[str, Callable[[], bool]]] = {}
        self.things: list[Thing] = []

    def word(self, kind: str, is_public: Callable[[], bool] = lambda: False) -> str:
        word = "qx" + "".join(self.chance.choices("bcdfghjklmnprstv", k=5)) + "".join(self.chance.choices("aeiou", k=5))
        self.words[word] = kind, is_public
        return word

    def make(self, model: type | None = None) -> "Thing":
        self.things.append(Thing(self, model or self.chance.choice(KINDS)))
        return self.things[-1]

    def move(self) -> tuple["Thing", str]:
        thing = self.chance.choice(self.things[-12:])
        name = self.chance.choice(MOVES[thing.state].split())
        getattr(thing, name)()
        return thing, f"{name} ({thing.model.__name__})"


class Thing:
    """A page, with the person, the keyword, the files, the answers… that are public through it alone."""

    def __init__(self, world: World, model: type):
        self.world, self.model, self.state, self.paths = world, model, "draft", set()
        self.files: list[str] = []
        self.key, self.announcement = self.word("key in the title"), None
        self.has_document = model not in (CenumIssuePage, CafePage, ParolePage)
        self.image = get_image_model().objects.create(title=self.word("picture"), file=self.draw("picture"))
        self.document = get_document_model()(title=self.word("title of a document"))
        self.document.file.save(f"{self.word('document')}.pdf", self.write("bytes of a document"))
        page = self.page = self.build()
        number = len(world.things)
        self.person = make_person(
            f"Ana {self.word('name of a person')}",
            biography=f"<p>{self.word('life')}</p>",
            reference=f"personne-{number}",
        )
        self.organisation = make_organisation(
            f"Institut {self.word('name of an organisation')}", reference=f"organisation-{number}"
        )
        named = {"slug": f"source-{number}", "reference": f"source-{number}", "locale": get_locale()}
        self.source = Source.objects.create(name=f"Un rapport {self.word('name of a reference')}", **named)
        self.keyword = make_keyword(f"mot {self.word('keyword')}", slug=f"mot-{number}")
        entries = (self.person, self.organisation, self.source)
        for entry in entries:
            type(entry).objects.filter(pk=entry.pk).update(editor_note=self.secret("note of an entry"))
        for entry in entries[:2]:
            add_contribution(page, entry, role_label=self.word("function"))
        Citation.objects.create(page=page, source=self.source)
        page.tags.add(self.keyword)
        page.save()
        PageLink.objects.create(source=page, target=make_page(NewsPage, title="Ouverte à tous"))
        Comment.objects.create(page=page, user=get_staff(), text=self.secret("comment"), contentpath="title")
        page.save_revision()
        self.page = model.objects.get(pk=page.pk)

    def word(self, kind: str) -> str:
        """Public while the page is."""
        return self.world.word(kind, lambda: self.state == "public")

    def secret(self, kind: str) -> str:
        return self.world.word(kind)

    def write(self, kind: str) -> ContentFile:
        return ContentFile(PDF % self.word(kind).encode())

    def draw(self, kind: str) -> ContentFile:
        from tests.newsroom.test_files import draw

        return ContentFile(draw("green"), name=f"{self.word(kind)}.png")

    def build(self) -> Page:
        world = self.world
        fields = {
            "title": f"Titre {self.key} {self.word('title')}", "summary": f"Résumé {self.word('summary')}.", "cover": self.image,
            "other_titles": self.word("other titles"), "editor_note": self.secret("internal note"), "live": False,
            "slug": f"page-{len(world.things)}", "change_note": self.word("what changed"),
        }  # fmt: skip
        paragraph = f"<p>{self.word('text')}</p>"
        file = {"document": self.document.pk, "title": "", "pages": None, "language": "fr"}
        body = [{"type": "paragraph", "value": paragraph}, {"type": "document", "value": file}]
        if self.model is WorkPage:
            chapter = make_chapter(f"Chapitre {self.word('chapter')}", self.word("text of a chapter"))
            page = make_work(chapter, body=json.dumps(body), **fields)
            row = {"number": 1, "sort_order": 0, "locale": page.locale, "work": page}
            Proposal.objects.create(title=self.word("proposal"), text=f"<p>{self.word('text')}</p>", **row)
            told = {"kind": "loi", "date": datetime.date(2025, 1, 2), "url": "https://example.org/"}
            FollowUp.objects.create(title=self.word("what came of it"), **told, **row)
            return WorkPage.objects.get(pk=page.pk)
        if self.model is CenumIssuePage:
            part = make_part(self.word("part"), content=[("paragraph", paragraph)])
            return make_page(self.model, body=[part], date=datetime.date(2025, 5, 5), **fields)
        day = {"date": timezone.localdate() + datetime.timedelta(days=20), "date_precision": DatePrecision.DAY}
        if self.model is CafePage:
            place, _made = Place.objects.get_or_create(name="Bordeaux", department="33")
            told = {"parent": make_room(CafePage), "venue": self.word("venue"), "place": place}
            return make_page(self.model, **told, **day, **fields)
        if self.model is ParticipationPage:
            day = {"may_be_quoted": True, "purpose": self.word("purpose")}
        elif self.model is not ActionPage:
            day = {"date": datetime.date(2025, 3, 3)}
        fields |= {"body": json.dumps(body)} if self.has_document else {}
        page = make_page(self.model, **day, **fields)
        if self.model is ParticipationPage:
            self.answer(page)
        return page

    def answer(self, page) -> None:
        """What somebody sent by the form: no word of it is public but a quotation, once it is."""
        written = {name: self.secret(f"answer: {name}") for name in ("name", "staff_note", "reply")}
        attached = ContentFile(PDF % self.secret("file of an answer").encode(), name=f"{self.secret('its name')}.pdf")
        self.is_quoted = False
        quotation = self.world.word("quotation", lambda: self.is_quoted and self.state == "public")
        self.answered = Answer.objects.create(
            page=page, texts=[["Avis", self.secret("answer")]], quotation=quotation, may_quote=True, language="fr",
            email=f"{self.secret('address')}@example.org", attachment=attached, **written,
        )  # fmt: skip
        self.files.append(f"/media/{self.answered.attachment.name}")

    # Moves.

    def fresh(self) -> Page:
        return self.model.objects.get(pk=self.page.pk)

    def become(self, state: str) -> None:
        self.state = state

    def publish(self) -> None:
        page = self.fresh()
        page.go_live_at = page.expire_at = None
        page.expired = False
        page.save_revision().publish()
        self.become("public")

    def schedule(self) -> None:
        page = self.fresh()
        page.go_live_at = timezone.now() + datetime.timedelta(days=3)
        page.save_revision().publish()
        self.become("scheduled")

    def edit(self) -> None:
        """Drafts of the page and of an entry that it names, which are thrown away again."""
        page, person = self.fresh(), type(self.person).objects.get(pk=self.person.pk)
        page.title, page.summary = f"Titre {self.key} {self.secret('title of a draft')}", self.secret("draft")
        page.tags.add(self.secret("keyword of a draft"))
        page.save_revision()
        person.role = self.secret("draft of an entry")
        person.save_revision()
        self.world.look(self)
        self.fresh().save_revision()

    def withdraw(self) -> None:
        self.fresh().unpublish()
        self.become("withdrawn")

    def expire(self) -> None:
        past = timezone.now() - datetime.timedelta(minutes=1)
        Page.objects.filter(pk=self.page.pk).update(expire_at=past)
        call_command("publish_scheduled", verbosity=0)
        self.become("public" if Page.objects.get(pk=self.page.pk).live else "withdrawn")

    def close(self) -> None:
        kind = self.world.chance.choice(("login", "password", "groups"))
        PageViewRestriction.objects.create(page=Page.objects.get(pk=self.page.pk), restriction_type=kind, password="x")  # noqa: S106
        self.become("closed")

    def open(self) -> None:
        PageViewRestriction.objects.filter(page_id=self.page.pk).delete()
        self.become("public")

    def hide(self) -> None:
        """Under a private page, for a moment."""
        parent = Page.objects.get(pk=self.page.pk).get_parent()
        under = [one for one in self.world.things if one.state == "public" and one.is_under(parent)]
        make_private(parent)
        for one in under:
            one.become("closed")
        self.world.look(self)
        PageViewRestriction.objects.filter(page=parent).delete()
        for one in under:
            one.become("public")

    def is_under(self, parent: Page) -> bool:
        return Page.objects.get(pk=self.page.pk).is_descendant_of(parent)

    def move(self) -> None:
        page = Page.objects.get(pk=self.page.pk)
        page.move(get_index(NewsPage), pos="last-child")

    def rename(self) -> None:
        page = self.fresh()
        page.slug = f"autre-{self.world.chance.randrange(10**9)}"
        page.save_revision().publish()

    def translate(self) -> None:
        page = self.fresh()
        if page.get_translations().exists():
            return
        english = page.copy_for_translation(get_locale("en"), copy_parents=True)
        english.title = english.draft_title = f"English {self.secret('translation')}"
        english.save()
        english.save_revision()
        self.paths.add(english.url)

    def share(self) -> None:
        link, token = SharedDraft.make(self.fresh(), get_staff(), "x", timezone.now() + datetime.timedelta(hours=1))
        link.revoke(get_staff())
        page = self.fresh()
        page.summary = self.secret("draft whose link was revoked")
        page.save_revision()
        self.files.append(f"/apercu/{token}/")
        self.world.look(self)
        self.fresh().save_revision()

    def propose(self) -> None:
        """New bytes and another title for a document, which nobody approved."""
        values = read(self.document) | {"title": self.secret("title of a proposed file")}
        name = store(self.document, ContentFile(PDF % self.secret("bytes that are proposed").encode(), name="b.pdf"))
        propose_values(self.document, values | {"file": name}, get_staff())
        self.files.append(f"/media/{name}")

    def quote(self) -> None:
        if self.model is ParticipationPage:
            self.is_quoted = not self.is_quoted
            self.answered.is_quoted = self.is_quoted
            self.answered.save()
        elif self.model is CafePage:
            self.announce()

    def announce(self) -> None:
        """What a host announces is public once it is approved, with the page that it makes; not before."""
        draft = self.secret("announced, not approved")
        if self.announcement is None:
            fields = {"date": self.page.date, "start_time": datetime.time(18), "language": "fr", "live": False}
            self.announcement = Announcement.objects.create(
                room=make_room(CafePage), mode="en-ligne", heading=f"Café {draft}",
                email=f"{self.secret('address of a host')}@example.org", **fields,
            )  # fmt: skip
        self.announcement.heading = f"Café {draft}"
        self.announcement.accept()
        self.world.look(self)

    def delete(self) -> None:
        page = self.fresh()
        self.before = self.state
        page.delete()
        self.become("deleted")

    def restore(self) -> None:
        restore(BinEntry.objects.filter(key=str(self.page.pk)).exclude(model="").latest("pk"), get_staff())
        self.become(self.before)


def get_staff():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get_or_create(username="equipe", is_superuser=True)[0]
