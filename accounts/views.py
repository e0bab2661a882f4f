"""Pages besides allauth's: leaving ProConnect, unlinking it, recovering someone's account."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.signals import social_account_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import lockout, recovery, sessions


@never_cache
def to_sign_in(request):
    """Any way in leads to ours. Who has signed in already, and may not pass that door, is told so, not sent round."""
    user = get_user(request)
    if user.is_authenticated:
        if settings.REQUIRE_MFA and not sessions.has_two_factors(request):
            return redirect("mfa_activate_totp")
        door = request.path.strip("/").split("/")[0]
        opens = {"admin": user.has_perm("wagtailadmin.access_admin"), "django-admin": user.is_staff}
        if not opens.get(door):
            raise PermissionDenied
    query = request.META["QUERY_STRING"]
    return redirect(reverse("account_login") + (f"?{query}" if query else ""))


@never_cache
@require_safe
def signed_out(request):
    """Go on to ProConnect's own sign-out, once; its page leads back to the sign-in."""
    address = request.session.pop("proconnect_logout", "")
    if not address:
        return redirect("account_login")
    return render(request, "accounts/leaving.html", {"address": address, "is_sign_out": True})


@never_cache
@login_required
@require_POST
def leave_proconnect(request):
    """Unlink the person's ProConnect identity."""
    raise_if_reauthentication_required(request, app="accounts")
    for account in SocialAccount.objects.filter(user=request.user):
        account.delete()
        social_account_removed.send(sender=SocialAccount, request=request, socialaccount=account)
    messages.success(request, _("ProConnect no longer opens your account."))
    return redirect("mfa_index")


class RecoverView(WagtailAdminTemplateMixin, TemplateView):
    """Recover or unlock the account of someone else, after proving again who one is."""

    template_name = "accounts/admin/recover.html"
    page_title = gettext_lazy("Recover an account")
    header_icon = "key"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        self.object = get_object_or_404(get_user_model(), pk=kwargs["pk"])
        if not recovery.may_recover(request.user, self.object):
            raise PermissionDenied
        raise_if_reauthentication_required(request, app="accounts")
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": "", "label": get_user_display_name(self.object)},
        ]

    def get_page_subtitle(self):
        return get_user_display_name(self.object)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "account": self.object,
            "account_name": get_user_display_name(self.object),
            "is_locked": lockout.is_locked(self.object),
        }

    def post(self, request, *args, **kwargs):
        name = get_user_display_name(self.object)
        if request.POST.get("action") == "unlock":
            recovery.unlock(self.object, actor=request.user, request=request)
            messages.success(request, _("%(name)s can sign in again.") % {"name": name})
            return redirect("wagtailusers_users:edit", self.object.pk)
        if request.POST.get("action") != "recover":
            return redirect("accounts_recover", self.object.pk)
        link = recovery.recover(self.object, actor=request.user, request=request)
        if self.object.email:
            recovery.send_link(self.object, link)
            text = _("A link to choose a password anew was sent to %(email)s.") % {"email": self.object.email}
            messages.success(request, text)
            return redirect("wagtailusers_users:edit", self.object.pk)
        # No address to write to: shown here and nowhere else, to be given by hand.
        return self.render_to_response(self.get_context_data(link=link))
