"""The addresses outside the site that its contents lead to; the checker asks them politely, one at a time."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site

from registers.streams import walk_fields
from sections.models import Referenced

from ..models import CheckedLink, LinkHost, LinkUse, hash_text
from .guard import MAX_ADDRESS

_HREF = re.compile(r"""href=["'](https?://[^"'<>\s]+)["']""", re.IGNORECASE)
_BARE = re.compile(r"^https?://[^\s\"'<>]+$", re.IGNORECASE)
CHUNK = 100


def find_in_text(text: str) -> Iterator[str]:
    """The addresses of a rich text, or of a field that holds one address."""
    text = text.strip()
    if _BARE.match(text):
        yield text
    elif "href" in text:
        yield from (html.unescape(found) for found in _HREF.findall(text))


def find_in_object(instance, with_children: bool = True) -> Iterator[str]:
    """The addresses in the fields of `instance` and of what belongs to it."""
    for field in instance._meta.get_fields():
        if isinstance(field, (RichTextField, models.URLField)):
            yield from find_in_text(getattr(instance, field.name) or "")
    for place in walk_fields(instance):
        if isinstance(place.value, str):
            yield from find_in_text(place.value)
    if with_children:
        for relation in get_all_child_relations(type(instance)):
            if _has_addresses(relation.related_model):
                for child in getattr(instance, relation.get_accessor_name()).all():
                    yield from find_in_object(child, with_children=False)


def _has_addresses(model) -> bool:
    kinds = (StreamField, RichTextField, models.URLField)
    return any(isinstance(field, kinds) for field in model._meta.get_fields())


def get_registers() -> list[type]:
    """The models, other than pages, whose rows have a public address and may lead elsewhere."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Referenced)
        and not issubclass(model, Page)
        and _has_addresses(model)
        and not any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
    ]


def clean_address(url: str, own_hosts: set[str]) -> str:
    """The address to check, without its anchor; "" for one of this very site or that cannot be one."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        url = urldefrag(url).url
    except ValueError:
        return ""
    if not host or host in own_hosts or len(url) > MAX_ADDRESS or "\x00" in url:
        return ""
    return url


def collect() -> int:
    """Read every live page and register entry again; return the number of addresses in use.

    Each thing has a transaction of its own: what is interrupted is only late. Addresses that
    nothing leads to any more are forgotten, but for those that an editor ignores.
    """
    own_hosts = {host.lower() for host in Site.objects.values_list("hostname", flat=True)}
    pages = Page.objects.filter(live=True, depth__gt=1).order_by("pk")
    for page in _in_chunks(pages):
        keep_uses(page, page.pk, own_hosts)
    LinkUse.objects.filter(page__isnull=False).exclude(page__live=True).delete()
    for model in get_registers():
        content_type = ContentType.objects.get_for_model(model)
        for entry in _in_chunks(model.objects.order_by("pk")):
            keep_uses(entry, None, own_hosts)
        gone = LinkUse.objects.filter(content_type=content_type).exclude(object_id__in=model.objects.values("pk"))
        gone.delete()
    CheckedLink.objects.filter(uses=None, is_ignored=False).delete()
    return CheckedLink.objects.exclude(uses=None).count()


def _in_chunks(queryset) -> Iterator:
    """The rows, `CHUNK` at a time, each of its own type."""
    last = 0
    while True:
        rows = queryset.filter(pk__gt=last)[:CHUNK]
        rows = list(rows.specific() if hasattr(rows, "specific") else rows)
        if not rows:
            return
        yield from rows
        last = rows[-1].pk


@transaction.atomic
def keep_uses(instance, page_id: int | None, own_hosts: set[str]) -> None:
    """Write down the addresses that `instance` leads to, and queue those that are new."""
    content_type = ContentType.objects.get_for_model(Page if page_id else type(instance))
    wanted = {}
    for found in find_in_object(instance):
        if url := clean_address(found, own_hosts):
            wanted[hash_text(url)] = url
    uses = LinkUse.objects.filter(content_type=content_type, object_id=instance.pk)
    known = dict(uses.values_list("link__key", "pk"))
    uses.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    for key, url in wanted.items():
        if key not in known:
            name = urlsplit(url).netloc.rpartition("@")[2].lower()[:255]
            host, _created = LinkHost.objects.get_or_create(name=name)
            link, _created = CheckedLink.objects.get_or_create(key=key, defaults={"url": url, "host": host})
            LinkUse.objects.get_or_create(
                link=link, content_type=content_type, object_id=instance.pk, defaults={"page_id": page_id}
            )
