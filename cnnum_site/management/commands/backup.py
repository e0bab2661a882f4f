"""`manage.py backup TARGET`: the database and the media in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from cnnum_site.backup import write_backup


class Command(BaseCommand):
    help = "Write the database and every file of the media, with their hashes, into one file."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a file, or a folder where one is made, named by the time")

    def handle(self, *args, target, **options):
        target = target / f"cnnum-{timezone.now():%Y%m%dT%H%M%SZ}.tar" if target.is_dir() else target
        self.stdout.write(f"{target}: the database and {write_backup(target)} files")
