"""What loaders work with: the facts, the texts, what is loaded already, and pages made whole."""

from django.utils import timezone
from wagtail.models import Locale, Page, Revision
from wagtail.signals import page_published

from content.models import KeyFigure, PermanentIdentifier
from content.references.models import Source
from people.models import Organisation, Person
from sections.indexes import CHUNK, load_rows
from sections.naming import public

from .reading import Facts, Texts
from .writing import Document, Writer


class Demo:
    """One loading. Each step of it makes what no one made before.

    Everything has a reference, the id of its record. A reference that was ever given is left alone:
    its thing keeps an editor's changes, or stays deleted.
    """

    def __init__(self, facts: Facts, texts: Texts, report=None):
        self.facts = facts
        self.texts = texts
        self.report = report or (lambda family, new, total: None)
        self.french, self.english = (Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en"))
        self.known = set(PermanentIdentifier.objects.values_list("value", flat=True))
        self.is_first = self.known.isdisjoint(facts.ids)
        self.endings: list = []
        self.published: list[Page] = []
        self.pages: dict[str, Page | None] = {}
        self.rows: dict[tuple, dict] = {}

    # What is there

    def count(self, family: str, records):
        """Iterate over the `records` that are new, and report them."""
        records = list(records)
        new = [record for record in records if record["id"] not in self.known]
        for record in new:
            yield record
            self.known.add(record["id"])
        self.report(family, len(new), len(records))

    def get_rows(self, model, locale: Locale | None = None) -> dict:
        """Reference → the row of `model` in a language, French if none is given."""
        locale = (locale or self.french) if hasattr(model, "locale") else None
        key = (model, locale)
        if key not in self.rows:
            rows = model.objects.filter(locale=locale) if locale else model.objects.all()
            self.rows[key] = {row.reference: row for row in rows}
        return self.rows[key]

    def know(self, reference: str, thing) -> None:
        """Remember what was just made."""
        locale = getattr(thing, "locale", None)
        for (model, language), rows in self.rows.items():
            if isinstance(thing, model) and language == locale:
                rows[reference] = thing
        if isinstance(thing, Page):
            self.pages[reference] = thing

    def find_page(self, reference: str | None) -> Page | None:
        """The French page that a reference was given to; None when it is gone."""
        if reference not in self.pages:
            identifier = PermanentIdentifier.objects.filter(value=reference).first()
            page = identifier and Page.objects.filter(translation_key=identifier.key, locale=self.french).first()
            self.pages[reference] = page and page.specific
        return self.pages[reference]

    def at_end(self, function) -> None:
        """Call `function(demo)` when every section is loaded."""
        self.endings.append(function)

    # Texts

    def read(self, name: str, in_chapters: bool = False) -> Document | None:
        """A text, or None when it was not written."""
        if not self.texts.exists(name):
            return None
        writer = Writer({reference: figure.pk for reference, figure in self.get_rows(KeyFigure).items()})
        return (writer.read_chapters if in_chapters else writer.read)(self.texts.read(name))

    # Pages

    def add_page(self, parent: Page, page: Page) -> Page:
        """Put a page in the tree, published: what the editor's button does, in fewer queries."""
        page.locale = parent.locale
        self._mark_published(page)
        parent.add_child(instance=page)
        return page

    def publish(self, page: Page) -> None:
        """Publish what was changed on a page of the tree."""
        self._mark_published(page)
        page.save()

    def _mark_published(self, page: Page) -> None:
        now = timezone.now()
        page.live, page.has_unpublished_changes = True, False
        page.draft_title = page.title
        page.first_published_at, page.last_published_at = page.first_published_at or now, now
        self.published.append(page)

    def keep_revisions(self) -> None:
        """Give the pages the revision that editors open, all at once, and say that they are published."""
        now = timezone.now()
        pages = list({page.pk: page for page in self.published}.values())
        load_rows(pages)
        for page in pages:
            page.latest_revision_created_at = now
            page.latest_revision = page.live_revision = Revision(
                content_object=page,
                base_content_type=page.get_base_content_type(),
                content=page.serializable_data(),
                object_str=str(page),
                created_at=now,
            )
        Revision.objects.bulk_create(page.latest_revision for page in pages)
        Page.objects.bulk_update(pages, ["latest_revision", "live_revision", "latest_revision_created_at"], CHUNK)
        for page in pages:
            page_published.send(sender=type(page), instance=page, revision=page.latest_revision)

    def show_unnamed(self) -> None:
        """Have the public find the entries that no page names: the facts tell of them."""
        for model in (Person, Organisation, Source) if self.is_first else ():
            model.objects.exclude(pk__in=public(model.objects.all()).values("pk")).update(on_its_own=True)

    def remember(self, reference: str, page: Page) -> None:
        """Give a page that has no reference of its own an identifier, so that it is made once."""
        PermanentIdentifier.objects.create(
            value=reference, model=page._meta.label, key=str(page.translation_key), was_public=True
        )
        self.known.add(reference)

    def translate(self, thing):
        """An English copy, to be filled: of a page, to be published then; of an entry of a register, to be saved."""
        copy = thing.copy_for_translation(self.english)
        return copy.specific if isinstance(copy, Page) else copy
