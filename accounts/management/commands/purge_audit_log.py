"""`manage.py purge_audit_log`: personal data of the sign-in go when their time is over."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from wagtail.models import ModelLogEntry


class Command(BaseCommand):
    help = (
        "Delete the entries about accounts older than AUDIT_RETENTION, past failed attempts and dead sessions. "
        "The history of pages and registers stays."
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, help="keep so many days instead")
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args, days, dry_run, **options):
        kept = settings.AUDIT_RETENTION if days is None else timedelta(days=days)
        entries = ModelLogEntry.objects.filter(action__startswith="accounts.", timestamp__lt=timezone.now() - kept)
        count = entries.count()
        if not dry_run:
            entries.delete()
            AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
            call_command("clearsessions")
        self.stdout.write(f"{count} entries {'to delete' if dry_run else 'deleted'}.")
