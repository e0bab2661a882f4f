"""A page as the public reads it, without a network and without the middlewares, whose caches must not keep it."""

from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.log_actions import LogContext

from .document import Document
from .importer import Importer
from .judge.review import lay_out
from .judge.verdict import judge

#: What a page adds to its text, for the eye or the mouse.
ADDED = (
    "script, style, svg, .cn-paragraph__number, .cn-note-call, .anchored__link, .notes__back, .share, .fr-breadcrumb"
)


def get_public_part(page, path: str = "") -> BeautifulSoup:
    """The main part of `page`, or of what it serves at `path` under its own address.

    Raises `RuntimeError` when the public would not get it.
    """
    _site, _root, own = page.get_url_parts()
    address = own + path
    site = page.get_site()
    request = RequestFactory(SERVER_NAME=site.hostname, SERVER_PORT=site.port).get(address)
    # What the middlewares would have set; `_wagtail_site` is where Wagtail keeps the site of a request.
    request.user, request.session, request._wagtail_site = AnonymousUser(), {}, site
    language = page.locale.language_code
    with translation.override(language):
        request.LANGUAGE_CODE = language
        try:
            view, arguments, named = resolve(address)
            response = view(request, *arguments, **named)
        except (Http404, Resolver404) as error:
            raise RuntimeError(f"{address} answers 404") from error
        if hasattr(response, "render"):
            response.render()
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    soup = BeautifulSoup(response.content, "html.parser")
    for element in soup.select(ADDED):
        element.decompose()
    return soup.main or soup


def compare(importer: Importer, document: Document, page) -> tuple[dict, list]:
    """(report, both side by side) of the source and of `page`, were its latest text published. Nothing is kept of that."""
    # Nobody publishes: in the admin, the rules of publication would refuse the writer.
    with transaction.atomic(), LogContext(user=None):
        page.get_latest_revision().publish()
        live = importer.model.objects.get(pk=page.pk)
        pages = [get_public_part(live, path) for path in importer.get_public_paths(live)]
        transaction.set_rollback(True)
    verdict = judge(document, pages)
    return {"source": document.name, **verdict.as_dict()}, lay_out(verdict)
