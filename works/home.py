"""The section's block on the home page."""

from sections.cards import load_pages

from .choices import Authorship


def load(section, request) -> dict:
    """The latest works; the newest that states a position of the Conseil opens the home page instead."""
    works = section.get_pages()
    opening = next(iter(load_pages(works.filter(authorship=Authorship.CONSEIL)[:1])), None)
    pages = load_pages(works[: section.home_limit + 1])
    pages = [page for page in pages if opening is None or page.pk != opening.pk][: section.home_limit]
    return {"pages": pages, "opening": opening} if pages or opening else {}
