"""Receiving a request for printed copies: so many an hour from one address, stored first, then told by e-mail."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext, override

from accounts.addresses import get_counted_address
from home.models import SiteSettings

from .models.print_requests import PrintRequest, PrintRequestItem

logger = logging.getLogger(__name__)

#: Seconds for which a request counts.
WINDOW = 3600
#: Requests from one address in that time, unless PRINT_REQUESTS_PER_HOUR says otherwise.
LIMIT = 5

STORED = ("name", "organisation", "email", "address", "postal_code", "city", "country", "copies", "reason")


def is_over_limit(request) -> bool:
    """Count one more request; whether its address has sent too many within the hour."""
    address = get_counted_address(request) or ""
    digest = salted_hmac("council.print_order", address, algorithm="sha256").hexdigest()
    key = f"print-order:{digest[:32]}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > getattr(settings, "PRINT_REQUESTS_PER_HOUR", LIMIT)
    except ValueError:  # it expired in between
        cache.set(key, 1, WINDOW)
        return False


def receive(form, page) -> PrintRequest:
    """Store a valid form of a `PrintOrderPage`, and write to the staff and to the requester once it is stored."""
    with transaction.atomic():
        request = PrintRequest.objects.create(
            page=page,
            language=(get_language() or settings.LANGUAGE_CODE)[:5],
            **{name: form.cleaned_data[name] for name in STORED},
        )
        PrintRequestItem.objects.bulk_create(
            PrintRequestItem(request=request, page=work, title=work.title[:255]) for work in form.cleaned_data["works"]
        )
        transaction.on_commit(lambda: notify(request))
    return request


def notify(request: PrintRequest) -> None:
    """Write to the staff, then to the requester; a mail server that is down loses nothing that is stored."""
    try:
        for message in get_messages(request):
            message.send()
    except Exception:
        # Whatever the mail server's reason, the request is stored and the admin shows it was not told.
        logger.exception("The e-mails of print request %s were not sent", request.pk)
        return
    PrintRequest.objects.filter(pk=request.pk).update(notified=True)


def get_messages(request: PrintRequest) -> list[EmailMultiAlternatives]:
    """The e-mails of a request: to the address of the site's settings if there is one, and to the requester."""
    site = SiteSettings.load()
    base = settings.WAGTAILADMIN_BASE_URL
    context = {
        "request_made": request,
        "items": list(request.items.all()),
        "site": site,
        "months": request.page.retention_months if request.page else None,
        "admin_url": base + reverse("print_requests:edit", args=[request.pk]),
    }
    messages = []
    if site.email:
        with override(settings.LANGUAGE_CODE):
            subject = gettext("Request for printed copies: %(what)s") % {"what": request.summary}
            message = make_message(subject, "staff", site.email, context)
        message.reply_to = [request.email]
        messages.append(message)
    with override(request.language):
        subject = gettext("Your request for printed copies has been received")
        message = make_message(subject, "requester", request.email, context)
    if site.email:
        message.reply_to = [site.email]
    message.extra_headers["Auto-Submitted"] = "auto-replied"
    messages.append(message)
    return messages


def make_message(subject: str, name: str, to: str, context: dict) -> EmailMultiAlternatives:
    """A message as plain text and as HTML, in the active language."""
    text = render_to_string(f"council/mail/{name}.txt", context)
    html = render_to_string(f"council/mail/{name}.html", context)
    message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to])
    message.attach_alternative(html, "text/html")
    return message
