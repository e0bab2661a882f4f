"""Where the records of the institution are shown: an anchor of a public page."""

from sections.query import published


def get_page_url(model: type) -> str:
    """The address of the public page of type `model`, in the active language if it is translated, or ""."""
    pages = {page.locale.language_code: page for page in published(model.objects.select_related("locale"))}
    page = next(iter(pages.values()), None)
    return (page and page.get_url()) or ""


def get_anchor(model: type, reference: str) -> str:
    """The address of one record on the page of type `model`, or "" when no such page is public."""
    url = get_page_url(model)
    return f"{url}#{reference}" if url and reference else ""


def get_figure_address(figure) -> str:
    """Where a key figure is shown."""
    from .models import FiguresPage

    return get_anchor(FiguresPage, figure.reference)


def get_figures_pages():
    """The public pages that show the key figures."""
    from .models import FiguresPage

    return published(FiguresPage.objects.all())
