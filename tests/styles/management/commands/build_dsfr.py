"""Write the parts of the State's design system that this site uses: `static/cnnum/dsfr.css`, `dsfr.js`, three fonts.

Whole, they weigh 245 KB compressed. The style sheet holds the core and the components listed below,
with five changes: selectors of classes that no template and no script names are left out, icons are
inlined, western languages have a font of their own (other letters the design system's whole file),
variables that nothing reads are left out, and each dark rule has a twin for readers whose system is
dark and whose browser runs no script. Run it after upgrading django-dsfr, naming a class or a colour
of the design system for the first time, or adding a component to the lists; `--check` only says
whether the files are up to date.
"""

import io
import re
from pathlib import Path
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError

COMPONENTS = (
    "link button logo badge tag skiplink form input select checkbox radio search modal navigation header breadcrumb "
    "footer pagination accordion callout quote highlight table notice alert card transcription content upload"
).split()
# Each keeps its names to itself in a block; the core comes first, the others ask it for their base classes.
SCRIPTS = ("core", "button", "modal", "navigation", "header", "breadcrumb", "table")
# The weights of Marianne that every page shows.
WEIGHTS = ("Regular", "Medium", "Bold")
# Latin 1 and what French and English typography adds; as CSS writes it.
WESTERN = "U+20-7E,U+A0-FF,U+152-153,U+178,U+2010-203F,U+20AC,U+2122,U+2190-2193,U+2212"
ROOT = Path(__file__).resolve().parents[4]
TARGET = ROOT / "cnnum_site" / "static" / "cnnum"
DARK = "[data-fr-theme=dark]"
DARK_WITHOUT_SCRIPT = ":root[data-fr-scheme=system]:not([data-fr-theme])"
CLASS = re.compile(r"\bfr-[a-z][\w-]*")
# States that the design system's scripts put on what templates name.
STATES = re.compile(r"fr-collaps|--(?:expanded|opened|shadow|fixed-content)$|__shadow|fr-scroll-|fr-transition-|fr-no-")
# Deprecated icon names, and what only a day of national mourning shows.
UNUSED = re.compile(r"fr-fi-|data-fr-mourning")
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


def read_rooms(*kinds: str) -> str:
    """All that our rooms say in files of these kinds, but for what this command writes."""
    rooms = sorted(room for room in ROOT.iterdir() if (room / "__init__.py").exists() and room.name != "tests")
    paths = [path for room in rooms for kind in kinds for path in sorted(room.rglob(f"*.{kind}"))]
    made = (TARGET / "dsfr.css", TARGET / "dsfr.js")
    return "".join(path.read_text(encoding="utf-8") for path in paths if path not in made)


def named_classes() -> set[str]:
    """The design system's classes that templates, scripts and Python name; one ending in `-` is a beginning."""
    return set(CLASS.findall(read_rooms("html", "js", "py")))


def keep_used(rules, named: set[str]) -> list:
    """Leave out the selectors of classes that the site never names."""
    beginnings = tuple(name for name in named if name.endswith("-"))

    def is_used(selector: str) -> bool:
        names = re.findall(r"\.(fr-[\w-]+)", re.sub(r":not\([^)]*\)", "", selector))
        found = all(n in named or n.startswith(beginnings) or STATES.search(n) for n in names)
        return found and not UNUSED.search(selector)

    kept = []
    for prelude, body in rules:
        if isinstance(body, list):
            kept.append((prelude, keep_used(body, named)))
        elif selectors := [s for s in re.split(r",(?![^(]*\))", prelude) if is_used(s)]:
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


def western_first(match) -> str:
    """A font's rule for all letters, and after it the one of the letters that nearly all pages need."""
    rule, weight = match[0], match[1]
    if weight not in WEIGHTS:
        return rule
    first = re.sub(r"url\([^)]+\)", f"url(fonts/marianne-{weight.lower()}.woff2)", rule)
    return f"{rule}{first[:-1]};unicode-range:{WESTERN}}}"


def build_style(others: str) -> str:
    parts = [read("core/core.main.min.css"), read("scheme/scheme.min.css")]
    parts += [read(f"component/{name}/{name}.main.min.css") for name in COMPONENTS]
    css = re.sub(r"/\*.*?\*/", "", "".join(parts), flags=re.S)
    css = css.replace("\ufeff", "").replace('@charset "UTF-8";', "")
    css = re.sub(r",url\(\.\./fonts/[\w-]+\.woff\) format\(\"woff\"\)", "", css)
    css = re.sub(r"@font-face\{[^}]*/Marianne-(\w+)\.woff2[^}]*\}", western_first, css)
    css = css.replace("url(../fonts/", "url(../dsfr/dist/fonts/")
    css = write(keep_used(parse(re.sub(r"\s*\n\s*", "", css)), named_classes()))
    css = inline_icons(css, others)
    css += f"@media (prefers-color-scheme:dark){{{write(dark_twins(parse(css)))}}}"
    return HEADER + prune(css, others) + "\n"


def build_script() -> str:
    paths = [f"core/{n}" if n == "core" else f"component/{n}/{n}" for n in SCRIPTS]
    scripts = [re.sub(r"/\*.*?\*/|//# source.*", "", read(f"{path}.module.min.js"), flags=re.S) for path in paths]
    return HEADER + "".join(f"{{{script.strip()}}}\n" for script in scripts)


def build_font(weight: str) -> bytes:
    """The western letters of a weight, as WOFF2; fontTools is among the development requirements."""
    from fontTools import subset

    options = subset.Options(flavor="woff2")
    # What our style sheets ask for by font-variant-numeric.
    options.layout_features += ["tnum", "lnum"]
    font = subset.load_font(finders.find(f"dsfr/dist/fonts/Marianne-{weight}.woff2"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(WESTERN.replace("U+", "")))
    subsetter.subset(font)
    written = io.BytesIO()
    subset.save_font(font, written, options)
    return written.getvalue()


class FilesCommand(BaseCommand):
    """Writes what `build()` gives, bytes by their name in the folder of style sheets, or says whether it is there."""

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say whether the files are up to date.")

    def build(self) -> dict[str, bytes]:
        raise NotImplementedError

    def handle(self, *args, check=False, **options):
        for name, content in self.build().items():
            target = TARGET / name
            if not check:
                target.write_bytes(content)
            elif not target.exists() or target.read_bytes() != content:
                raise CommandError(f"cnnum_site/static/cnnum/{name} is out of date: run its command.")


class Command(FilesCommand):
    help = "Write static/cnnum/dsfr.css, dsfr.js and the fonts from the installed design system."

    def build(self) -> dict[str, bytes]:
        others = read_rooms("css")
        css = build_style(others)
        # Those that begin with --w- are of the administration.
        missing = set(re.findall(r"var\((--(?!w-)[\w-]+)\)", others)) - set(re.findall(r"(--[\w-]+)\s*:", css + others))
        if missing:
            raise CommandError(f"No style sheet defines {', '.join(sorted(missing))}.")
        fonts = {f"fonts/marianne-{weight.lower()}.woff2": build_font(weight) for weight in WEIGHTS}
        return {"dsfr.css": css.encode(), "dsfr.js": build_script().encode(), **fonts}
