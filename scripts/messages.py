#!/usr/bin/env python
"""The French catalogue against the code, without the gettext programs.

`make messages` adds the new strings to the catalogue (empty, to be translated) and drops
those no longer used. With --check, nothing is written and the command fails when a string has no French
translation, loses a placeholder, or breaks French typography. --app works on an app that has a catalogue of its own,
and is left out of that of the house.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
OWN = Path("locale", "fr", "LC_MESSAGES", "django.po")
CATALOGUE = ROOT / "cnnum_site" / OWN
IGNORED = {".venv", "var", ".git", "tests", "scripts", "docs", "migrations", "static", "node_modules"}
FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "ugettext"), "s"),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), "sp"),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), "cs"),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), "csp"),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")
# A straight apostrophe inside a word; a high punctuation mark without its no-break space.
TYPOGRAPHY = [
    (re.compile(r"\w'\w"), "straight apostrophe (use ’)"),
    (re.compile(r"(?<![\u00a0\u202f\s:;?!»«/])[;?!»](?=\s|$)|(?<=\w):(?=\s|$)"), "no space before a high mark"),
    (re.compile(r" [:;?!»]"), "breaking space before a high mark"),
    (re.compile(r"«(?![\u00a0\u202f])"), "no no-break space after «"),
]


def sources() -> Iterator[Path]:
    apart = {path.parents[3] for path in ROOT.glob(f"*/{OWN}") if path != CATALOGUE}
    for pattern in ("*.py", "*.html", "*.txt", "*.xml"):
        for path in sorted(ROOT.rglob(pattern)):
            relative = path.relative_to(ROOT)
            if not IGNORED.isdisjoint(relative.parts) or not apart.isdisjoint(path.parents):
                continue
            if path.suffix == ".py" or "templates" in relative.parts:
                yield path


def strings(path: Path) -> Iterator[tuple[tuple[str | None, str, str | None], int]]:
    """Yield ((context, msgid, plural), line) for each translatable string of a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Templatize leaves calls among placeholders: brackets make one expression of them.
        text = f"({templatize(text, origin=str(path))}\n)"
    elif "gettext" not in text:
        return
    for line, function, found, _comments in extract_python(io.BytesIO(text.encode()), set(FUNCTIONS), [], {}):
        found = found if isinstance(found, tuple) else (found,)
        parts = dict(zip(FUNCTIONS[function], found, strict=False))
        if isinstance(parts.get("s"), str) and parts["s"]:
            yield (parts.get("c"), parts["s"], parts.get("p")), line


def collect() -> dict[tuple[str | None, str], dict]:
    found: dict[tuple[str | None, str], dict] = {}
    for path in sources():
        for (context, msgid, plural), line in strings(path):
            entry = found.setdefault((context, msgid), {"plural": None, "places": {}})
            entry["plural"] = entry["plural"] or plural
            entry["places"].setdefault(str(path.relative_to(ROOT)), line)
    return found


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation."""
    if entry.fuzzy:
        yield "fuzzy"
    texts = translations(entry)
    if not texts or not all(texts):
        yield "not translated"
        return
    sources_ = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    known = {name for source in sources_ for name in PLACEHOLDER.findall(source)}
    for number, text in enumerate(texts):
        used = set(PLACEHOLDER.findall(text))
        # The singular may say "un" instead of the number.
        lost = known - used if not entry.msgid_plural or number else set()
        if lost or used - known:
            yield f"placeholders differ: {', '.join(sorted(lost | used - known))}"
        for pattern, fault in TYPOGRAPHY:
            if pattern.search(re.sub(r"<[^>]*>|https?://\S+|\{\w*\}", "x", text)):
                yield f"{fault}: {text!r}"


def read_catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), wrapwidth=100) if CATALOGUE.exists() else polib.POFile(wrapwidth=100)


def check() -> int:
    found = collect()
    entries = {(entry.msgctxt, entry.msgid): entry for entry in read_catalogue() if not entry.obsolete}
    problems = []
    for key, data in sorted(found.items(), key=str):
        place = "{}:{}".format(*next(iter(data["places"].items())))
        entry = entries.get(key)
        if entry is None:
            problems.append(f"{place}: not in the catalogue: {key[1]!r}")
        elif data["plural"] and not entry.msgid_plural:
            problems.append(f"{place}: no plural in the catalogue: {key[1]!r}")
        else:
            problems += [f"{place}: {fault} ({key[1]!r})" for fault in faults(entry)]
    print("\n".join(problems))
    unused = len(entries.keys() - found.keys())
    print(f"{len(found)} strings, {len(problems)} problems, {unused} unused translations")
    return 1 if problems else 0


def update() -> int:
    found = collect()
    po = read_catalogue()
    po.metadata |= {"Language": "fr", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}
    po.metadata |= {"Content-Transfer-Encoding": "8bit", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    entries = {(entry.msgctxt, entry.msgid): entry for entry in po}
    dropped = [entry for key, entry in entries.items() if key not in found]
    for entry in dropped:
        po.remove(entry)
    for key, data in sorted(found.items(), key=lambda item: (sorted(item[1]["places"])[0], str(item[0]))):
        entry = entries.get(key)
        if entry is None:
            entry = polib.POEntry(msgctxt=key[0], msgid=key[1], msgstr="")
            po.append(entry)
        if data["plural"] and not entry.msgid_plural:
            entry.msgid_plural = data["plural"]
            entry.msgstr_plural = {0: entry.msgstr, 1: ""}
            entry.msgstr = ""
        # Files without line numbers: a moved line is not a change of the catalogue.
        entry.occurrences = [(place, "") for place in sorted(data["places"])]
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(CATALOGUE))
    untranslated = sum(1 for entry in po if not all(translations(entry)))
    added = len(found.keys() - entries.keys())
    print(f"{len(found)} strings: {added} added, {len(dropped)} dropped, {untranslated} to translate in {CATALOGUE}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a problem")
    parser.add_argument("--app", type=Path, help="the folder of an app that has a catalogue of its own")
    arguments = parser.parse_args()
    if arguments.app:
        ROOT = arguments.app.resolve()
        CATALOGUE = ROOT / OWN
    settings.configure(USE_I18N=True)
    sys.exit(check() if arguments.check else update())
