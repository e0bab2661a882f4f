"""The account's own pages: sign-in, password, second factor, ProConnect. Nobody signs up here."""

from allauth.account import views
from django.http import Http404
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from .proconnect import views as proconnect
from .views import leave_proconnect, signed_out, to_sign_in


def closed(request, **kwargs):
    """An address that allauth must be able to name, and that this site does not offer."""
    raise Http404


to_reset = RedirectView.as_view(pattern_name="account_reset_password")

#: The ways in that Wagtail and Django bring, which ask for no second factor: all lead to ours.
ways_in = [
    path("admin/login/", to_sign_in),
    path("django-admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/logout/", views.logout),
    path("django-admin/logout/", views.logout),
    re_path(r"^(?:django-)?admin/password_(?:reset|change)/", to_reset),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="accounts_home"),
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("au-revoir/", signed_out, name="accounts_signed_out"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", views.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mot-de-passe/change/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("double-authentification/", include("allauth.mfa.urls")),
    path("inscription/", closed, name="account_signup"),
    path("courriel/", closed, name="account_email"),
    path("courriel/verification/", closed, name="account_email_verification_sent"),
    re_path(r"^courriel/(?P<key>[-:\w]+)/$", closed, name="account_confirm_email"),
    path("mot-de-passe/definir/", closed, name="account_set_password"),
    path("tiers/", RedirectView.as_view(pattern_name="mfa_index"), name="socialaccount_connections"),
    path("tiers/inscription/", closed, name="socialaccount_signup"),
    path("tiers/abandon/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
    path("tiers/dissocier/", leave_proconnect, name="accounts_leave_proconnect"),
    path("proconnect/", proconnect.login, name="proconnect_login"),
    path("proconnect/retour/", proconnect.callback, name="proconnect_callback"),
]
