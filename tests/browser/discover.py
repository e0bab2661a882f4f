"""Find every page of the running site by following its links, and pick samples of each type.

No address and no section is named here: the home page, the sitemap and the links they lead
to tell what exists, and the server says which view answered (`X-Page-Type`).
"""

import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from .site import Answer, Site

START = ("/", "/en/", "/sitemap.xml", "/robots.txt", "/_audit/missing/")
ERRORS = (400, 403, 500, 503)
# Another application, or files: looked at elsewhere.
SKIPPED = re.compile(r"^/(admin|django-admin|static|media|documents|_audit)/")
# Of the many pages that only differ by their parameters, enough to see each set of them.
PER_PARAMETERS = 3
# Of the pages that stand side by side, a quick crawl follows so many; of the English ones, twins of the French, fewer.
SIBLINGS, TWINS = 40, 8


@dataclass
class PageType:
    """The pages that one view or page class answers with."""

    name: str
    kind: str
    answers: list[Answer] = field(default_factory=list)

    def samples(self, count: int) -> list[Answer]:
        """The longest page, then the costliest in SQL, then the shortest."""
        by_length = sorted(self.answers, key=lambda answer: (len(answer.body), answer.path))
        by_queries = sorted(self.answers, key=lambda answer: (answer.queries, answer.path))
        chosen = dict.fromkeys(a.path for a in (by_length[-1], by_queries[-1], by_length[0]))
        return [next(a for a in self.answers if a.path == path) for path in list(chosen)[:count]]


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "a" and names.get("href"):
            self.found.append(names["href"])


def links(answer: Answer) -> list[str]:
    """Return the site's own paths that a page or a sitemap leads to."""
    if answer.is_html:
        parser = Links()
        parser.feed(answer.text)
        raw = parser.found
    elif "xml" in answer.headers.get("content-type", "") and answer.path.endswith("sitemap.xml"):
        # The sitemap names the public host: only its paths matter here.
        return [path_of(url) for url in re.findall(r"<loc>\s*([^<\s]+)", answer.text)]
    else:
        return []
    found = []
    for link in raw:
        url = urlsplit(urljoin(f"http://localhost{answer.path}", link))
        if url.scheme == "http" and url.hostname == "localhost" and (url.port in (None, 8000)):
            found.append(path_of(url.geturl()))
    return found


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def parameters(path: str) -> str:
    return ",".join(sorted({name for name, _ in parse_qsl(urlsplit(path).query, keep_blank_values=True)}))


def family(path: str) -> str:
    """The address above, or the address itself at the top: pages side by side are of one type."""
    parts = urlsplit(path).path.strip("/").split("/")
    return "/".join(parts[:-1]) if len(parts) > 1 and len(parts[0]) > 2 or len(parts) > 2 else "/".join(parts)


def crawl(site: Site, quick: bool = False, limit: int = 5000) -> tuple[list[Answer], dict[str, str]]:
    """Fetch all that links lead to (when quick, some of the pages that stand side by side).

    Returns the answers, and path → page of each broken link.
    """
    errors = [f"/_audit/{code}/" for code in ERRORS]
    waiting = [*START, *errors, *site.special.values()]
    expected = {"/_audit/missing/", *errors, *site.special.values()}
    seen, variants, siblings, answers, parent = set(waiting), defaultdict(int), defaultdict(int), [], {}
    with ThreadPoolExecutor(4) as pool:
        while waiting and len(answers) < limit:
            batch, waiting = waiting[:200], waiting[200:]
            for answer in pool.map(site.get, batch):
                answers.append(answer)
                if "location" in answer.headers:
                    found = [path_of(urljoin(answer.path, answer.headers["location"]))]
                else:
                    found = links(answer)
                for path in found:
                    if path in seen or SKIPPED.match(path):
                        continue
                    if query := parameters(path):
                        # From a filtered page, filters can be added for ever.
                        variant = (family(path), query)
                        if parameters(answer.path) or variants[variant] >= PER_PARAMETERS:
                            continue
                        variants[variant] += 1
                    if quick:
                        siblings[family(path)] += 1
                        if siblings[family(path)] > (TWINS if path.startswith("/en/") else SIBLINGS):
                            continue
                    seen.add(path)
                    parent[path] = answer.path
                    waiting.append(path)
    broken = {a.path: parent.get(a.path, "-") for a in answers if a.status >= 400 and a.path not in expected}
    return answers, broken


def group(answers: list[Answer]) -> list[PageType]:
    """Group the HTML answers by type, language and parameters, in a steady order."""
    types: dict[str, PageType] = {}
    for answer in answers:
        if not answer.is_html or "location" in answer.headers:
            continue
        name = answer.type
        if answer.path.startswith("/en/"):
            name += " [en]"
        if parameters(answer.path) and answer.kind != "error":
            name += " (filtered)"
        types.setdefault(name, PageType(name, answer.kind)).answers.append(answer)
    order = ["home", "listing", "article", "part", "page", "view", "error"]
    rank = {kind: number for number, kind in enumerate(order)}
    return sorted(types.values(), key=lambda t: (rank.get(t.kind, 9), t.name))
