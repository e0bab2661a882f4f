"""`make screenshots`: the pictures of the README, from the real site."""

import re
import sys

from scripts import services
from scripts.services import ROOT, say

from .chromium import launch, new_context
from .discover import crawl, group
from .site import prepare, serve

FOLDER = ROOT / "docs" / "images"


def main() -> int:
    services.end_on_signals()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serve(special=prepare()) as site, launch() as browser:
        types = {page_type.name: page_type for page_type in group(crawl(site, limit=400)[0])}
        article = next(t for t in types.values() if t.kind == "article" and re.search(r"\bWorkPage$", t.name))
        wanted = {"home": ("/", "light"), "work": (article.samples(1)[0].path, "light")}
        wanted["work-dark"] = (wanted["work"][0], "dark")
        for name, (path, scheme) in wanted.items():
            context = new_context(browser, 1280, scheme)
            page = context.new_page()
            page.goto(site.base + path, wait_until="networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
            say(f"docs/images/{name}.png: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
