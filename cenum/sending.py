"""A letter sent to those who asked for it: looked at, checked, tried on oneself, asked for, accepted by another."""

from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.permissions import page_permission_policy

from content.models.provenance import mark
from forms.mails import make_message
from mailing.models import Sending, Subscription
from mailing.sendings import PREFERENCES, UNSUBSCRIBE

from .mailing import make_mail
from .models import CenumIssuePage

#: Bytes above which mail programs cut a message, characters above which they cut a subject.
HEAVIEST, LONGEST = 100_000, 100
ASKED, DUE, CANCELLED = Sending.State.ASKED, Sending.State.DUE, Sending.State.CANCELLED


class HourForm(forms.Form):
    due_at = forms.DateTimeField(label=_("Hour of sending"), widget=AdminDateTimeInput, initial=timezone.localtime)


def find_faults(page, html: str, text: str) -> list[str]:
    """What has to be put right before a letter leaves."""
    soup = BeautifulSoup(html, "html.parser")
    links = {link["href"].removeprefix("mailto:") for link in soup.find_all("a")}
    told = {
        gettext("There is no summary: it is what mail programs show beside the subject."): not page.summary,
        gettext("The title is the subject: longer than 100 characters, it is cut."): len(page.title) > LONGEST,
        gettext("It weighs more than 100 KB: mail programs cut it."): len(html.encode()) > HEAVIEST,
        gettext("A picture has no alternative text."): soup.find("img", alt=""),
        gettext("A link is not in the text part."): any(url not in text for url in links),
    }
    return [words for words, is_wrong in told.items() if is_wrong]


def tell_others(sending: Sending, address: str) -> None:
    """A sending waits for a second person: to those who may publish it."""
    readers = page_permission_policy.users_with_permission_for_instance("publish", sending.page)
    with override(settings.LANGUAGE_CODE):
        subject = gettext("Waits for a second person: “%(title)s”") % {"title": sending.subject}
        for reader in readers.filter(is_active=True).exclude(email="").exclude(pk=sending.asked_by_id):
            context = {"sending": sending, "title": sending.subject, "address": address}
            make_message(subject, "cenum/admin/sending", reader.email, context).send()


def send_issue(request, page_id: int):
    """The screen of an issue: its mail as it stands, what is wrong with it, its sending."""
    page = get_object_or_404(CenumIssuePage, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not rights.can_edit():
        raise PermissionDenied
    draft, known = page.get_latest_revision_as_object(), {"list": "cenum", "language": page.locale.language_code}
    html, text = make_mail(draft, request, unsubscribe=UNSUBSCRIBE, preferences=PREFERENCES)
    faults, form = find_faults(draft, html, text), HourForm(request.POST or None)
    sending = Sending.objects.filter(page=page).exclude(state=CANCELLED).first()
    # Publishing needs its approvals; unscheduling only the power to publish.
    is_publisher = rights.can_unschedule()
    may = {
        "try": request.user.email,
        "ask": is_publisher and page.live and not page.has_unpublished_changes and not faults and not sending,
        "accept": is_publisher and sending and sending.state == ASKED and sending.asked_by != request.user,
        "cancel": is_publisher and sending and sending.state in (ASKED, DUE),
    }
    action = next((name for name in may if name in request.POST and may[name]), None)
    if action == "try":
        html, text = make_mail(draft, request)
        message = EmailMultiAlternatives(
            f"[{gettext('Test')}] {mark(draft.title, draft)}", text, to=[request.user.email]
        )
        message.attach_alternative(html, "text/html")
        message.send()
    elif action == "ask" and form.is_valid():
        words = {"subject": mark(page.title, page), "html": html, "text": text, "due_at": form.cleaned_data["due_at"]}
        sending = Sending.objects.create(
            page=page, revision=page.live_revision, asked_by=request.user, **known, **words
        )
        tell_others(sending, settings.WAGTAILADMIN_BASE_URL + request.path)
    elif action == "accept":
        Sending.objects.filter(pk=sending.pk, state=ASKED).update(state=DUE, approved_by=request.user)
    elif action == "cancel":
        Sending.objects.filter(pk=sending.pk, state__in=[ASKED, DUE]).update(state=CANCELLED)
    elif request.method == "POST":
        messages.error(request, gettext("This cannot be done: read the screen again."))
    if request.method == "POST":
        return redirect(request.path)
    counts = {name: Count(name) for name in ("pk", "sent_at", "bounced_at", "unsubscribed_at")}
    context = {"page": page, "form": form, "faults": faults, "text": text, "sending": sending, "may": may}
    context["readers"] = Subscription.objects.active().filter(**known).count()
    context["counts"] = sending and sending.deliveries.aggregate(**counts)
    context["weight"] = len(html.encode()) // 1000
    return TemplateResponse(request, "cenum/admin/send.html", context)
