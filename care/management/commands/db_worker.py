"""`manage.py db_worker`, that of django-tasks-db, with what watches over the jobs (`care.keeper`)."""

import logging

from django_tasks_db.management.commands import db_worker

from care.keeper import Keeper
from sections.jobs import BACKEND


class Command(db_worker.Command):
    help = "Do the jobs that wait, and those that come back. As many as wanted may run at once, on several hosts."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--parent", type=int, help="the process that starts this one: it ends with it")
        parser.set_defaults(queue_name="*", backend_name=BACKEND, reload=False)

    def configure_logging(self, verbosity):
        """By default, what goes wrong only: not two lines for each job."""
        super().configure_logging(verbosity)
        if verbosity == 1:
            for name in (db_worker.TASKS_LOGGER, "django_tasks_db"):
                logging.getLogger(name).setLevel(logging.WARNING)

    def handle(self, *, parent, **options):
        keeper = Keeper(parent)
        if options["batch"]:
            keeper.tend()
        else:
            keeper.start()
        super().handle(**options)
