"""A page as it is cited: what it is, whose words, when, where. « Citer » and every export start here."""

import dataclasses
import enum
from collections.abc import Iterable

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext, override

from sections.locales import get_language_of

from .models import ContentPageTag, ContributionRole, load_contributions

CONSEIL = "Conseil national du numérique"
#: Who signs a text that is not a position of the Conseil: the first role that anyone has.
SIGNING_ROLES = (ContributionRole.AUTHOR, ContributionRole.INTERVIEWEE, ContributionRole.LEAD)
#: Where the others go.
EDITING_ROLES = (ContributionRole.EDITOR,)
HELPING_ROLES = (ContributionRole.LEAD, ContributionRole.CONTRIBUTOR, ContributionRole.SPEAKER)


class CitationKind(enum.StrEnum):
    """What is cited, in the words that bibliographic formats share; page types choose theirs."""

    REPORT = "report"
    BOOK = "book"
    PROCEEDINGS = "proceedings"
    PAMPHLET = "pamphlet"
    ARTICLE = "article"
    PRESS_RELEASE = "press-release"
    INTERVIEW = "interview"
    EVENT = "event"
    LETTER = "letter"
    DOCUMENT = "document"
    WEB_PAGE = "web-page"


@dataclasses.dataclass(frozen=True)
class Name:
    """A person (`family`, `given`) or an institution (`literal`)."""

    literal: str = ""
    family: str = ""
    given: str = ""

    @property
    def display(self) -> str:
        """« Camille Exemple », « Conseil national du numérique »."""
        return self.literal or f"{self.given} {self.family}".strip()

    @property
    def sorted(self) -> str:
        """« Exemple, Camille », « Conseil national du numérique »."""
        return self.literal or ", ".join(filter(None, [self.family, self.given]))


@dataclasses.dataclass(frozen=True)
class Reference:
    """Everything that a citation may need; empty where nothing is known."""

    #: Unique among languages too: « le-rapport », « le-rapport-en ».
    key: str
    kind: CitationKind
    title: str
    url: str
    language: str
    subtitle: str = ""
    authors: tuple[Name, ...] = ()
    interviewers: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    organisers: tuple[Name, ...] = ()
    contributors: tuple[Name, ...] = ()
    publisher: str = ""
    #: As far as they are known: "2021", "2021-05", "2021-05-12" or "".
    date: str = ""
    end_date: str = ""
    #: The date or period in words.
    dated: str = ""
    abstract: str = ""
    genre: str = ""
    number: str = ""
    #: What it was published in.
    container: str = ""
    place: str = ""
    keywords: tuple[str, ...] = ()
    #: What is not certain about it.
    note: str = ""

    @property
    def full_title(self) -> str:
        """The title and the subtitle."""
        return join_titles(self.title, self.subtitle)


def join_titles(title: str, subtitle: str) -> str:
    """« Titre. Sous-titre », « Titre ? Sous-titre »."""
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.endswith(("!", "?", "…", ".")) else f"{title}. {subtitle}"


def join_names(contributions) -> str:
    """« Jean Cattan et Célia Zolynski »."""
    return get_text_list([row.contributor.name for row in contributions], gettext("and"))


def get_signatories(contributions) -> list:
    """The contributions of those who sign: the first role that anyone has."""
    for role in SIGNING_ROLES:
        if rows := [row for row in contributions if row.role == role]:
            return rows
    return []


def get_name(contributor) -> Name:
    """The name of a person or of an organisation."""
    sort_name = getattr(contributor, "sort_name", None)
    if sort_name is None:
        return Name(literal=contributor.name)
    family, comma, given = (part.strip() for part in sort_name.partition(","))
    return Name(family=family, given=given) if comma and family and given else Name(literal=contributor.name)


def get_authors(page, contributions) -> tuple[Name, ...]:
    """Whose words a page is: the Conseil and its authors for a position, else those who sign."""
    if page.is_own_position:
        rows = [row for row in contributions if row.role == ContributionRole.AUTHOR]
        return tuple(dict.fromkeys([Name(literal=CONSEIL), *(get_name(row.contributor) for row in rows)]))
    names = dict.fromkeys(get_name(row.contributor) for row in get_signatories(contributions))
    return tuple(names) or (Name(literal=page.get_default_author() or CONSEIL),)


def get_permanent_path(reference: str, language: str) -> str:
    """`/id/<reference>/` in the language of the thing itself, whatever the screen's."""
    with override(language):
        return reverse("identifier", args=[reference])


def get_key(reference: str, language: str) -> str:
    return reference if language == settings.LANGUAGE_CODE else f"{reference}-{language}"


def _select(contributions, roles, without: Iterable[Name] = ()) -> tuple[Name, ...]:
    names = dict.fromkeys(get_name(row.contributor) for row in contributions if row.role in roles)
    return tuple(name for name in names if name not in without)


def make_reference(page, root: str = "", theme_names: dict[str, str] | None = None) -> Reference:
    """Return the citation of a content page; `root` is the site's address, put before its path.

    Keywords are those of a page that `load_for_citing` prepared, with themes named as `theme_names`
    (slug → name) says. No query then; at most one, for contributions, without it.
    """
    rows = page.loaded_contributions
    language = get_language_of(page)
    authors = get_authors(page, rows)
    start, end = page.get_citation_dates()
    publishers = [row.contributor.name for row in rows if row.role == ContributionRole.PUBLISHER]
    keywords = []
    if hasattr(page, "loaded_keywords"):
        names = theme_names or {}
        keywords = [names.get(theme.slug, theme.name) for theme in page.themes.all()] + page.loaded_keywords
    return Reference(
        key=get_key(page.reference, language),
        kind=CitationKind(page.citation_kind),
        title=page.title,
        url=root.rstrip("/") + get_permanent_path(page.reference, language),
        language=language,
        authors=authors,
        interviewers=_select(rows, (ContributionRole.INTERVIEWER,), authors),
        editors=_select(rows, EDITING_ROLES, authors),
        organisers=_select(rows, (ContributionRole.ORGANISER,)),
        contributors=_select(rows, HELPING_ROLES, authors),
        publisher=", ".join(publishers) or CONSEIL,
        date=start,
        end_date=end if end != start else "",
        dated=page.display_date,
        abstract=page.summary,
        genre=str(page.kind_label),
        keywords=tuple(dict.fromkeys(keywords)),
        note=page.doubt if page.uncertain else "",
        **({"container": publishers[0]} if publishers and page.citation_kind == CitationKind.ARTICLE else {})
        | page.get_citation_details(),
    )


def make_web_reference(
    title: str, reference: str, language: str, root: str = "", abstract: str = "", genre: str = ""
) -> Reference:
    """The citation of what is no content page but has a page on the site: a person, a theme."""
    return Reference(
        key=get_key(reference, language),
        kind=CitationKind.WEB_PAGE,
        title=title,
        url=root.rstrip("/") + get_permanent_path(reference, language),
        language=language,
        authors=(Name(literal=CONSEIL),),
        publisher=CONSEIL,
        abstract=abstract,
        genre=genre,
    )


def load_for_citing(pages: list) -> None:
    """Load what the citations of `pages` need: as many queries for one page as for a thousand."""
    load_contributions([page for page in pages if "loaded_contributions" not in page.__dict__])
    prefetch_related_objects(pages, "themes")
    keywords: dict[int, list[str]] = {page.pk: [] for page in pages}
    tagged = ContentPageTag.objects.filter(content_object__in=keywords).order_by("tag__name")
    for page_id, name in tagged.values_list("content_object_id", "tag__name"):
        keywords[page_id].append(name)
    for page in pages:
        page.loaded_keywords = keywords[page.pk]


def cite(reference: Reference, part: str = "", url: str = "") -> str:
    """One line, as it is cited: who, what, where, when, and the permanent address."""
    who = get_text_list([name.display for name in reference.authors], gettext("and"))
    title = reference.full_title
    if part:
        title = gettext("“%(part)s”, in %(title)s") % {"part": part, "title": title}
    publisher = reference.publisher if reference.publisher != CONSEIL else ""
    return f"{who}, {', '.join(filter(None, [title, reference.genre.lower(), publisher, reference.dated]))}. {url or reference.url}"
