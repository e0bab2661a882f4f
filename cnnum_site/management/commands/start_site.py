"""`manage.py start_site`: from an empty database to a site that its first people may sign in to."""

from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import override

from accounts.recovery import recover, send_link
from home.starting import start_pages
from newsroom.roles import ROLES, setup_roles


class Command(BaseCommand):
    help = (
        "Make what a new site lacks: its address (BASE_URL), home page, index pages, drafts of legal pages, roles. "
        "Run it again at will: what is there stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--invite",
            nargs=3,
            action="append",
            default=[],
            metavar=("ROLE", "LOGIN", "EMAIL"),
            help=f"make an account and print the link that opens it once; ROLE: {', '.join(r.login for r in ROLES)}",
        )

    @transaction.atomic
    def handle(self, *args, invite, **options):
        with override(settings.LANGUAGE_CODE):
            for page in start_pages():
                self.stdout.write(f"  {'page ' if page.live else 'draft'} {page.full_url} {page.title}")
        setup_roles()
        for role, login, email in invite:
            self.invite(role, login, email)

    def invite(self, role: str, login: str, email: str) -> None:
        groups = {role.login: role.group for role in ROLES}
        try:
            group = Group.objects.get(name=groups[role])
            validate_email(email)
        except (KeyError, ValidationError) as error:
            raise CommandError(f"{role} {email}: not a role ({', '.join(groups)}) and an e-mail address.") from error
        user, created = get_user_model().objects.get_or_create(username=login, defaults={"email": email})
        if not created:
            self.stdout.write(f"{login} has an account already: `recover_account {login}` gives another link.")
            return
        user.groups.add(group)
        link = recover(user)
        self.stdout.write(f"{login} ({group}) chooses a password once, within hours, by {link}")
        transaction.on_commit(partial(send_link, user, link), robust=True)
