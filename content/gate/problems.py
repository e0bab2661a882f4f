"""What a rule of the gate finds."""

import dataclasses

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """Whether a problem stops the publication."""

    BLOCKING = "blocking", _("Blocking")
    ADVICE = "advice", _("Advice")


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing to put right on one page."""

    #: Code of the rule that found it.
    code: str
    #: What is wrong and what to do, in the active language.
    message: str
    #: Where to put it right: `summary`, or `body.<id of the block>.alt` for what is inside a text.
    field: str = ""
    severity: Severity = Severity.BLOCKING
    #: A few words of what is meant, when a page has many such places.
    extract: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.severity == Severity.BLOCKING
