"""One column of a register's spreadsheet: how a value is written, and read again."""

import datetime
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.fields import RichTextField

from .cells import Targets, normalise, refuse, squash

#: The languages in which headings and values are understood.
LANGUAGES = ("fr", "en")


class Column:
    """A field as text. `read` raises ValueError with a message for the reader."""

    #: Whether an import may change it.
    editable = True
    #: Its heading, when it is not the name of the field.
    heading = ""

    def __init__(self, field):
        self.field = field
        self.name = field.name

    @cached_property
    def targets(self) -> Targets:
        return Targets(self.field.related_model)

    @property
    def label(self) -> str:
        return str(self.heading or capfirst(self.field.verbose_name))

    def get_labels(self) -> set[str]:
        """Every heading by which the column is known, squashed."""
        found = {squash(self.label), squash(self.name)}
        for language in LANGUAGES:
            with override(language):
                found.add(squash(self.label))
        return found

    def get_value(self, entry):
        return getattr(entry, self.field.attname)

    def assign(self, entry, value) -> None:
        setattr(entry, self.field.attname, value)

    def write(self, entry) -> str:
        return self.format(self.get_value(entry))

    def format(self, value) -> str:
        return "" if value is None else str(value)

    def read(self, text: str, entry):
        return self.parse(text, entry) if text else self.get_empty()

    def get_empty(self):
        """The value of an empty cell."""
        if self.field.null:
            return None
        if self.field.empty_strings_allowed and (self.field.blank or not self.field.choices):
            return ""
        raise refuse(_("A value is needed."))

    def parse(self, text: str, entry):
        return text


class RichTextColumn(Column):
    """HTML, cleaned on its way in as the editor of the admin cleans it."""

    def format(self, value) -> str:
        return re.sub(r'\s+data-block-key="[^"]*"', "", value or "")

    def parse(self, text, entry):
        converter = ContentstateConverter(self.field.features or ["bold", "italic", "link"])
        return converter.to_database_format(converter.from_database_format(text))


class BooleanColumn(Column):
    TRUE = frozenset("oui vrai true yes 1 x o v".split())
    FALSE = frozenset("non faux false no 0 n f".split())

    def format(self, value) -> str:
        return "" if value is None else str(_("yes") if value else _("no"))

    def parse(self, text, entry):
        word = squash(text)
        if word not in self.TRUE | self.FALSE:
            raise refuse(_("“%(text)s” is neither yes nor no."), text=text[:60])
        return word in self.TRUE

    def get_empty(self):
        return None if self.field.null else False


class ChoiceColumn(Column):
    """The label of a choice; its code is understood too."""

    def format(self, value) -> str:
        labels = dict(self.field.flatchoices)
        return str(labels.get(value, "" if value is None else value))

    def parse(self, text, entry):
        known = {str(value): value for value, _label in self.field.flatchoices}
        for language in (get_language(), *LANGUAGES):
            with override(language):
                for value, label in self.field.flatchoices:
                    known.setdefault(squash(str(label)), value)
        for words in (text, squash(text)):
            if words in known:
                return known[words]
        labels = [str(label) for value, label in self.field.flatchoices if value not in ("", None)]
        shown = ", ".join(labels[:12]) + ("…" if len(labels) > 12 else "")
        raise refuse(_("“%(text)s” is not one of the values: %(values)s."), text=text[:60], values=shown)


class DateColumn(Column):
    """`2021-05-12`, which every program reads; « 12/05/2021 », which Excel makes of it, comes back too."""

    def format(self, value) -> str:
        return value.isoformat() if value else ""

    def parse(self, text, entry):
        text = re.sub(r"[T ]00:00(:00)?$", "", text)
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.datetime.strptime(text, pattern).date()
            except ValueError:
                continue
        raise refuse(_("“%(text)s” is not a date: write 2021-05-12 or 12/05/2021."), text=text[:60])


class TimeColumn(Column):
    def format(self, value) -> str:
        return value.strftime("%H:%M") if value else ""

    def parse(self, text, entry):
        match = re.fullmatch(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?", text)
        try:
            return datetime.time(int(match[1]), int(match[2] or 0))
        except (TypeError, ValueError):
            raise refuse(_("“%(text)s” is not a time: write 14:30."), text=text[:60]) from None


class NumberColumn(Column):
    def parse(self, text, entry):
        is_whole = isinstance(self.field, models.IntegerField)
        try:
            number = Decimal(re.sub(r"\s", "", text).replace(",", "."))
            if is_whole and number != int(number):
                raise refuse(_("“%(text)s” is not a whole number."), text=text[:60])
            return self.field.to_python(int(number) if is_whole else number)
        except (ValidationError, OverflowError, InvalidOperation):
            raise refuse(_("“%(text)s” is not a number."), text=text[:60]) from None


class ForeignColumn(Column):
    def write(self, entry) -> str:
        row = getattr(entry, self.name)
        return Targets.write(row) if row else ""

    def format(self, value) -> str:
        row = self.field.related_model._default_manager.filter(pk=value).first()
        return Targets.write(row) if row else ""

    def parse(self, text, entry):
        return self.targets.find(text, entry, {self.get_value(entry)}).pk


class ManyColumn(Column):
    """Several things, with « | » between them; a value is the list of their primary keys, in order."""

    SEPARATOR = "|"

    def get_value(self, entry):
        return sorted(row.pk for row in getattr(entry, self.name).all()) if entry.pk else []

    def assign(self, entry, value) -> None:
        """Many-to-many relations are set with `save`."""

    def save(self, entry, value) -> None:
        getattr(entry, self.name).set(value)

    def write(self, entry) -> str:
        rows = getattr(entry, self.name).all() if entry.pk else []
        return f" {self.SEPARATOR} ".join(sorted(Targets.write(row) for row in rows))

    def format(self, value) -> str:
        rows = self.field.related_model._default_manager.filter(pk__in=value)
        return f" {self.SEPARATOR} ".join(sorted(Targets.write(row) for row in rows))

    def read(self, text, entry):
        current = set(self.get_value(entry))
        parts = [normalise(part) for part in text.split(self.SEPARATOR)]
        return sorted({self.targets.find(part, entry, current).pk for part in parts if part})


class FixedColumn(Column):
    """What a file shows and cannot change: it must be what the register says."""

    editable = False

    def read(self, text, entry):
        raise refuse(_("This column cannot be changed here: it says “%(value)s”."), value=self.write(entry)[:80])


class PrimaryKeyColumn(FixedColumn):
    """Which entry a line is; an empty cell makes a new one."""

    heading = "N°"
    #: What lines are kept by, whatever the primary key of the model is called.
    KEY = "pk"

    def __init__(self, field):
        super().__init__(field)
        self.name = self.KEY

    def get_labels(self):
        return {squash(name) for name in ("n°", "no", "id", "n", "numero", "number")}


class LanguageColumn(FixedColumn):
    """The code of the language, `fr`: chosen when an entry is made, then fixed."""

    heading = gettext_lazy("Language")

    def write(self, entry) -> str:
        return entry.locale.language_code if entry.locale_id else ""


class StateColumn(FixedColumn, BooleanColumn):
    """Whether a page is online."""

    heading = gettext_lazy("Page online")


def make_column(field) -> Column:
    """The column of a model's field."""
    if field.many_to_many:
        return ManyColumn(field)
    if field.name == "reference":
        return FixedColumn(field)
    if field.is_relation:
        return ForeignColumn(field)
    if field.choices:
        return ChoiceColumn(field)
    for kinds, column in (
        (RichTextField, RichTextColumn),
        (models.BooleanField, BooleanColumn),
        (models.DateField, DateColumn),
        (models.TimeField, TimeColumn),
        ((models.IntegerField, models.DecimalField, models.FloatField), NumberColumn),
    ):
        if isinstance(field, kinds):
            return column(field)
    return Column(field)
