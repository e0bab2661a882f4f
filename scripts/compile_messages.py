#!/usr/bin/env python
"""Compile the translation catalogues into var/locale/, without the gettext programs.

That of the house, and those of the installed apps that come with a `.po` and without its `.mo`: one
file for each language of the site. The house has the last word.
"""

import importlib.util
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "cnnum_site" / "locale"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))


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


def compile_messages(target: Path = VAR / "locale") -> list[Path]:
    """Write one .mo for each catalogue of which a .po is newer than it; return those written."""
    found, written = defaultdict(list), []
    for po, place in get_sources():
        found[(target / place).with_suffix(".mo")].append(po)
    for mo, sources in found.items():
        if mo.exists() and mo.stat().st_mtime >= max(po.stat().st_mtime for po in sources):
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        whole, *others = (polib.pofile(str(po)) for po in sources)
        known = {(entry.msgctxt, entry.msgid) for entry in whole}
        for entry in (entry for other in others for entry in other):
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
