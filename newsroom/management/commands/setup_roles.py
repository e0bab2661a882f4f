"""`manage.py setup_roles`: the groups of the staff and the workflow of the two approvals."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from newsroom.roles import ROLES, make_section_group, setup_roles


class Command(BaseCommand):
    help = (
        "Make the groups Rédaction, Relecture, Publication, Administration and the workflow between them. "
        "Run it again at will: what a group was given besides is kept."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--section",
            metavar="SLUG",
            action="append",
            default=[],
            help="also make the first three groups for one section alone",
        )

    @transaction.atomic
    def handle(self, *args, **options):
        groups = setup_roles()
        for slug in options["section"]:
            try:
                groups += [make_section_group(role, slug) for role in ROLES[:3]]
            except LookupError as error:
                raise CommandError(str(error)) from error
        for group in groups:
            self.stdout.write(f"  {group.name}: {group.permissions.count()} permissions")
