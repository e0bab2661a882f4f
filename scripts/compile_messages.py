#!/usr/bin/env python
"""Compile the translation catalogues into the `locale/` of BUILD_DIR, without the gettext programs.

That of the house, and those of the installed apps that come with a `.po` and without its `.mo`: one
file for each language of the site. The house has the last word.
"""

import importlib.util
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "cnnum_site" / "locale"
BUILD = Path(os.environ.get("BUILD_DIR") or ROOT / "var")
#: Wagtail's French speaks of « modération », and in brackets for want of a gender: in this order, on all its screens.
WORDING = [
    (re.compile(r"Êtes[- ]vous sûr\(e\) de (toujours )?vouloir"), "Voulez-vous vraiment"),
    (re.compile(r"\b([Cc])e(?:\(tte\)|/cette) (%\(\w+\)s|\{\w+\})"), "\\1et élément (\\2)"),
    (re.compile(r" un\(e\) (?:autre )?(%\(\w+\)s)"), "\u00a0: \\1"),
    (re.compile(r"\b([Ll])e/la\b"), "\\1e"),
    (re.compile(r"(?<=\w)\((?:e|es|ne|tte|ve|s)\)"), ""),
    (re.compile(r"([Mm])odérateur"), lambda found: "relecteur" if found[1] == "m" else "Relecteur"),
    (re.compile(r"([Mm])odération"), lambda found: "relecture" if found[1] == "m" else "Relecture"),
]


def say_it_our_way(text: str) -> str:
    """A sentence of Wagtail's in the words of the house."""
    for pattern, words in WORDING:
        text = pattern.sub(words, text)
    return text


def find_worded() -> Iterator[polib.POEntry]:
    """The sentences of Wagtail and its kin that the house says otherwise."""
    from django.conf import settings

    for name in (name for name in settings.INSTALLED_APPS if name.startswith("wagtail")):
        spec = importlib.util.find_spec(name)
        for folder in spec.submodule_search_locations or ():
            po = Path(folder, "locale", settings.LANGUAGE_CODE, "LC_MESSAGES", "django.po")
            for entry in polib.pofile(str(po)).translated_entries() if po.exists() else ():
                before = (entry.msgstr, *entry.msgstr_plural.values())
                entry.msgstr = say_it_our_way(entry.msgstr)
                entry.msgstr_plural = {number: say_it_our_way(text) for number, text in entry.msgstr_plural.items()}
                if before != (entry.msgstr, *entry.msgstr_plural.values()):
                    yield entry


def get_sources() -> Iterator[tuple[Path, Path]]:
    """(.po, where it stands under a folder of catalogues) of the house, then of the installed apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.dev")
    from django.conf import settings

    folders = {SOURCE: None}
    for name in settings.INSTALLED_APPS:
        # “auditions” or “auditions.apps.AuditionsConfig”: the folder of the app, none of its code.
        spec = importlib.util.find_spec(name.partition(".apps.")[0])
        folders |= {Path(folder) / "locale": None for folder in spec and spec.submodule_search_locations or ()}
    for folder in folders:
        for code, _name in settings.LANGUAGES:
            po = folder / code / "LC_MESSAGES" / "django.po"
            if po.exists() and not po.with_suffix(".mo").exists():
                yield po, po.relative_to(folder)


def compile_messages(target: Path = BUILD / "locale") -> list[Path]:
    """Write one .mo for each catalogue of which a .po is newer than it; return those written."""
    found, written = defaultdict(list), []
    for po, place in get_sources():
        found[(target / place).with_suffix(".mo")].append(po)
    for mo, sources in found.items():
        if mo.exists() and mo.stat().st_mtime >= max(file.stat().st_mtime for file in (*sources, Path(__file__))):
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        whole, *others = (polib.pofile(str(po)) for po in sources)
        known = {(entry.msgctxt, entry.msgid) for entry in whole}
        worded = find_worded() if SOURCE / "fr" in sources[0].parents else ()
        for entry in (*(entry for other in others for entry in other), *worded):
            if (entry.msgctxt, entry.msgid) not in known and not known.add((entry.msgctxt, entry.msgid)):
                whole.append(entry)
        # A server that starts meanwhile reads the old file or the new one, never half of one.
        temporary = mo.with_suffix(f".{os.getpid()}")
        whole.save_as_mofile(str(temporary))
        temporary.replace(mo)
        written.append(mo)
    return written


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for path in compile_messages():
        print(f"==> Compiled {path}", flush=True)
