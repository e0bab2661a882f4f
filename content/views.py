"""What permanent addresses lead to."""

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.models import Page


def gone(request, *args, **kwargs):
    """« This page was withdrawn »: 410."""
    return TemplateResponse(request, "410.html", {"is_translated": False}, status=410)


def lead_to(target, request):
    """A redirection to the target's address; 404 when no public page shows it."""
    url = get_public_url(target, request)
    if not url:
        raise Http404
    return redirect(url)


def get_public_url(target, request) -> str:
    """The public address of a page or of a register's entry."""
    return target.get_url(request) if isinstance(target, Page) else target.get_absolute_url()
