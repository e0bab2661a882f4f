"""Write `static/cnnum/dsfr.css`: the parts of the State's design system that this site uses.

The whole style sheet weighs 92 KB compressed, asks for one file per icon and knows no dark
mode without JavaScript. This one holds the core and the components listed below, as they are,
with four changes: icons are inlined, fonts point to the design system's own files, variables that
nothing reads are left out, and each dark rule has a twin for readers whose system is dark and whose
browser runs no script. Run it after upgrading django-dsfr, adding a component to the list or using
a new colour in a style sheet; `--check` only says whether it is up to date.
"""

import re
from pathlib import Path
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError

COMPONENTS = (
    "link button logo badge tag skiplink form input select checkbox radio search modal navigation header breadcrumb "
    "footer pagination accordion callout quote highlight table notice alert card transcription content upload"
).split()
TARGET = Path(__file__).resolve().parents[2] / "static" / "cnnum"
DARK = "[data-fr-theme=dark]"
DARK_WITHOUT_SCRIPT = ":root[data-fr-scheme=system]:not([data-fr-theme])"
# Left out: deprecated icon names, and the spacing utilities but the plain top and bottom margins.
UNUSED = re.compile(r"fr-fi-|\.fr-(?:[mp][lrxy]?|p[tb])-|\.fr-m[tb]-(?:n|sm|md|lg|xl|\d+-5v)|data-fr-mourning")
HEADER = "/*! Made by `manage.py build_dsfr`: do not edit. DSFR, MIT, https://www.systeme-de-design.gouv.fr/ */\n"


def read(path: str) -> str:
    found = finders.find(f"dsfr/dist/{path}")
    if not found:
        raise CommandError(f"django-dsfr has no {path}: take it out of COMPONENTS.")
    return Path(found).read_text(encoding="utf-8")


def parse(css: str) -> list[tuple[str, str | list]]:
    """Split a minified style sheet into (prelude, declarations) and (at-rule, nested rules)."""
    rules, position = [], 0
    while (start := css.find("{", position)) != -1:
        depth, end = 1, start + 1
        while depth:
            end += 1
            depth += {"{": 1, "}": -1}.get(css[end - 1], 0)
        prelude, body = css[position:start].strip(), css[start + 1 : end - 1]
        nested = prelude.startswith(("@media", "@supports"))
        rules.append((prelude, parse(body) if nested else body))
        position = end
    return rules


def write(rules) -> str:
    return "".join(f"{prelude}{{{write(body) if isinstance(body, list) else body}}}" for prelude, body in rules if body)


def keep_used(rules) -> list:
    """Leave out the selectors of what the site never uses."""
    kept = []
    for prelude, body in rules:
        if isinstance(body, list):
            kept.append((prelude, keep_used(body)))
        elif selectors := [s for s in re.split(r",(?![^(]*\))", prelude) if not UNUSED.search(s)]:
            kept.append((",".join(selectors), body))
    return kept


def dark_twins(rules) -> list:
    """The rules of the dark scheme, for a dark system without JavaScript."""
    twins = []
    for prelude, body in rules:
        if isinstance(body, list):
            inner = dark_twins(body)
            if inner:
                twins.append((prelude, inner))
        elif DARK in prelude:
            selectors = [selector for selector in prelude.split(",") if DARK in selector]
            renamed = [re.sub(r"(:root)?\[data-fr-theme=dark\]", DARK_WITHOUT_SCRIPT, s) for s in selectors]
            twins.append((",".join(renamed), body))
    return twins


def prune(css: str, others: str) -> str:
    """Leave out the custom properties that no rule reads, until none is left to leave out."""
    pattern = re.compile(r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=}))")
    while True:
        used = set(re.findall(r"var\((--[\w-]+)", css + others))
        unused = set(pattern.findall(css)) - used
        pruned = pattern.sub(lambda match, unused=unused: "" if match[1] in unused else match[0], css)
        if pruned == css:
            return re.sub(r"[^{}]+\{\}", "", css)
        css = pruned


def inline_icons(css: str, others: str) -> str:
    """Hold each icon once, in a variable; the prefixed twins of masks are no longer needed.

    A style sheet of the site asks for any icon of the design system with `var(--icon-folder-name)`.
    """
    css = re.sub(r"-webkit-mask(-image|-size)?:[^;}]*;(?=mask)", "", css)
    names = {name.replace("-", "/", 1) for name in re.findall(r"var\(--icon-([a-z]+-[\w-]+)\)", others)}
    icons = {name: read(f"icons/{name}.svg").strip() for name in names}

    def replace(match):
        name = match[1]
        icons[name] = read(f"icons/{name}.svg").strip()
        return f"var(--icon-{name.replace('/', '-')})"

    css = re.sub(r"url\((?:\.\./)+icons/([\w/-]+)\.svg\)", replace, css)
    variables = ";".join(
        f'--icon-{name.replace("/", "-")}:url("data:image/svg+xml,{quote(svg.replace(chr(34), chr(39)), safe=SAFE)}")'
        for name, svg in sorted(icons.items())
    )
    return f":root{{{variables}}}{css}"


SAFE = " '=/:;,.-+()!"


def build(others: str) -> str:
    parts = [read("core/core.main.min.css"), read("scheme/scheme.min.css")]
    parts += [read(f"component/{name}/{name}.main.min.css") for name in COMPONENTS]
    css = re.sub(r"/\*.*?\*/", "", "".join(parts), flags=re.S)
    css = css.replace("\ufeff", "").replace('@charset "UTF-8";', "")
    css = re.sub(r",url\(\.\./fonts/[\w-]+\.woff\) format\(\"woff\"\)", "", css)
    css = css.replace("url(../fonts/", "url(../dsfr/dist/fonts/")
    css = inline_icons(re.sub(r"\s*\n\s*", "", css), others)
    rules = keep_used(parse(css))
    css = write(rules) + f"@media (prefers-color-scheme:dark){{{write(dark_twins(rules))}}}"
    return HEADER + prune(css, others) + "\n"


class StyleCommand(BaseCommand):
    """Writes `build()` to the style sheet `name`, or says whether it is there already."""

    name = ""

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say whether the file is up to date.")

    def build(self) -> str:
        raise NotImplementedError

    def handle(self, *args, check=False, **options):
        target, css = TARGET / self.name, self.build()
        if not check:
            target.write_text(css)
        elif not target.exists() or target.read_text() != css:
            raise CommandError(f"cnnum_site/static/cnnum/{self.name} is out of date: run its command.")


class Command(StyleCommand):
    help = "Write static/cnnum/dsfr.css from the installed design system."
    name = "dsfr.css"

    def build(self) -> str:
        others = "".join(path.read_text() for path in sorted(TARGET.glob("*.css")) if path.name != self.name)
        css = build(others)
        missing = set(re.findall(r"var\((--[\w-]+)\)", others)) - set(re.findall(r"(--[\w-]+)\s*:", css + others))
        if missing:
            raise CommandError(f"No style sheet defines {', '.join(sorted(missing))}.")
        return css
