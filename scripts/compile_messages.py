#!/usr/bin/env python
"""Compile the translation catalogues into var/locale/, without the gettext programs."""

import os
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "cnnum_site" / "locale"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))


def compile_messages(source: Path = SOURCE, target: Path = VAR / "locale") -> list[Path]:
    """Write one .mo for each .po that is newer than it; return those written."""
    written = []
    for po in sorted(source.glob("*/LC_MESSAGES/*.po")):
        mo = (target / po.relative_to(source)).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        # A server that starts meanwhile reads the old file or the new one, never half of one.
        temporary = mo.with_suffix(f".{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(temporary))
        temporary.replace(mo)
        written.append(mo)
    return written


if __name__ == "__main__":
    for path in compile_messages():
        print(f"==> Compiled {path}", flush=True)
