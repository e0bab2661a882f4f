from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def not_what_it_says(extension: str) -> ValidationError:
    return ValidationError(
        _(
            "This file does not hold what its name says (.%(extension)s). Export it again from the program "
            "that made it; renaming a file does not convert it."
        ),
        code="content",
        params={"extension": extension},
    )


def too_large(limit: int) -> ValidationError:
    return ValidationError(
        _("This file is too large: %(limit)d MB at most."), code="size", params={"limit": limit // 1_000_000}
    )


HIDDEN = _("This file hides something else: a program, a web page or an archive. It is refused.")
hides_something = partial(ValidationError, HIDDEN, code="hidden")
MACROS = _("This document holds macros, which are programs: save it without them.")
has_macros = partial(ValidationError, MACROS, code="macros")
BOMB = _("Once unpacked, this file would be far too large: it is refused.")
swells = partial(ValidationError, BOMB, code="bomb")
