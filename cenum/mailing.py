"""The e-mail version of an issue: HTML for mail clients, and plain text.

The HTML carries its styles in `style` attributes, since mail clients keep nothing else: its
answer, and no other of the site, has a policy that allows them, and allows no script at all.
"""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from .mail_html import to_mail_html
from .mail_text import to_text, underline, wrap
from .templatetags.cenum_tags import credits

#: What the style sheet says of clients in the dark.
DARK = "@media (prefers-color-scheme: dark)"
UNDERLINES = {1: "=", 2: "-", 3: "."}


def render_block(block, request) -> str:
    """The HTML of a block as the site shows it."""
    if block.block_type == "paragraph":
        return expand_db_html(block.value.source)
    return block.render(context={"request": request, "is_mail": True})


def get_mail_context(page, request, transform) -> dict:
    """What the mail shows, its blocks given through `transform(html, base)`."""
    made, _mentioned = page.get_credits()
    base = page.get_full_url(request)
    blocks = [(part, part.value.get("content") or []) for part in page.parts]
    return {
        "page": page,
        "web_url": base,
        "parts": [
            {"part": part, "content": [transform(render_block(block, request), base) for block in content]}
            for part, content in blocks
        ],
        "credits": [(role, [row.contributor.name for row in rows]) for role, rows in credits(made)],
    }


def make_mail(page, request, **leaving) -> tuple[str, str]:
    """(HTML, text) of a letter; `leaving` are the addresses by which a recipient leaves it."""
    with override(page.locale.language_code):
        html = render_to_string("cenum/email.html", get_mail_context(page, request, to_mail_html) | leaving, request)
        return html, get_text(page, request, leaving)


@csp_replace({"style-src": [UNSAFE_INLINE], "script-src": [NONE]})
def serve_mail(request, page, is_text: bool = False, is_dark: bool = False):
    """The mail as a page of its own; `is_dark` as clients in the dark show it."""
    html, text = make_mail(page, request)
    if is_text:
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(html.replace(DARK, "@media all") if is_dark else html)
    response["X-Robots-Tag"] = "noindex"
    return response


def get_text(page, request, leaving: dict) -> str:
    """The plain text: 72 columns, every heading, every link."""
    context = get_mail_context(page, request, to_text) | leaving
    head = render_to_string("cenum/email_head.txt", context, request=request)
    foot = render_to_string("cenum/email_foot.txt", context, request=request)
    chunks = [*_wrap_lines(head), underline(page.title, "*")]
    if page.summary:
        chunks.append(wrap(page.summary))
    if page.topics:
        chunks.append("\n".join(wrap(topic, "- ", "  ") for topic in page.topics))
    for row in context["parts"]:
        part = row["part"]
        chunks.append("\n" + underline(f"{part.emoji} {part.label}".strip(), UNDERLINES.get(part.level, ".")))
        chunks += [text for text in row["content"] if text]
    chunks += ["-" * 72, *_wrap_lines(foot)]
    return "\n\n".join(chunks) + "\n"


def _wrap_lines(text: str) -> list[str]:
    return [wrap(line) for line in text.splitlines() if line.strip()]
