"""Telling the staff why something was refused."""

import logging
import re
import traceback
import zlib

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, ValidationError
from django.db import DataError, transaction
from django.db.models import ProtectedError
from django.http import HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.deprecation import MiddlewareMixin
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response

from registers.resuming import RESUME, ResumingMixin
from sections.approved import Refusal

from .bin.agreeing import Asked
from .bin.looks import ask
from .translations.entries import get_edit_url

log = logging.getLogger(__name__)
#: What reads a form or an address for Wagtail.
READERS = re.compile(
    r"/wagtail/(blocks/|coreutils|admin/forms/choosers)|/draftjs_exporter/|/models/fields/|/(apps|json|urllib)/"
)
#: How `saving.js` sends a form.
PACKED = "application/gzip"


class RefusalMiddleware(MiddlewareMixin):
    """Turns a `Refusal` into a message and the way back to the editor."""

    def process_view(self, request, view, args, kwargs):
        """Wagtail's own addresses for programs act in several saves: they are made one transaction.

        A text that the browser kept is shown by the screens that can; by others it would be saved.
        """
        # What a visitor posts is left unread: a mail client that unsubscribes sends anything. Who only reads is not
        # asked who they are: the answer would vary with the cookie.
        is_known = request.method == "POST" and request.user.is_authenticated
        if is_known and request.content_type == PACKED:
            request.POST = unpack(request.body)
        if is_known and RESUME in request.POST and not can_resume(request, view):
            return get_localized_response(refuse_to_resume, request)
        if request.method == "POST" and request.resolver_match.namespaces[:1] == ["wagtailadmin_api"]:
            try:
                with transaction.atomic():
                    return view(request, *args, **kwargs)
            except Refusal as refusal:
                return self.process_exception(request, refusal)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, Asked):
            # What was begun is undone: the request stays.
            try:
                ask(exception.kind, exception.targets, request.user)
            except Refusal as refusal:
                exception = refusal
        if isinstance(exception, ProtectedError):
            exception = Refusal(None, _("It is used elsewhere: take it away there first."))
        if isinstance(exception, Refusal):
            return get_localized_response(answer, request, exception)
        if is_malformed(request, exception):
            log.info("Refused as malformed: %s: %r", request.path, exception)
            return HttpResponseBadRequest(_("The form that was sent is not whole: go back, and send it again."))
        return None


def is_malformed(request, exception) -> bool:
    """Whether a request was made by hand: what Wagtail reads of one counts on what its own screens and windows send."""
    is_window = bool(request.GET) and "choose" in getattr(request.resolver_match, "view_name", "")
    if not (is_window or request.method == "POST") or isinstance(exception, MultiValueDictKeyError):
        return isinstance(exception, MultiValueDictKeyError)
    if isinstance(exception, NoReverseMatch):
        return is_window or "next" in request.POST
    reader = traceback.extract_tb(exception.__traceback__)[-1].filename
    is_misread = isinstance(exception, ValueError | LookupError | AttributeError | ValidationError)
    return isinstance(exception, OverflowError | DataError) or (is_misread and READERS.search(reader) is not None)


def unpack(body: bytes) -> QueryDict:
    """The fields of a form, packed as those of an address; what is none, or is too long, is a bad request."""
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        # Written as in an address, a letter takes up to three places.
        text = reader.decompress(body, 3 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    except zlib.error as error:
        raise BadRequest("Not packed") from error
    if not reader.eof:
        raise RequestDataTooBig("Cut, or too long")
    return QueryDict(text)


def can_resume(request, view) -> bool:
    """Whether a screen shows a kept text: those of entries say so, those of pages are chosen behind one address."""
    is_of_page = request.resolver_match.view_name in ("wagtailadmin_pages:edit", "wagtailadmin_pages:add")
    return is_of_page or issubclass(getattr(view, "view_class", object), ResumingMixin)


def refuse_to_resume(request):
    messages.error(request, _("This screen cannot show a text that was kept; it stays kept in this browser."))
    return redirect(request.path)


def answer(request, refusal: Refusal):
    """A redirect to the editor, or for Wagtail's windows the JSON that makes them go there."""
    reasons = format_html_join("", "<li>{}</li>", ((reason,) for reason in refusal.reasons))
    text = format_html("{}<ul>{}</ul>", refusal.title, reasons) if reasons else refusal.title
    (messages.warning if isinstance(refusal, Asked) else messages.error)(request, text)
    if refusal.thing is not None and refusal.thing.pk:
        target = get_edit_url(type(refusal.thing), refusal.thing.pk)
    else:
        # Back where the request came from, on this site.
        target = request.headers.get("referer", "")
        own = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
        target = target if own and not isinstance(refusal, Asked) else reverse("wagtailadmin_home")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": target})
    return redirect(target)
