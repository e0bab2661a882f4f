"""`manage.py purge_audit_log`: personal data of the sign-in go when their time is over, as the daily job does."""

from datetime import timedelta

from django.core.management.base import BaseCommand

from accounts.audit import find_old, purge


class Command(BaseCommand):
    help = (
        "Delete the entries about accounts older than AUDIT_RETENTION, past failed attempts and dead sessions. "
        "The history of pages and registers stays."
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, help="keep so many days instead")
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args, days, dry_run, **options):
        kept = None if days is None else timedelta(days=days)
        count = find_old(kept).count()
        if not dry_run:
            purge(kept)
        self.stdout.write(f"{count} entries {'to delete' if dry_run else 'deleted'}.")
