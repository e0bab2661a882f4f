"""The two ends of a sign-in by ProConnect."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from .client import ProConnectClient


class CallbackView(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@never_cache
@login_not_required
@require_POST
def login(request):
    """Leave for the provider by a page of ours: the policy of forms lets them lead nowhere else."""
    try:
        response = OAuth2LoginView.adapter_view(ProConnectClient(request))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (RequestException, OAuth2Error):
        return render(request, "socialaccount/authentication_error.html", status=502)
    if response.status_code == 302:
        return render(request, "accounts/leaving.html", {"address": response.url})
    return response


@never_cache
@login_not_required
@require_safe
def callback(request):
    try:
        return CallbackView.adapter_view(ProConnectClient(request))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
