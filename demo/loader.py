"""What loaders work with: the facts, the texts, what is loaded already, and pages made whole."""

from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_published

from content.models import ContentPage, Contribution, KeyFigure, PageLink, PermanentIdentifier
from people.models import Organisation, Person
from sections.dates import parse_partial
from themes.models import Keyword, Theme

from .reading import Facts, Texts
from .writing import Document, Writer

#: Said of an uncertain record that does not say why.
UNEXPLAINED_DOUBT = "Cette fiche comporte un point qui reste à vérifier."


class Demo:
    """One loading. A section's `load(demo)` is given it; it makes what no one made before.

    Everything has a reference, the id of its fact. A reference that was ever given is left alone:
    its thing keeps an editor's changes, or stays deleted.
    """

    def __init__(self, facts: Facts, texts: Texts, report=None):
        self.facts = facts
        self.texts = texts
        self.report = report or (lambda family, done, total, created: None)
        self.french, self.english = get_locales()
        self.known = set(PermanentIdentifier.objects.values_list("value", flat=True))
        self.is_first = self.known.isdisjoint(facts.ids)
        self.endings: list = []

    # What is there

    def is_known(self, reference: str) -> bool:
        """Whether `reference` was ever given, to something there or gone."""
        return reference in self.known

    def count(self, family: str, records):
        """Iterate over the `records` that are new, and report progress."""
        records = list(records)
        new = [record for record in records if not self.is_known(record["id"])]
        self.report(family, 0, len(new), len(records))
        for number, record in enumerate(new, 1):
            yield record
            self.known.add(record["id"])
            self.report(family, number, len(new), len(records))

    def get_keys(self, model) -> dict[str, int]:
        """Reference → primary key of the French rows of a register."""
        rows = model.objects.all()
        if model is not Keyword:
            rows = rows.filter(locale=self.french)
        return dict(rows.values_list("reference", "pk"))

    def refresh(self) -> None:
        """Look up the registers, which pages refer to."""
        self.themes = self.get_keys(Theme)
        self.keywords = self.get_keys(Keyword)
        self.people = self.get_keys(Person)
        self.organisations = self.get_keys(Organisation)
        self.figures = self.get_keys(KeyFigure)

    def at_end(self, function) -> None:
        """Call `function(demo)` when every section is loaded."""
        self.endings.append(function)

    # Texts

    def read_document(self, name: str) -> Document | None:
        """A text without chapters, or None when it was not written."""
        return Writer(self.figures).read(self.texts.read(name)) if self.texts.exists(name) else None

    def read_chapters(self, name: str) -> Document | None:
        """A text in chapters, or None when it was not written."""
        return Writer(self.figures).read_chapters(self.texts.read(name)) if self.texts.exists(name) else None

    @staticmethod
    def write_rich_text(text: str) -> str:
        """One or more paragraphs as rich text."""
        return Writer().write_rich_text(text.splitlines())

    # Pages

    def describe(self, record: dict, family: str) -> dict:
        """The fields of `ContentPage` from a record of works, paroles…, with the texts of that family."""
        summaries = self.texts.load(f"{family}/summaries.fr.json")
        fields = {
            "summary": summaries.get(record["id"], ""),
            "editor_note": record["note"] or "",
            "date_unknown": not (record.get("date") or record.get("period")),
            **read_dates(record),
        }
        if record["uncertain"]:
            doubts = self.texts.load(f"{family}/doubts.fr.json")
            doubt = doubts.get(record["id"]) or record["note"] or UNEXPLAINED_DOUBT
            fields.update(uncertain=True, doubt_shown=True, doubt=doubt)
        return fields

    def add_page(self, parent: Page, page: Page) -> Page:
        """Put a page in the tree, published, with a revision: what the editor's button does, in fewer queries."""
        page.locale = parent.locale
        self._mark_published(page)
        parent.add_child(instance=page)
        self._keep_revision(page)
        return page

    def publish(self, page: Page) -> None:
        """Publish what was changed on a page of the tree."""
        self._mark_published(page)
        page.save()
        self._keep_revision(page)

    @staticmethod
    def _mark_published(page: Page) -> None:
        now = timezone.now()
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at, page.last_published_at = page.first_published_at or now, now

    @staticmethod
    def _keep_revision(page: Page) -> None:
        revision = page.save_revision(changed=False, clean=False)
        Page.objects.filter(pk=page.pk).update(live_revision=revision)
        page_published.send(sender=type(page), instance=page, revision=revision)

    def add_index(self, model, slug: str, family: str) -> Page | None:
        """The section's index page in both languages; None when an editor removed it."""
        reference = f"page-{slug}"
        if self.is_known(reference):
            return model.objects.filter(locale=self.french).first()
        home = self.get_home()
        if home is None:
            return None
        texts = self.texts.load("pages/site.json")
        french, english = texts["fr"]["sections"][family], texts["en"]["sections"][family]
        page = self.add_page(home, model(slug=slug, **self._get_index_fields(french)))
        self.remember(reference, page)
        translated = self.translate(page)
        for name, value in self._get_index_fields(english).items():
            setattr(translated, name, value)
        translated.slug = english["slug"]
        self.publish(translated)
        return page

    def _get_index_fields(self, text: dict) -> dict:
        return {
            "title": text["title"],
            "search_description": text["summary"],
            "introduction": self.write_rich_text(text["introduction"]),
            "show_in_menus": True,
        }

    def get_home(self) -> Page | None:
        """The root page of the French site."""
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        return site.root_page.specific if site else None

    def remember(self, reference: str, page: Page) -> None:
        """Give a page that has no reference of its own an identifier, so that it is made once."""
        PermanentIdentifier.objects.create(
            value=reference, model=page._meta.label, key=str(page.translation_key), was_public=True
        )
        self.known.add(reference)

    def fill_subjects(self, page: ContentPage, record: dict) -> None:
        """Give a page, not yet in the tree, its themes and keywords."""
        page.themes = Theme.objects.filter(pk__in=[self.themes[t] for t in record["themes"] if t in self.themes])
        references = self.facts.keywords_by_content.get(record["id"], [])
        page.tags.add(*Keyword.objects.filter(pk__in=[self.keywords[k] for k in references if k in self.keywords]))

    def add_contributions(self, page: ContentPage, role: str, references, labels=None, **fields) -> None:
        """Add people or organisations to a page, in a role; `labels` gives their function then."""
        for reference in references:
            values = {"role": role, "role_label": (labels or {}).get(reference, ""), "locale": self.french, **fields}
            if reference in self.people:
                values["person_id"] = self.people[reference]
            elif reference in self.organisations:
                values["organisation_id"] = self.organisations[reference]
            else:
                continue
            values["sort_order"] = page.contributions.count()
            page.contributions.add(Contribution(**values))

    def add_link(self, page: ContentPage, target: str, kind: str) -> None:
        """Link a page, not in the tree yet, with one that is: links are read from both."""
        other = ContentPage.objects.filter(reference=target, locale=self.french).first()
        if other:
            page.related_pages.add(PageLink(target=other, kind=kind, sort_order=page.related_pages.count()))

    def translate(self, page: Page) -> Page:
        """An English copy of a page, to be filled and published; its parent must be translated."""
        return page.copy_for_translation(self.english).specific


def get_locales() -> tuple[Locale, Locale]:
    """The site's two languages."""
    return tuple(Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en"))


def read_dates(record: dict) -> dict:
    """The date, or the period, of a record, as fields of a page."""
    fields = {}
    if record.get("date"):
        fields["date"], fields["date_precision"] = parse_partial(record["date"])
    if record.get("period"):
        start, end = record["period"].split("/")
        fields["period_start"], fields["period_precision"] = parse_partial(start)
        fields["period_end"] = parse_partial(end)[0]
    return fields
