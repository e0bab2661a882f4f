"""What editors decide about the search: synonyms, promoted results; and what they learn from it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import ContentPage
from sections.approved import Approved

#: A synonym or a promoted query is no longer than this.
MAX_TERM = 100


class Synonym(Approved, models.Model):
    """Terms that mean the same: whoever types one finds the others, from the next query on."""

    terms = models.TextField(
        _("terms"),
        help_text=_("Two or more, one a line: an acronym and what it stands for, two words for the same thing."),
    )
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self):
        return " = ".join(self.get_terms())

    def clean(self):
        super().clean()
        terms = self.get_terms()
        if len({term.casefold() for term in terms}) < 2:
            raise ValidationError({"terms": _("Two different terms at least, one a line.")})
        if any(len(term) > MAX_TERM for term in terms):
            raise ValidationError({"terms": _("A term is a word or a short phrase: one of these is too long.")})
        self.terms = "\n".join(dict.fromkeys(terms))

    def get_terms(self) -> list[str]:
        return [line for line in (" ".join(line.split()) for line in self.terms.splitlines()) if line]


class PromotedResult(Approved, models.Model):
    """A page shown above the results of some queries."""

    queries = models.TextField(_("queries"), help_text=_("One a line; case and accents do not matter."))
    page = models.ForeignKey(ContentPage, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.page} ← {', '.join(self.get_queries())}"

    def clean(self):
        super().clean()
        queries = self.get_queries()
        if not queries:
            raise ValidationError({"queries": _("One query at least.")})
        if any(len(query) > MAX_TERM for query in queries):
            raise ValidationError({"queries": _("One of these queries is too long.")})
        self.queries = "\n".join(dict.fromkeys(queries))

    def get_queries(self) -> list[str]:
        return [line for line in (" ".join(line.split()) for line in self.queries.splitlines()) if line]


class QueryCount(models.Model):
    """How often a query was made on a day, and what it found; nothing about who made it."""

    day = models.DateField(_("day"))
    words = models.CharField(_("query"), max_length=120)
    language = models.CharField(_("language"), max_length=12)
    count = models.PositiveIntegerField(_("times"), default=0)
    results = models.PositiveIntegerField(_("results, the last time"), default=0)

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        constraints = [models.UniqueConstraint(fields=["day", "words", "language"], name="search_query_day")]

    def __str__(self):
        return self.words
