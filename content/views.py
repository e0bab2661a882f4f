"""What permanent addresses lead to."""

from django.template.response import TemplateResponse
from wagtail.models import Page


def gone(request, *args, **kwargs):
    """« This page was withdrawn »: 410."""
    return TemplateResponse(request, "410.html", {"is_translated": False}, status=410)


def get_public_url(target, request) -> str:
    """The public address of a page or of a register's entry."""
    return target.get_url(request) if isinstance(target, Page) else target.get_absolute_url()
