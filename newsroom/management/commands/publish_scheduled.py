"""`manage.py publish_scheduled`, in place of Wagtail's: one bad page does not stop the others."""

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page, Revision

from newsroom.scheduling import get_due, run


class Command(BaseCommand):
    help = "Publish and withdraw the pages whose hour has come. Ends with 1 when one of them could not be."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", "--dry-run", action="store_true", help="say what is due, and change nothing")

    def handle(self, *args, **options):
        if options["dryrun"]:
            expired, revisions = get_due()
            for page in Page.objects.filter(pk__in=expired):
                self.stdout.write(f"to withdraw: {page.title}")
            for revision in Revision.objects.filter(pk__in=revisions).defer("content"):
                self.stdout.write(f"to publish: {revision.object_str}")
            return
        outcome = run()
        if options["verbosity"]:
            for verb, titles in (("published", outcome.published), ("withdrawn", outcome.expired)):
                for title in titles:
                    self.stdout.write(f"{verb}: {title}")
        if outcome.failed:
            raise CommandError("\n  ".join([f"{len(outcome.failed)} failed:", *outcome.failed]))
