"""`manage.py purge_print_requests`: delete the requests for printed copies that were kept long enough."""

import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from council.models import PrintOrderPage, PrintRequest
from council.models.print_orders import DEFAULT_RETENTION_MONTHS

DAYS_A_MONTH = 30.44


def get_limit(months: int) -> datetime.datetime:
    """The moment before which a request has been kept for `months`."""
    return timezone.now() - datetime.timedelta(days=months * DAYS_A_MONTH)


class Command(BaseCommand):
    help = "Delete the requests for printed copies older than their page says, or than --months. Run it daily."

    def add_arguments(self, parser):
        parser.add_argument("--months", type=int, help="the same number of months for every request")
        parser.add_argument("--dry-run", action="store_true", help="say how many would be deleted, and stop")

    def handle(self, *args, months=None, dry_run=False, **options):
        if months is not None and months < 1:
            raise CommandError("--months must be 1 or more.")
        old = Q(created_at__lt=get_limit(months or DEFAULT_RETENTION_MONTHS))
        if months is None:
            pages = list(PrintOrderPage.objects.all())
            old &= ~Q(page__in=pages)
            for page in pages:
                old |= Q(page=page, created_at__lt=get_limit(page.retention_months))
        requests = PrintRequest.objects.filter(old)
        number = requests.count()
        if not dry_run:
            requests.delete()
        self.stdout.write(f"{number} request(s) {'would be ' if dry_run else ''}deleted")
