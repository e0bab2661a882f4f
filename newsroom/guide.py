"""The staff's guide, read where the work is done."""

from functools import cache

from django.conf import settings
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.generic import TemplateView
from markdown_it import MarkdownIt

from .views import CrumbsMixin

FOLDER = settings.BASE_DIR / "docs"
#: Name in the address → file.
FILES = {"redaction": "guide-redaction.md", "import": "guide-import.md"}


def get_address(target: str) -> str:
    """Where the admin shows what the file names, an image or the other part of the guide; else `target` itself."""
    file, _mark, anchor = target.partition("#")
    for name, own in FILES.items():
        if file == own:
            return reverse("newsroom_guide", args=[name]) + (f"#{anchor}" if anchor else "")
    if file.startswith("images/guide/"):
        return reverse("newsroom_guide_image", args=[file.rpartition("/")[2].removesuffix(".png")])
    return target


@cache
def write_guide(name: str) -> tuple[str, str]:
    """(title, HTML) of a part of the guide; our own text, which changes with the code only."""
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse((FOLDER / FILES[name]).read_text(encoding="utf-8"))
    for token, after in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            token.attrSet("id", slugify(after.content))
        for child in token.children or ():
            attribute = {"link_open": "href", "image": "src"}.get(child.type)
            if attribute:
                child.attrSet(attribute, get_address(str(child.attrs[attribute])))
    title = tokens[1].content
    return title, mark_safe(reader.renderer.render(tokens[3:], reader.options, {}))  # noqa: S308


class GuideView(CrumbsMixin, TemplateView):
    """One part of the guide."""

    template_name = "newsroom/guide.html"
    header_icon = "help"

    def get_context_data(self, **kwargs):
        if kwargs["name"] not in FILES:
            raise Http404
        self.page_title, text = write_guide(kwargs["name"])
        return super().get_context_data(text=text, **kwargs)


def show_image(request, name: str):
    """A picture of the guide."""
    file = FOLDER / "images" / "guide" / f"{name}.png"
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
