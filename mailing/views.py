"""Subscribing, confirming, preferring, leaving: a link shows, a button acts.

Private addresses say who one is and no cookie does: there is nothing for another site to borrow.
"""

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from forms.guards import GuardedForm

from .lists import LISTS
from .models import Frequency, Subscription
from .subscriptions import ask, confirm, end, read

SENT = "envoye"


class SubscribeForm(GuardedForm):
    """An address for a list; of the lists that are one thing each."""

    kind = "subscription"
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Subscription.language.field.choices)

    def __init__(self, *arguments, **kwargs):
        super().__init__(*arguments, **kwargs)
        self.fields["language"].initial = get_language()


def subscribe(request, code: str = ""):
    """The form of a list, of the first one without a `code`."""
    chosen = next((one for one in LISTS.values() if not one.describe and code in ("", one.code)), None)
    if code and not chosen:
        raise Http404
    form = SubscribeForm(request.POST if request.method == "POST" else None, request=request)
    if chosen and form.is_valid():
        ask(form.cleaned_data["email"], chosen.code, form.cleaned_data["language"], form=request.path)
        return HttpResponseRedirect(f"{request.path}?{SENT}")
    context = {"form": form, "list": chosen, "is_sent": SENT in request.GET}
    return form.answer(render(request, "mailing/subscribe.html", context))


def confirm_page(request, key: str):
    """What the mail of a new subscription leads to."""
    subscriber, subscription = read(key)
    if subscription and request.method == "POST":
        confirm(subscription)
        subscription.refresh_from_db()
    context = {"subscription": subscription, "key": key}
    return render(request, "mailing/confirm.html", context, status=200 if subscription else 410)


def unsubscribe(request, key: str, everything: bool = False):
    """End a subscription, or all of its owner's; by one click of a mail client too (RFC 8058), whatever it sends."""
    subscriber, subscription = read(key)
    is_done = request.method == "POST"
    if is_done and subscriber and (everything or subscription):
        own = subscriber.subscriptions.all()
        end(own if everything else own.filter(pk=subscription.pk))
    more = 0 if everything or not subscriber else subscriber.subscriptions.count()
    context = {"subscription": subscription, "key": key, "is_done": is_done, "more": more}
    return render(request, "mailing/unsubscribe.html", context)


def preferences(request, key: str):
    """All that one receives, and how often."""
    subscriber, _subscription = read(key)
    own = subscriber.subscriptions.active() if subscriber else Subscription.objects.none()
    if request.method == "POST":
        kept = request.POST.getlist("kept")
        end(own.filter(pk__in=[row.pk for row in own if str(row.pk) not in kept]))
        for subscription in own:
            if (chosen := request.POST.get(f"frequency-{subscription.pk}")) in Frequency.values:
                own.filter(pk=subscription.pk).exclude(frequency="").update(frequency=chosen)
    context = {"rows": own, "key": key, "frequencies": Frequency.choices, "is_saved": request.method == "POST"}
    return render(request, "mailing/preferences.html", context)


urlpatterns = [
    path("", subscribe, name="mailing_subscribe"),
    path(_("confirm/<str:key>/"), confirm_page, name="mailing_confirm"),
    path(_("stop/<str:key>/"), unsubscribe, name="mailing_unsubscribe"),
    path(_("stop/<str:key>/all/"), unsubscribe, {"everything": True}, name="mailing_unsubscribe_all"),
    path(_("preferences/<str:key>/"), preferences, name="mailing_preferences"),
    path("<slug:code>/", subscribe, name="mailing_subscribe_to"),
]
for pattern in urlpatterns:
    pattern.callback = csrf_exempt(never_cache(pattern.callback))
