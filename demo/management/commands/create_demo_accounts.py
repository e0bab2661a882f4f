"""`manage.py create_demo_accounts`: one account for each role, on a developer's machine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demo.accounts import make_account
from newsroom.roles import ROLES


class Command(BaseCommand):
    help = "Create one demo account for each role and print their passwords. Refused when DEBUG is off."

    @transaction.atomic
    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demo accounts have passwords that everyone knows: they are refused when DEBUG is off.")
        rows = [("login", "password", "role")]
        for role in ROLES:
            password, _created = make_account(role)
            rows.append((role.login, password or "(changed since)", role.group))
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            self.stdout.write(
                "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
