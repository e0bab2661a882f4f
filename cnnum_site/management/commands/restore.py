"""`manage.py restore SOURCE`: what `backup` wrote, put back; then whatever comes after it in this version."""

from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cnnum_site.backup import list_media, restore_backup


class Command(BaseCommand):
    help = (
        "Have the database and the media hold what a backup holds, bring it up to date, index it. Stop the site first."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path)
        parser.add_argument("--replace", action="store_true", help="the site may hold something, which is lost")

    def handle(self, *args, source, replace, **options):
        if not replace and (connection.introspection.table_names() or any(list_media())):
            raise CommandError("This site is not empty. With --replace, all that it holds is lost.")
        number = restore_backup(source)
        call_command("migrate", interactive=False, verbosity=0)
        cache.clear()
        call_command("reindex", verbosity=0)
        self.stdout.write(f"{source}: the database and {number} files are back")
