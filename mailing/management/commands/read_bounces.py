"""`manage.py read_bounces < MESSAGE`: what a mail server hands to a program when a message came back."""

import sys

from django.core.management.base import BaseCommand

from mailing.reports import read_report


class Command(BaseCommand):
    help = "Read on the standard input a message that came back: a report of a server (DSN) or a complaint (ARF)."

    def handle(self, **options):
        self.stdout.write(read_report(sys.stdin.buffer.read()) or "none of ours")
