"""Demo content of the section: a few dated facts, told in a few lines each."""

from content.models import LinkKind
from sections.dates import parse_partial
from themes.models import Theme

from .models import NewsIndexPage, NewsPage


def load(demo) -> None:
    """Load the index now, and the news once all that they lead to is there."""
    index = demo.add_index(NewsIndexPage, "actualites", "news")
    if index is not None:
        demo.at_end(lambda demo: load_news(demo, index))


def load_news(demo, index: NewsIndexPage) -> None:
    for record in demo.count("news", demo.texts.load("news/news.json").get("news", [])):
        page = NewsPage(reference=record["id"], slug=record["id"].removeprefix("actu-"))
        page.date, page.date_precision = parse_partial(record["date"])
        page.themes = Theme.objects.filter(pk__in=[demo.themes[t] for t in record["themes"] if t in demo.themes])
        write(demo, page, record["fr"])
        for target in record["links"]:
            demo.add_link(page, target, LinkKind.RELATED)
        demo.add_page(index, page)
        if "en" in record:
            english = demo.translate(page)
            write(demo, english, record["en"])
            demo.publish(english)


def write(demo, page: NewsPage, text: dict) -> None:
    page.title, page.summary = text["title"], text["summary"]
    page.body = [{"type": "paragraph", "value": demo.write_rich_text("\n\n".join(text["text"]))}]
