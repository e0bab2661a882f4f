"""`manage.py purge_print_requests`: delete at once what the daily job does, the requests that were kept long enough."""

from django.core.management.base import BaseCommand

from council.models.print_orders import purge_requests


class Command(BaseCommand):
    help = "Delete the requests for printed copies older than their page says."

    def handle(self, *args, **options):
        purge_requests.call()
