"""The ways in that Wagtail and Django bring, which ask for no second factor: all lead to ours."""

from allauth.account.views import logout
from django.urls import path, re_path
from django.views.generic import RedirectView

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("admin/login/", to_sign_in),
    path("django-admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/logout/", logout),
    path("django-admin/logout/", logout),
    re_path(r"^(?:django-)?admin/password_(?:reset|change)/", to_reset),
]
