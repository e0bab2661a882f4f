"""Works to test with. The text is invented, like the people."""

import json

from tests.factories import make_page
from works.models import Proposal, WorkPage


def make_chapter(title: str, *paragraphs: str, notes=(), heading: str = "", **fields) -> dict:
    """A chapter of some paragraphs, with a heading and notes if any."""
    body = [{"type": "heading", "value": {"text": heading, "level": "2"}}] if heading else []
    body.append({"type": "paragraph", "value": "".join(f"<p>{text}</p>" for text in paragraphs)})
    if notes:
        items = [{"type": "item", "id": str(n), "value": f"<p>{note}</p>"} for n, note in enumerate(notes)]
        body.append({"type": "footnotes", "value": {"notes": items}})
    return {"type": "chapter", "value": {"title": title, "body": body, **fields}}


def make_work(*chapters: dict, proposals=(), **fields) -> WorkPage:
    """A work with chapters, and proposals given as (number, objective, title)."""
    work = make_page(WorkPage, chapters=json.dumps(list(chapters)), **fields)
    for order, (number, group, title) in enumerate(proposals):
        Proposal.objects.create(
            work=work, number=number, group=group, title=title, sort_order=order, locale=work.locale
        )
    return WorkPage.objects.get(pk=work.pk)
