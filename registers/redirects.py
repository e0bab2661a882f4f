"""The public addresses of merged entries lead to the entries that were kept."""

import functools

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.models import TranslatableMixin

from sections.approved import previewed
from sections.generations import keep
from sections.naming import public

from .models import MergedEntry, get_key


def get_entry(model: type, slug: str):
    """The row that pages refer to, from the slug that its translations share; 404 when the public knows none."""
    if isinstance(draft := previewed.get(), model):
        return draft
    language = {"locale__language_code": settings.LANGUAGE_CODE} if issubclass(model, TranslatableMixin) else {}
    rows = public(model._default_manager).filter(slug=slug, **language)
    return keep(f"entry:{model._meta.label}:{slug}", lambda: get_object_or_404(rows))


def get_merged_target(model: type, slug: str):
    """The entry that one of this slug was merged into, or None; in the site's first language if it can be."""
    row = MergedEntry.objects.filter(model=model._meta.label, slug=slug).first()
    name = "translation_key" if issubclass(model, TranslatableMixin) else "pk"
    entries = public(model._default_manager.filter(**{name: row.target})) if row else []
    first = [e for e in entries if not hasattr(e, "locale") or e.locale.language_code == settings.LANGUAGE_CODE]
    return next(iter(first or entries), None)


def follow_merged(model: type):
    """Decorate the public view of an entry, `view(request, slug)`: a merged entry's address answers 301."""

    def decorate(view):
        @functools.wraps(view)
        def follow(request, slug: str):
            try:
                return view(request, slug)
            except Http404:
                target = get_merged_target(model, slug)
                if target is None:
                    raise
                return HttpResponsePermanentRedirect(target.get_absolute_url())

        return follow

    return decorate


def check_slug(entry) -> None:
    """Raise ValidationError when the slug of `entry` is an address that a merge promised to another."""
    promised = MergedEntry.objects.filter(model=entry._meta.label, slug=entry.slug).exclude(target=get_key(entry))
    if entry.slug and promised.exists():
        message = _("This address leads to an entry that another was merged into: choose another one.")
        raise ValidationError({"slug": message})
