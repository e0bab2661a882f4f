"""`manage.py remind_reviews`: writes to those who answer for pages that wait to be read again; for cron, once a day."""

from django.core.management.base import BaseCommand

from care.reminders import remind


class Command(BaseCommand):
    help = "Write to the owners of the pages that are to be reviewed, one message each, once a month for a page."

    def handle(self, *args, **options):
        result = remind()
        self.stdout.write(f"{result.sent} messages, {result.pages} pages")
        if result.nobody:
            self.stdout.write(self.style.WARNING(f"{result.nobody} pages have nobody to write to"))
        if result.failed:
            self.stderr.write(f"{result.failed} messages could not be sent: they will be sent next time")
