"""`make screenshots`: the pictures of the README, from the real site."""

import re
import sys

from PIL import Image

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
        for name, path in {"home": "/", "work": article.samples(1)[0].path}.items():
            context = new_context(browser, 1280)
            page = context.new_page()
            page.goto(site.base + path, wait_until="networkidle")
            file = FOLDER / f"{name}.png"
            page.screenshot(path=file)
            context.close()
            # 256 colours show flat colours as well, in a third of the bytes.
            Image.open(file).convert("RGB").quantize(256).save(file, optimize=True)
            say(f"docs/images/{name}.png: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
