"""`manage.py index_queue`: do the indexing that waits; with --follow, for ever."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from search.indexing.queue import process
from search.models import IndexTask

PAUSE = 2


class Command(BaseCommand):
    help = "Index what changed and is not indexed yet. Web processes do it by themselves; this is for other hosts."

    def add_arguments(self, parser):
        parser.add_argument("--follow", action="store_true", help="go on as long as the process lives")

    def handle(self, *args, **options):
        while True:
            outcome = process()
            if (outcome.done or outcome.failed) and options["verbosity"]:
                waiting = IndexTask.objects.count()
                self.stdout.write(f"{outcome.done} done, {outcome.failed} put off, {waiting} waiting")
            if not options["follow"]:
                return
            time.sleep(PAUSE)
            close_old_connections()
