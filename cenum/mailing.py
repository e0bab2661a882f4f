"""The e-mail version of an issue: HTML for mail clients, and plain text.

The HTML carries its styles in `style` attributes, since mail clients keep nothing else: its
answer, and no other of the site, has a policy that allows them, and allows no script at all.
"""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from .mail_html import to_mail_html
from .mail_text import to_text, underline, wrap

UNDERLINES = {1: "=", 2: "-", 3: "."}


def render_block(block, request) -> str:
    """The HTML of a block as the site shows it."""
    if block.block_type == "paragraph":
        return expand_db_html(block.value.source)
    return block.render(context={"request": request})


def get_parts(page, request, transform) -> list[dict]:
    """The parts of the issue, their content given through `transform(html, base)`."""
    base = page.get_full_url(request)
    return [
        {
            "part": part,
            "url": f"{base}#{part.anchor}",
            "content": [transform(render_block(block, request), base) for block in part.value.get("content") or []],
        }
        for part in page.parts
    ]


def get_mail_context(page, request, transform) -> dict:
    made, _mentioned = page.get_credits()
    roles: dict[str, list[str]] = {}
    for row in made:
        roles.setdefault(row.role_label.capitalize() or str(row.get_role_display()), []).append(row.contributor.name)
    return {
        "page": page,
        "web_url": page.get_full_url(request),
        "parts": get_parts(page, request, transform),
        "credits": list(roles.items()),
    }


@csp_replace({"style-src": [UNSAFE_INLINE], "script-src": [NONE]})
def _render_html(request, context: dict):
    return TemplateResponse(request, "cenum/email.html", context).render()


def serve_html(page, request):
    """The issue as an HTML e-mail."""
    with override(page.locale.language_code):
        response = _render_html(request, get_mail_context(page, request, to_mail_html))
    response["X-Robots-Tag"] = "noindex"
    return response


def serve_text(page, request):
    """The issue as a plain text e-mail."""
    with override(page.locale.language_code):
        text = get_text(page, request)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def get_text(page, request) -> str:
    """The plain text: 72 columns, every heading, every link."""
    context = get_mail_context(page, request, to_text)
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
