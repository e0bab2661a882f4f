"""A page as it is cited: what it is, whose words, when, where. All that is said to those who cite starts here."""

import dataclasses
import enum
from collections.abc import Iterable

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext, override

from sections.locales import get_language_of

from ..models import ContentPageTag, ContributionRole, load_contributions
from ..models.provenance import DEMONSTRATION, is_demonstration, mark

CONSEIL = "Conseil national du numérique"
LICENCE = "https://github.com/etalab/licence-ouverte/blob/master/LO.md"
#: Who signs a text that is not a position of the Conseil: the first role that anyone has.
SIGNING_ROLES = (ContributionRole.AUTHOR, ContributionRole.INTERVIEWEE, ContributionRole.LEAD)
#: Where the others go, but editors and interviewers.
HELPING_ROLES = (ContributionRole.LEAD, ContributionRole.CONTRIBUTOR, ContributionRole.SPEAKER)


class CitationKind(enum.StrEnum):
    """What is cited; page types choose theirs. What CSL, BibTeX, RIS, Zotero and schema.org call it stands beside.

    Neither BibTeX nor RIS has a word for some: `genre` says what they are.
    """

    def __new__(cls, value, csl, bibtex, ris, zotero, schema):
        member = str.__new__(cls, value)
        member._value_, member.csl, member.bibtex, member.ris = value, csl, bibtex, ris
        member.zotero, member.schema = zotero, schema
        return member

    REPORT = "report", "report", "techreport", "RPRT", "report", "Report"
    BOOK = "book", "book", "book", "BOOK", "book", "Book"
    PROCEEDINGS = "proceedings", "book", "proceedings", "CONF", "book", "Book"
    PAMPHLET = "pamphlet", "pamphlet", "booklet", "PAMP", "report", "Book"
    ARTICLE = "article", "article-newspaper", "article", "NEWS", "newspaperArticle", "Article"
    PRESS_RELEASE = "press-release", "document", "misc", "GEN", "document", "CreativeWork"
    INTERVIEW = "interview", "interview", "misc", "PCOMM", "interview", "Article"
    EVENT = "event", "event", "misc", "GEN", "presentation", "Event"
    LETTER = "letter", "article-magazine", "article", "MGZN", "magazineArticle", "PublicationIssue"
    DOCUMENT = "document", "document", "misc", "GEN", "document", "CreativeWork"
    WEB_PAGE = "web-page", "webpage", "misc", "ELEC", "webpage", "WebPage"


@dataclasses.dataclass(frozen=True)
class Name:
    """A person (`family`, `given`) or an institution (`literal`)."""

    literal: str = ""
    family: str = ""
    given: str = ""
    #: The path of its page on the site; "" for none.
    path: str = dataclasses.field(default="", compare=False)

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
    #: What is not certain about it: for who reads the site, not for who cites it.
    note: str = ""
    #: The title that a citation gives a text that bears none.
    supplied_title: str = ""
    #: What must follow it wherever it is cited: that it was written for the demonstration.
    remark: str = ""
    #: What is cited when it is not the text itself: « notice ».
    medium: str = ""
    #: The address of its PDF, on this site.
    pdf: str = ""

    #: Its ARK or its DOI, when it was attributed one.
    persistent_id: str = ""

    @property
    def doi(self) -> str:
        return "" if self.persistent_id.startswith("ark:") else self.persistent_id

    @property
    def cited_url(self) -> str:
        """The address that citations give: through who leads from its ARK or DOI to it, else its own permanent one."""
        resolver = "https://doi.org/" if self.doi else "https://n2t.net/"
        return resolver + self.persistent_id if self.persistent_id else self.url

    @property
    def full_title(self) -> str:
        """The title and the subtitle; in brackets, as cataloguers write it, when the site gave it."""
        return self.supplied_title or join_titles(self.title, self.subtitle)


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
        return Name(literal=contributor.name, path=contributor.get_absolute_url())
    family, comma, given = (part.strip() for part in sort_name.partition(","))
    named = {"family": family, "given": given} if comma and family and given else {"literal": contributor.name}
    return Name(**named, path=contributor.get_absolute_url())


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
    elif "localized_themes" in page.__dict__:
        keywords = [theme.name for theme in page.localized_themes]
    details = page.get_citation_details()
    if page.is_descriptive:
        details = {"supplied_title": f"[{join_titles(page.title, details.get('subtitle', ''))}]"} | details
    pdf = page.get_citation_pdf()
    return Reference(
        key=get_key(page.reference, language),
        kind=CitationKind(page.citation_kind),
        title=page.title,
        url=root.rstrip("/") + get_permanent_path(page.reference, language),
        language=language,
        authors=authors,
        interviewers=_select(rows, (ContributionRole.INTERVIEWER,), authors),
        editors=_select(rows, (ContributionRole.EDITOR,), authors),
        organisers=_select(rows, (ContributionRole.ORGANISER,)),
        contributors=_select(rows, HELPING_ROLES, authors),
        publisher=", ".join(publishers) or CONSEIL,
        date=start,
        end_date=end if end != start else "",
        dated=page.display_date,
        abstract=page.marked_summary,
        genre=str(page.kind_label),
        keywords=tuple(dict.fromkeys(keywords)),
        note=page.doubt if page.uncertain else "",
        remark=str(DEMONSTRATION) if page.is_demonstration else "",
        medium=gettext("record") if page.is_record or page.is_demonstration else "",
        pdf=root.rstrip("/") + pdf if pdf else "",
        persistent_id=page.persistent_id,
        **({"container": publishers[0]} if publishers and page.citation_kind == CitationKind.ARTICLE else {}) | details,
    )


def make_web_reference(
    title: str, reference: str, language: str, root: str = "", abstract: str = "", genre: str = ""
) -> Reference:
    """The citation of what is no content page but has a page on the site: a person, a theme.

    It does not know who wrote its words: on a demonstration site, they are taken for the demonstration's.
    """
    return Reference(
        key=get_key(reference, language),
        kind=CitationKind.WEB_PAGE,
        title=title,
        url=root.rstrip("/") + get_permanent_path(reference, language),
        language=language,
        authors=(Name(literal=CONSEIL),),
        publisher=CONSEIL,
        abstract=mark(abstract, None),
        genre=genre,
        remark=str(DEMONSTRATION) if is_demonstration(None) else "",
    )


def load_for_citing(pages: list) -> None:
    """Load what the citations of `pages` need: as many queries for one page as for a thousand."""
    load_contributions([page for page in pages if "loaded_contributions" not in page.__dict__])
    for kind in {type(page) for page in pages}:
        kind.load_for_citing([page for page in pages if type(page) is kind])
    prefetch_related_objects(pages, "themes")
    keywords: dict[int, list[str]] = {page.pk: [] for page in pages}
    tagged = ContentPageTag.objects.filter(content_object__in=keywords).order_by("tag__name")
    for page_id, name in tagged.values_list("content_object_id", "tag__name"):
        keywords[page_id].append(name)
    for page in pages:
        page.loaded_keywords = keywords[page.pk]


#: Spaces that are text, and that `isprintable` refuses.
_SPACES = "\u00a0\u202f\u2009"


def clean(text: str) -> str:
    """`text` on one line, without control characters, marks of direction nor halves of characters."""
    kept = "".join(c if c.isprintable() or c in _SPACES else " " if c.isspace() or c < " " else "" for c in str(text))
    return " ".join(part for part in kept.split(" ") if part)
