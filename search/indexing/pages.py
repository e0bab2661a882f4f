"""Documents of pages: many at once, with as many queries as for one."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import override
from wagtail.models import Page

from content.models import ContentPage, PageLink
from content.models.contributions import load_contributions
from content.models.pages import ContentPageTag
from sections.dates import display_partial
from sections.locales import get_language_of
from sections.query import visible
from sections.registry import get_section_for
from themes.models import Theme

from ..analysis import get_analyser
from ..families import PAGE
from ..models import Passage, PassageKind, SearchDocument
from .built import Built, clean, finish, join_lines, make_passages
from .files import Files


def build_pages(pages: Iterable[ContentPage]) -> list[Built]:
    """The documents of `pages`, which are specific, with what was read of their files."""
    pages = list(pages)
    if not pages:
        return []
    context = _Context(pages)
    built = []
    for page in pages:
        # The words of the page's own language, whoever asks.
        with override(get_language_of(page)):
            built.append(_build(page, context))
    return built


class _Context:
    """What the documents of some pages need from other tables."""

    def __init__(self, pages: list[ContentPage]):
        ids = [page.pk for page in pages]
        load_contributions(pages)
        by_type = defaultdict(list)
        for page in pages:
            by_type[type(page)].append(page)
        for model, members in by_type.items():
            figures = ["figures__figure"] if hasattr(model, "figures") else []
            prefetch_related_objects(members, *model.search_prefetch, *figures)
        self.keywords = defaultdict(list)
        rows = ContentPageTag.objects.filter(content_object__in=ids).order_by("tag__name")
        for page, *keyword in rows.values_list("content_object_id", "tag__slug", "tag__name", "tag__name_en"):
            self.keywords[page].append(keyword)
        self._load_themes(ids)
        self._load_linked(pages)
        self._load_parents(pages)
        self._load_children(pages)
        #: translation key → language → title
        self.titles = defaultdict(dict)
        rows = visible(ContentPage.objects.filter(translation_key__in={page.translation_key for page in pages}))
        for key, language, title in rows.values_list("translation_key", "locale__language_code", "title"):
            self.titles[key][language] = title
        self.attached = {page.pk: page.get_search_files() for page in pages}
        self.files = Files({file.document_id for found in self.attached.values() for file in found})

    def _load_themes(self, ids: list[int]) -> None:
        rows = Theme.objects.live().values_list("pk", "slug", "parent__slug", "name", "locale__language_code")
        by_pk = {row[0]: row for row in rows}
        self.theme_names = {(slug, language): name for _pk, slug, _parent, name, language in by_pk.values()}
        self.themes = defaultdict(dict)
        through = ContentPage.themes.through.objects.filter(contentpage__in=ids, theme__in=by_pk).order_by("pk")
        for page, theme in through.values_list("contentpage_id", "theme_id"):
            _pk, slug, parent, name, _language = by_pk[theme]
            self.themes[page][slug] = name
            if parent:
                self.themes[page].setdefault(parent, "")

    def _load_linked(self, pages: list[ContentPage]) -> None:
        """The references of what each thing is linked with, whichever of the two keeps the link."""
        keys = {page.translation_key for page in pages}
        links = PageLink.objects.filter(Q(source__translation_key__in=keys) | Q(target__translation_key__in=keys))
        self.linked = defaultdict(set)
        names = ("source__translation_key", "source__reference", "target__translation_key", "target__reference")
        for source, source_reference, target, target_reference in links.order_by().values_list(*names):
            self.linked[source].add(target_reference)
            self.linked[target].add(source_reference)

    def _load_parents(self, pages: list[ContentPage]) -> None:
        """The titles of the contents that pages are under: a workshop is found by the name of its festival."""
        paths = {page.path[: -Page.steplen] for page in pages}
        titles = dict(visible(ContentPage.objects.filter(path__in=paths)).values_list("path", "title"))
        self.parents = {page.pk: titles.get(page.path[: -Page.steplen], "") for page in pages}

    def _load_children(self, pages: list[ContentPage]) -> None:
        """The contents under pages, whose kinds and dates these show: the programme of a festival."""
        self.children = defaultdict(list)
        parents = {page.path: page.pk for page in pages if page.numchild}
        under = [Q(path__startswith=path, depth=len(path) // Page.steplen + 1) for path in parents]
        if under:
            for child in visible(ContentPage.objects.filter(reduce(or_, under))).specific():
                self.children[parents[child.path[: -Page.steplen]]].append(child)

    def name_subjects(self, page: int, language: str) -> list[str]:
        """The names of the page's own themes, and of its keywords, in `language`."""
        own = self.themes[page].items()
        themes = [self.theme_names.get((slug, language), name) for slug, name in own if name]
        keywords = [name_en if name_en and language == "en" else name for _slug, name, name_en in self.keywords[page]]
        return [*themes, *keywords]


def _build(page: ContentPage, context: _Context) -> Built:
    language = get_language_of(page)
    people = page.loaded_contributions
    section = get_section_for(type(page))
    parts = page.get_url_parts()
    url = parts[2] if parts and parts[2] else ""
    date = page.date or page.period_end
    titles = context.titles[page.translation_key]
    # A page is found by words of the other languages too: its title there, its subjects, what it is.
    languages = dict.fromkeys([language, *dict(settings.LANGUAGES)])
    subjects = [name for code in languages for name in context.name_subjects(page.pk, code)]
    kinds = [name_kind(page, section, code) for code in languages]
    document = SearchDocument(
        family=PAGE,
        page_id=page.pk,
        reference=page.reference,
        language=language,
        url=url,
        title=page.title,
        other_titles=join_lines(
            [*page.get_search_other_titles(), *(title for title in titles.values() if title != page.title)]
        ),
        people=join_lines(row.contributor.search_name for row in people),
        summary=clean(page.summary),
        headings=join_lines([*page.get_search_headings(), context.parents.get(page.pk, ""), *subjects, *kinds]),
        text=join_lines(
            [
                page.get_search_text(),
                *page.get_search_lines(),
                *(name_kind(child, None, language) for child in context.children[page.pk]),
            ]
        ),
        date=date,
        year=date.year if date else None,
        ages=page.search_ages,
        weight=page.search_weight,
    )
    facets = [
        ("section", section.section_slug if section else ""),
        ("kind", page.search_kind),
        ("text", page.text_place),
        *(("theme", slug) for slug in context.themes[page.pk]),
        *(("keyword", slug) for slug, _name, _name_en in context.keywords[page.pk]),
        *(("person", row.person.slug) for row in people if row.person_id),
        *(("organisation", row.organisation.slug) for row in people if row.organisation_id),
        *(("about", reference) for reference in context.linked[page.translation_key]),
        *(("place", " ".join(get_analyser(language).exact(name))) for name in page.get_search_places()),
        *get_language_facets(language, set(titles)),
    ]
    passages = make_passages(page, url)
    attached = context.attached[page.pk]
    passages += [
        Passage(
            kind=PassageKind.PDF, title=title, text=text, url=f"{address}#page={number}", page_no=number, file_id=file
        )
        for file, title, address, number, text in context.files.get_pages(attached)
    ]
    return finish(document, facets, passages, context.files.unread & {file.document_id for file in attached})


def name_kind(page: ContentPage, section, language: str) -> str:
    """« Rapport · Travaux · 12 mai 2021 »: readers type these words too."""
    with override(language):
        kind = page.get_search_kinds().get(page.search_kind, "")
        date = display_partial(page.date, page.date_precision) or str(page.period_end or "")[:4]
        return " · ".join(filter(None, [str(kind), str(section.section_title) if section else "", date]))


def get_language_facets(language: str, translated: set[str]) -> list[tuple[str, str]]:
    """The language, and the languages of the screens that show this version by default.

    Screens in another language show the French version of what is not translated.
    """
    scopes = {language}
    if language == settings.LANGUAGE_CODE:
        scopes |= {code for code, _name in settings.LANGUAGES if code not in translated}
    return [("language", language), *(("scope", code) for code in sorted(scopes))]
