"""Permanent addresses."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail.models import Page

from .identifiers import get_targets, is_restricted
from .models import PermanentIdentifier


def gone(request, *args, **kwargs):
    """« This page was withdrawn »: 410."""
    return TemplateResponse(request, "410.html", {"is_translated": False}, status=410)


def identifier(request, reference: str):
    """Lead to what `reference` names, in the language of the address.

    302 to its page; 410 when it was public and no longer is; 404 when the public never saw it.
    In a language it was not translated into, a short page says so and leads to the original.
    """
    row = PermanentIdentifier.objects.filter(value=reference).first()
    if row is None:
        raise Http404
    targets = get_targets(row)
    if not targets:
        if row.was_public and not is_restricted(row):
            return gone(request)
        raise Http404
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    by_language = {t.locale.language_code: t for t in targets if hasattr(t, "locale")}
    target = by_language.get(language)
    if target is not None:
        return lead_to(target, request)
    original = by_language.get(settings.LANGUAGE_CODE) or targets[0]
    if isinstance(original, Page):
        context = {
            "page": original.specific,
            "original_url": get_public_url(original, request),
            "is_untranslated": True,
        }
        return TemplateResponse(request, "content/untranslated.html", context)
    return lead_to(original, request)


def lead_to(target, request):
    """A redirection to the target's address; 404 when no public page shows it."""
    url = get_public_url(target, request)
    if not url:
        raise Http404
    return redirect(url)


def get_public_url(target, request) -> str:
    """The public address of a page or of a register's entry."""
    return target.get_url(request) if isinstance(target, Page) else target.get_absolute_url()
