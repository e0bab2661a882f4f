"""Whose words a thing has, and where its text is: said wherever it is read, found, quoted or taken away."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DEMONSTRATION = _("Written for the demonstration of this site: these are not the words of the Conseil.")


class TextPlace(models.TextChoices):
    """Where the text of a content is read."""

    HERE = "here", _("To be read here")
    RECORD = "record", _("Records")


def is_demonstration(thing=None) -> bool:
    """Whether its words were written for the demonstration: a content knows, of the rest the site does."""
    return getattr(thing, "is_demonstration", settings.DEMO)


def mark(text: str, thing) -> str:
    """A text of `thing` as it leaves its page, with what it is when it was written for the demonstration."""
    return f"[{gettext('Demonstration text')}] {text}".strip() if is_demonstration(thing) else text


class ProvenanceMixin:
    """What a content says of its text, which the fields of `ContentPage` know."""

    def has_text(self) -> bool:
        """Whether the text that the page is about can be read here: else it is a record of it."""
        return True

    @property
    def is_record(self) -> bool:
        """Whether the page says what is known of a text that is not here."""
        return self.text_place == TextPlace.RECORD

    @property
    def marked_summary(self) -> str:
        """The summary as it leaves the page."""
        return mark(self.summary, self)

    @property
    def caveats(self) -> list[str]:
        """What a reader is to know of the page wherever it is listed, in a word each."""
        words = {
            gettext("Record"): self.is_record,
            gettext("Demonstration text"): self.is_demonstration,
            gettext("Uncertain data"): self.uncertain,
        }
        return [word for word, is_so in words.items() if is_so]
