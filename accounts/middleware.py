"""Nobody is signed in with a password alone, or for ever."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from . import lockout, sessions

#: Requests that the editor sends by itself: they do not show that anyone is there.
AUTOMATIC = ("/admin/editing-sessions/", "/admin/newsroom/presence/")


class SignInMiddleware(MiddlewareMixin):
    """End old sessions; send those without a second factor to set it up, before anything of the admin answers.

    Elsewhere than in the admin and the account's own pages they are visitors like any other:
    private pages and drafts stay closed.
    """

    def __call__(self, request):
        # Visitors have no session: no query for them.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if response := self.check(request):
                return response
            response = self.get_response(request)
            # Whoever is there has proved both factors.
            if request.user.is_authenticated and request.path.startswith(settings.ADMIN_PATHS):
                lockout.remember_device(request, response)
            return response
        return self.get_response(request)

    def check(self, request):
        is_admin = request.path.startswith(settings.ADMIN_PATHS)
        if sessions.is_over(request):
            logout(request)
            return self.say_over(request) if is_admin else None
        if not request.path.startswith(AUTOMATIC):
            sessions.touch(request)
        if not settings.REQUIRE_MFA or request.path.startswith(reverse("accounts_home")):
            return None
        if sessions.has_two_factors(request):
            return None
        if not is_admin:
            request.user = AnonymousUser()
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        return redirect("mfa_activate_totp")

    def say_over(self, request):
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        messages.info(request, _("Your session has ended. Sign in again to go on."))
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
