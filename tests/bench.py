"""`make bench`: what each page type costs, uncached, on a site with thousands of pages.

The site is served by gunicorn with two sync workers; requests go to loopback only, and are
bounded in number and in time. `--only TEXT` measures the types whose name holds TEXT.
"""

import argparse
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from scripts import services
from scripts.services import ROOT, say

from .browser.discover import crawl, group
from .browser.site import Site, environment, prepare, serve

VAR = ROOT / "var" / "bench"
CLIENTS = 2
MAX_REQUESTS, MAX_SECONDS = 200, 3.0


def add_pages(count: int) -> None:
    """Spread `count` copies over the sections' page types (runs in the bench's settings)."""
    from wagtail.models import Page

    from sections.registry import get_sections

    from .filler import fill

    models = [model for section in get_sections() for model in section.page_classes]
    for number, model in enumerate(models):
        share = count // len(models) + (number < count % len(models))
        # An ordinary page: the middle one by length of path is as good as any, and steady.
        pages = model.objects.live().public().order_by("pk")
        if page := pages[pages.count() // 2 : pages.count() // 2 + 1].first():
            fill(page, share)
    print(f"    {Page.objects.live().count()} live pages", flush=True)


def build(pages: int) -> dict:
    """Prepare the site, then add the pages it lacks."""
    special = prepare(VAR)
    stamp = VAR / "pages"
    have = int(stamp.read_text()) if stamp.exists() else 0
    if pages > have:
        say(f"Adding {pages - have} pages")
        code = f"import django; django.setup(); from tests.bench import add_pages; add_pages({pages - have})"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(VAR), check=True)
        stamp.write_text(str(pages))
    return special


def load(site: Site, path: str) -> tuple[float, float, int]:
    """Return median ms of one client, requests a second of two, SQL queries."""
    for _ in range(4):  # both workers are warm
        answer = site.get(path)
    alone, deadline = [], time.perf_counter() + MAX_SECONDS / 3
    while time.perf_counter() < deadline and len(alone) < MAX_REQUESTS / 4:
        started = time.perf_counter()
        site.get(path)
        alone.append((time.perf_counter() - started) * 1000)

    def client(number: int) -> int:
        done = 0
        while time.perf_counter() < deadline and done < MAX_REQUESTS / CLIENTS:
            site.get(path)
            done += 1
        return done

    started = time.perf_counter()
    deadline = started + MAX_SECONDS * 2 / 3
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(client, range(CLIENTS)))
    return statistics.median(alone), done / (time.perf_counter() - started), answer.queries


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="pages added to the demo content")
    parser.add_argument("--only", default="", help="the types whose name holds this")
    arguments = parser.parse_args()
    services.end_on_signals()
    special = build(arguments.pages)
    with serve(VAR, workers=2, threads=1, special=special) as site:
        say("Finding the page types")
        types = [t for t in group(crawl(site, limit=600)[0]) if arguments.only in t.name]
        width = max([len(page_type.name) for page_type in types] + [9])
        print(f"\n{'page type':{width}}  median ms  requests/s  SQL   KB")
        for page_type in types:
            sample = page_type.samples(1)[0]
            median, rate, queries = load(site, sample.path)
            size = len(sample.body) / 1024
            print(f"{page_type.name:{width}} {median:10.1f} {rate:11.0f} {queries:4} {size:4.0f}", flush=True)
    print(f"\n2 sync workers, {CLIENTS} clients, no cache, {arguments.pages} pages added to the demo content")
    return 0


if __name__ == "__main__":
    sys.exit(main())
