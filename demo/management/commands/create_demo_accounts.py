"""`manage.py create_demo_accounts`: one account for each role, on a developer's machine."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from newsroom.roles import ROLES, setup_roles


def make_account(role) -> tuple[str, bool]:
    """The account of a role: its password if it is the demo's ("" if it was changed), and whether it is new.

    The passwords are known to all: these accounts exist on a developer's machine only.
    """
    user_model, password = get_user_model(), f"demo-{role.login}-2025"
    user, created = user_model.objects.get_or_create(
        **{user_model.USERNAME_FIELD: role.login},
        defaults={"email": f"{role.login}@example.org", "first_name": role.group, "last_name": "(démo)"},
    )
    groups = {group.name: group for group in setup_roles()}
    if created:
        user.set_password(password)
        user.save()
        user.groups.add(groups[role.group])
    return (password if user.check_password(password) else ""), created


class Command(BaseCommand):
    help = "Create one demo account for each role and print their passwords. Refused when DEBUG is off."

    @transaction.atomic
    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demo accounts have passwords that everyone knows: they are refused when DEBUG is off.")
        self.stdout.write(f"  {'login':<16}{'password':<26}role")
        for role in ROLES:
            password, _created = make_account(role)
            self.stdout.write(f"  {role.login:<16}{password or '(changed since)':<26}{role.group}")
