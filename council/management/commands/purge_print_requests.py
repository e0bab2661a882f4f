"""`manage.py purge_print_requests`: delete the requests for printed copies that were kept long enough."""

from django.core.management.base import BaseCommand, CommandError

from council.models.print_orders import find_old_requests


class Command(BaseCommand):
    help = "Delete the requests for printed copies older than their page says, or than --months, as the daily job does."

    def add_arguments(self, parser):
        parser.add_argument("--months", type=int, help="the same number of months for every request")
        parser.add_argument("--dry-run", action="store_true", help="say how many would be deleted, and stop")

    def handle(self, *args, months=None, dry_run=False, **options):
        if months is not None and months < 1:
            raise CommandError("--months must be 1 or more.")
        requests = find_old_requests(months)
        number = requests.count()
        if not dry_run:
            requests.delete()
        self.stdout.write(f"{number} request(s) {'would be ' if dry_run else ''}deleted")
