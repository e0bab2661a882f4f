"""`manage.py unlock_account LOGIN`: forget the failed sign-ins of an account."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts.recovery import unlock


class Command(BaseCommand):
    help = "Let an account that was locked out sign in again at once."

    def add_arguments(self, parser):
        parser.add_argument("login")

    def handle(self, *args, login, **options):
        user = get_user_model().objects.filter(username__iexact=login).first()
        if user is None:
            raise CommandError(f"No account has the login {login}.")
        self.stdout.write(f"{unlock(user)} failed attempts forgotten.")
