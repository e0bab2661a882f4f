"""Taking in what a public form brings: stored first, confirmed by its sender if need be, then told by e-mail."""

import datetime
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Model
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.audit import forget_name
from sections.jobs import DAY, job

from .mails import make_message
from .models import CONFIRMATION, Count, MonthlyCount, Received, Status

SALT = "forms.confirmation"


def get_received_models() -> list[type[Received]]:
    """Every kind of thing that comes in by a public form, of every installed room."""
    return [model for model in apps.get_models() if issubclass(model, Received)]


@transaction.atomic
def receive(thing: Received, is_proved: bool, rows: Iterable[Model] = ()) -> None:
    """Take `thing` in with the `rows` that belong to it; without a proof it waits for a yes by mail."""
    thing.language = (get_language() or settings.LANGUAGE_CODE)[:5]
    thing.keep_until = thing.get_keep_until()
    if not is_proved and thing.email:
        thing.status, thing.keep_until = Status.UNCONFIRMED, timezone.localdate() + CONFIRMATION
    thing.save()
    for row in rows:
        row.save()
    if thing.status == Status.UNCONFIRMED:
        send(thing, [make_confirmation(thing)])
    else:
        _accept(thing)


@transaction.atomic
def confirm(thing: Received) -> None:
    """Its sender says that it is theirs; a second time changes nothing."""
    waiting = type(thing).objects.filter(pk=thing.pk, status=Status.UNCONFIRMED)
    if waiting.update(status=Status.PENDING, keep_until=thing.get_keep_until()):
        thing.refresh_from_db()
        _accept(thing)


def _accept(thing: Received) -> None:
    thing.due_on = timezone.localdate() + datetime.timedelta(days=thing.days_to_answer)
    thing.accept()
    thing.save()
    tally(thing, "received")
    send(thing, thing.get_messages())


def tally(thing: Received, what: str) -> None:
    """Count it among what was received, or handled, this month."""
    month = timezone.localdate().replace(day=1)
    row, _made = MonthlyCount.objects.get_or_create(month=month, kind=thing.kind)
    MonthlyCount.objects.filter(pk=row.pk).update(**{what: F(what) + 1})


def send(thing: Received, messages: list[EmailMultiAlternatives]) -> None:
    """Write to whom it concerns, in the transaction that stores it: the messages wait in the outbox."""
    for message in messages:
        message.send()
    type(thing).objects.filter(pk=thing.pk).update(notified=True)


def make_confirmation(thing: Received) -> EmailMultiAlternatives:
    """The message that asks for a yes: nothing that its sender wrote is in it."""
    with override(thing.language):
        token = signing.dumps([thing._meta.label_lower, thing.pk], salt=SALT, compress=True)
        address = settings.WAGTAILADMIN_BASE_URL + reverse("confirm", args=[token])
        context = {"thing": thing, "address": address, "days": CONFIRMATION.days}
        return make_message(gettext("Confirm what you sent us"), "forms/mail/confirm", thing.email, context, True)


@never_cache
def confirm_by_mail(request, token: str):
    """GET shows, POST confirms: what reads mails before their recipients follows links."""
    try:
        label, pk = signing.loads(token, salt=SALT, max_age=CONFIRMATION)
        thing = get_object_or_404(apps.get_model(label), pk=pk)
    except (signing.BadSignature, LookupError, Http404):
        return render(request, "forms/confirm.html", {"thing": None}, status=410)
    if request.method == "POST":
        confirm(thing)
        thing.refresh_from_db()
    return render(request, "forms/confirm.html", {"thing": thing, "is_waiting": thing.status == Status.UNCONFIRMED})


@job(_("Deletion of what public forms brought, once its time is over"), every=DAY)
def purge_received() -> None:
    """Delete what was kept for as long as its form promised, and what was counted of it."""
    Count.objects.filter(until__lte=timezone.now()).delete()
    for model in get_received_models():
        model.objects.filter(keep_until__lt=timezone.localdate()).delete()


@receiver(post_delete)
def forget_sender(sender, instance, **kwargs):
    if issubclass(sender, Received):
        forget_name(instance)
