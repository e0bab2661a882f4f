"""What can be found: one row for each public thing and language, one for each of its passages.

These rows are what every engine is fed from, and what results are read from; the engines'
own tables and indexes hold words only. They are derived: `manage.py reindex` makes them again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """A public thing in one language, as the search knows it."""

    #: "page", or the code of a register (`search.families`).
    family = models.CharField(max_length=20)
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="search_document"
    )
    #: The entry of the register of that family; it goes with its document (`search.indexing.signals`).
    entry_id = models.PositiveBigIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=120, blank=True, db_index=True)
    language = models.CharField(max_length=12)
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500)
    #: Acronyms and other titles, one a line.
    other_titles = models.TextField(blank=True)
    #: Who took part, one a line.
    people = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    headings = models.TextField(blank=True)
    #: The full text; that of its passages is not repeated here.
    text = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    #: News, letters and events: the newest matter more.
    ages = models.BooleanField(default=False)
    #: What its score is multiplied by: publications come before the news that tell of them.
    weight = models.FloatField(default=1)
    #: Hash of all that is indexed: unchanged documents are not written again.
    digest = models.CharField(max_length=32, blank=True)
    #: Since when the public may read it, until those who follow it were looked for (`search.alerts`).
    appeared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["family", "entry_id"], name="search_document_of_one")]

    def __str__(self):
        return self.title

    @property
    def thing(self) -> int:
        """The primary key of what it stands for."""
        return self.page_id or self.entry_id


class DocumentFacet(models.Model):
    """A value of a document for a facet; `scope` is a language in which the document is shown by default, `place` the
    words of the name of a place."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="facets")
    field = models.CharField(max_length=12)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "field", "value"], name="search_facet_once")]
        indexes = [models.Index(fields=["field", "value"], name="search_facet_value")]

    def __str__(self):
        return f"{self.field}={self.value}"


class PassageKind(models.TextChoices):
    PDF = "pdf", _("Page of a PDF")
    CHAPTER = "chapter", _("Chapter")
    QUESTION = "question", _("Question")
    PART = "part", _("Part")


class Passage(models.Model):
    """A part of a document that opens at its own address."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=PassageKind.choices)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    url = models.CharField(max_length=600)
    page_no = models.PositiveIntegerField(null=True, blank=True)
    timecode = models.CharField(max_length=12, blank=True)
    #: The file that a page of a PDF is of: when the public may no longer open it, nothing tells of it.
    file = models.ForeignKey(
        "wagtaildocs.Document", null=True, blank=True, on_delete=models.CASCADE, related_name="search_passages"
    )

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="search_passage_once")]

    def __str__(self):
        return self.title or self.url
