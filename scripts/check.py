#!/usr/bin/env python
"""`make check`: lint, format, Django's checks, migrations, untranslated strings.

Every check runs; the end says which ones failed.
"""

import os
import subprocess
import sys
import time

from services import ROOT, VAR

MANAGE = [sys.executable, "manage.py"]
SCRATCH = f"sqlite:///{VAR / 'check.sqlite3'}"
# Values of no worth: they only let the production settings load.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.production",
    "SECRET_KEY": "only-for-the-check-" + "x9fJ2-7aQkLw0" * 5,
    "ALLOWED_HOSTS": "www.example.org",
    "BASE_URL": "https://www.example.org",
}
DEVELOPMENT = {"DJANGO_SETTINGS_MODULE": "cnnum_site.settings.dev"}
CHECKS = [
    ("lint", [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "."], {}),
    ("format", [sys.executable, "-m", "ruff", "format", "--check", "--output-format", "concise", "."], {}),
    ("system checks", [*MANAGE, "check", "--fail-level", "WARNING"], DEVELOPMENT),
    ("deployment checks", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], DEVELOPMENT),
    ("translations", [sys.executable, "scripts/messages.py", "--check"], {}),
]


def main() -> int:
    only, failed = set(sys.argv[1:]), []
    VAR.mkdir(exist_ok=True)
    for name, command, environment in CHECKS:
        if only and name not in only:
            continue
        started = time.monotonic()
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": SCRATCH} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        good = result.returncode == 0
        print(f"    {'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - started:.0f} s)", flush=True)
        if not good:
            failed.append(name)
            print(result.stdout, flush=True)
    print(f"==> Checks: {'all good' if not failed else 'FAILED: ' + ', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
