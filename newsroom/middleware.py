"""Telling the staff why something was refused."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response

from sections.approved import Refusal

from .translations.entries import get_edit_url


class RefusalMiddleware:
    """Turns a `Refusal` into a message and the way back to the editor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refusal):
            return get_localized_response(answer, request, exception)
        return None


def answer(request, refusal: Refusal):
    """A redirect to the editor, or for Wagtail's windows the JSON that makes them go there."""
    reasons = format_html_join("", "<li>{}</li>", ((reason,) for reason in refusal.reasons))
    text = format_html("{}<ul>{}</ul>", refusal.title, reasons) if reasons else refusal.title
    messages.error(request, text)
    target = get_edit_url(type(refusal.thing), refusal.thing.pk) if refusal.thing.pk else reverse("wagtailadmin_home")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": target})
    return redirect(target)
