"""Issues for the tests."""

import datetime

from cenum.models import CenumIssuePage
from tests.factories import make_page


def make_part(heading="Une partie", level=1, emoji="", plan_label="", anchor="", content=()):
    return {
        "type": "section",
        "value": {
            "level": str(level),
            "emoji": emoji,
            "heading": heading,
            "plan_label": plan_label,
            "anchor": anchor,
            "content": [{"type": kind, "value": value} for kind, value in content],
        },
    }


def make_issue(title="Une lettre", day="2025-05-23", parts=(), **fields):
    """A letter of a day; `parts` are made with `make_part`."""
    date = datetime.date.fromisoformat(day) if day else None
    return make_page(CenumIssuePage, title=title, date=date, body=list(parts), **fields)


WHOLE = [
    make_part("L’essentiel", content=[("paragraph", "<p>Le premier paragraphe.</p><ul><li>Un point</li></ul>")]),
    make_part("Un détail", 2, content=[("quote", {"text": "Une phrase", "person": "Camille Exemple"})]),
    make_part("Un détail", 3, content=[("separator", None)]),
    make_part(
        "La veille",
        emoji="🔎",
        content=[
            (
                "paragraph",
                '<p>Voir <a href="https://example.org/rapport">le rapport</a> et <a href="/themes/">ici</a>.</p>',
            )
        ],
    ),
    make_part("", emoji="📬", plan_label="Vos contributions", content=[("paragraph", "<p>Écrivez-nous.</p>")]),
]
