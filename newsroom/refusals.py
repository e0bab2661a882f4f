"""What the newsroom refuses, said to whoever asked."""

from collections.abc import Sequence


class Refusal(Exception):
    """Something that may not be done to a page now.

    No `PermissionDenied`: Wagtail would answer that one by leading home, saying nothing. What was
    written before it (the draft) stays; `RefusalMiddleware` says why and leads back to the editor.
    """

    def __init__(self, page, title: str, reasons: Sequence[str] = ()):
        super().__init__(" ".join([str(title), *map(str, reasons)]))
        self.page = page
        self.title = title
        self.reasons = list(reasons)
