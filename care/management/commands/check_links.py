"""`manage.py check_links`: asks the addresses that the site's contents lead to, as the jobs of the worker do."""

from django.core.management.base import BaseCommand

from care.checking.collecting import collect
from care.checking.queue import check_here


class Command(BaseCommand):
    help = (
        "Collect the outside links of pages and registers, and check those that are due, politely: one request "
        "at a time for each server. It may be stopped at any time, and run several times at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=float, default=600, help="stop after so many seconds (default: 600)")
        parser.add_argument("--limit", type=int, help="check so many addresses at most")
        parser.add_argument("--no-collect", action="store_true", help="leave the list of addresses as it is")

    def handle(self, *args, **options):
        if not options["no_collect"]:
            self.stdout.write(f"{collect()} addresses")
        done = check_here(options["seconds"], options["limit"])
        self.stdout.write(self.style.SUCCESS(f"{done} checked"))
