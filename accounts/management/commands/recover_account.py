"""`manage.py recover_account LOGIN`: for who lost the telephone and the codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts.recovery import recover, send_link


class Command(BaseCommand):
    help = (
        "Remove the second factor, the password, the linked identities and the sessions of an account, "
        "and send its person a one-time link to choose a password anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("login")
        parser.add_argument("--print", action="store_true", dest="show", help="print the link instead of mailing it")

    def handle(self, *args, login, show, **options):
        user = get_user_model().objects.filter(username__iexact=login).first()
        if user is None:
            raise CommandError(f"No account has the login {login}.")
        if not user.is_active:
            raise CommandError(f"The account {login} is not active: make it active first.")
        if not user.email and not show:
            raise CommandError(f"The account {login} has no e-mail address: use --print and give the link by hand.")
        link = recover(user)
        if show:
            self.stdout.write(link)
        else:
            send_link(user, link)
            self.stdout.write(f"A one-time link was sent to {user.email}.")
