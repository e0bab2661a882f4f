#!/usr/bin/env python
"""Take out of a production environment what the site never reads: `python scripts/slim.py`, after installing.

Languages other than the site's two, the tests of libraries, the descriptions of Amazon's services other than
storage, pip. Run by the Python of the environment; run again after each installation. Prints megabytes.
"""

import os
import shutil
import sysconfig
from pathlib import Path

LANGUAGES = {"en", "en_GB", "fr", "fr_FR"}
STORAGE = {"s3", "s3control", "sts", "sso", "sso-oidc", "signin"}
PACKAGES = Path(sysconfig.get_path("purelib"))


def weigh(folder: Path) -> int:
    return sum(os.lstat(path).st_blocks * 512 for path in folder.rglob("*")) // 1_000_000


def unread() -> list[Path]:
    """The folders that can go; a library's `tests` only beside others of its modules, and not Django's runner."""
    languages = [f for f in PACKAGES.glob("**/locale/*") if f.is_dir() and f.name not in LANGUAGES]
    tests = [f for f in PACKAGES.glob("*/**/tests") if (f / "__init__.py").exists()]
    services = [f for f in PACKAGES.glob("botocore/data/*") if f.is_dir() and f.name not in STORAGE]
    return [*languages, *tests, *services, *PACKAGES.glob("pip*"), *PACKAGES.glob("setuptools*")]


if __name__ == "__main__":
    before = weigh(PACKAGES)
    for folder in unread():
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{PACKAGES}: {before} MB → {weigh(PACKAGES)} MB")
