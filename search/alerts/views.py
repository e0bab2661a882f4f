"""Asking for an alert: what is followed is said, an address is typed, its owner confirms by mail (`mailing`)."""

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forms.guards import GuardedForm
from mailing.lists import LISTS
from mailing.models import Frequency, Subscription
from mailing.subscriptions import ask, end
from mailing.subscriptions import read as read_key
from mailing.views import SENT

from .followed import ALERTS, Gone, read, write


class FollowForm(GuardedForm):
    kind = "alert"

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Expected format: name@example.fr"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, initial=Frequency.DAILY, widget=forms.RadioSelect
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, source: str):
    """The form of what the address lists; what nothing has cannot be followed."""
    language = get_language()
    try:
        query = write(source, request.GET, language)
        followed = read(query, language)
    except Gone as error:
        raise Http404 from error
    if not settings.MAILER:
        raise Http404
    form = FollowForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        ask(wanted["email"], ALERTS, language, form=request.path, query=query, frequency=wanted["frequency"])
        return redirect(f"{request.get_full_path()}{'&' if request.GET else '?'}{SENT}")
    context = {
        "is_sent": SENT in request.GET,
        "form": form,
        "title": followed.title,
        "url": followed.listing.url(),
        "consent": LISTS[ALERTS].consent,
    }
    return form.answer(TemplateResponse(request, "search/alerts/follow.html", context))


@csrf_exempt
@never_cache
def stop(request, key: str):
    """End all the alerts of a subscriber, by a button, or by the click of a mail client (RFC 8058), whatever it sends."""
    subscriber, _subscription = read_key(key)
    own = subscriber.subscriptions.filter(list=ALERTS) if subscriber else Subscription.objects.none()
    context = {"rows": list(own), "is_done": request.method == "POST" or not own}
    if request.method == "POST":
        end(own)
    return TemplateResponse(request, "search/alerts/stop.html", context)
