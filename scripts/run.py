#!/usr/bin/env python
"""`make run`: database, demo content, demo accounts, server; in one process, to start fast, and one for the jobs."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.dev")


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def main() -> None:
    host, port = os.environ.get("HOST") or "localhost", os.environ.get("PORT") or "8000"
    os.environ.setdefault("BASE_URL", f"http://{host}:{port}")
    started = time.monotonic()
    from compile_messages import compile_messages

    compile_messages()

    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Preparing the database ({len(plan)} migrations)")
        call_command("migrate", interactive=False, verbosity=1)
    say("Loading the demo content")
    call_command("load_demo")
    from wagtail.models import Site

    from home.starting import set_address

    # Loaded at another port, it is here now.
    set_address(Site.objects.get(is_default_site=True))
    say("Demo accounts")
    call_command("create_demo_accounts")
    if os.environ.get("REQUIRE_MFA") != "1":
        say("They open with the password alone, here only; REQUIRE_MFA=1 make run asks for the second factor")
    say(f"Ready in {time.monotonic() - started:.0f} s: http://{host}:{port}/ (admin: http://{host}:{port}/admin/)")
    # What waits in the queue is done as on a server; it ends with this process.
    worker = [sys.executable, "manage.py", "db_worker", "--parent", str(os.getpid()), "--no-startup-delay"]
    subprocess.Popen(worker, cwd=ROOT, stdin=subprocess.DEVNULL)
    # The name localhost may mean ::1; runserver wants an address of one family.
    address = "127.0.0.1" if host == "localhost" else host
    if os.environ.get("RELOAD") == "1":
        # The reloader starts the command again in a child: give it a plain command line.
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "manage.py", "runserver", f"{address}:{port}"])
    call_command("runserver", f"{address}:{port}", use_reloader=False, skip_checks=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
