"""Permanent addresses: to the thing, or to its citation, by a name, by what a program accepts, or by unAPI."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from wagtail.models import Page

from sections.locales import get_language_of

from ..identifiers import find_named, get_targets, is_restricted
from ..models import ContentPage, PermanentIdentifier
from ..passages import compare, find_line, find_nearest, read_lines
from ..templatetags.content_tags import absolute_url
from ..views import get_public_url, gone
from .formats import FORMATS, Format
from .model import Reference, load_for_citing, make_reference, make_web_reference
from .records import write_xml


def refer(target, request) -> Reference:
    """The citation of what an identifier leads to: a page, or an entry of a register."""
    root = absolute_url(request, "")
    if isinstance(target, ContentPage):
        page = target.specific
        load_for_citing([page])
        return make_reference(page, root)
    if hasattr(target, "make_reference"):
        return target.make_reference(root)
    language = get_language_of(target) if hasattr(target, "locale") else settings.LANGUAGE_CODE
    return make_web_reference(str(target), target.reference, language, root, genre=str(target._meta.verbose_name))


def choose_target(targets: list, language: str):
    """What an identifier leads to in a language, else in the first one; 404 when the public reads neither."""
    if not targets:
        raise Http404
    by_language = {get_language_of(target): target for target in targets if hasattr(target, "locale")}
    return by_language.get(language) or by_language.get(settings.LANGUAGE_CODE) or targets[0]


def write_named(identifier: PermanentIdentifier | None, language: str, name: str, request) -> HttpResponse:
    """The citation of what an identifier leads to, in the format `name` and in the words of its language."""
    with override(language):
        return write(choose_target(get_targets(identifier) if identifier else [], language), FORMATS[name], request)


def write(target, written: Format, request) -> HttpResponse:
    """The file of a citation."""
    reference = refer(target, request)
    response = HttpResponse(written.write(reference), content_type=written.media_type)
    response["Content-Disposition"] = f'attachment; filename="{reference.key}.{written.extension}"'
    response["Link"] = f'<{reference.url}>; rel="describes"'
    response["X-Robots-Tag"] = "noindex"
    return response


@vary_on_headers("Accept")
def identifier(request, reference: str):
    """Lead to what `reference` names, in the language of the address.

    302 to its page, or its citation in the format that the request prefers; 410 when it was public and
    no longer is; 404 when the public never saw it. In a language it was not translated into, a short
    page says so and leads to the original.
    """
    row = PermanentIdentifier.objects.filter(value=reference).first()
    targets = get_targets(row) if row else []
    if row and not targets and row.was_public and not is_restricted(row):
        return gone(request)
    target = choose_target(targets, get_language())
    formats = {written.accepted: written for written in FORMATS.values()}
    if written := formats.get(request.get_preferred_type(["text/html", *formats])):
        return write(target, written, request)
    if isinstance(target, Page) and get_language_of(target) != get_language():
        original = {"page": target.specific, "original_url": get_public_url(target, request)}
        return TemplateResponse(request, "content/untranslated.html", original | {"is_untranslated": True})
    url = get_public_url(target, request)
    if not url:
        raise Http404
    return redirect(url)


def ark(request, name: str):
    """What bears an ARK, for those who lead from ARKs to sites: as its permanent address answers."""
    named = ContentPage.objects.filter(persistent_id=f"ark:{name}").values_list("reference", flat=True).first()
    return identifier(request, named or "")


@require_safe
def citation(request, reference: str, name: str):
    """`/id/<reference>/<format>/`; a passage of the text, its versions, one of them, under the same address."""
    row = PermanentIdentifier.objects.filter(value=reference).first()
    if name not in FORMATS:
        return show_text(request, row, name)
    return write_named(row, get_language(), name, request)


def show_text(request, row: PermanentIdentifier | None, name: str):
    """« Citer ce passage », the versions of a text, or one of them with what changed in it (`?depuis=<number>`)."""
    targets = get_targets(row) if row else []
    if row and not targets and row.was_public and not is_restricted(row):
        return gone(request)
    page = choose_target(targets, get_language())
    if not isinstance(page, ContentPage):
        raise Http404
    page = page.specific
    load_for_citing([page])
    versions = {f"version-{version.number}": version for version in page.versions.all()}
    context = {"page": page, "versions": versions.values(), "is_translated": False, "has_own_address": True}
    template = "versions" if name == "versions" else "version" if name in versions else "passage"
    if template == "version":
        since = versions.get(f"version-{request.GET.get('depuis', '')}")
        changes = compare(since.lines, versions[name].lines) if since else []
        context |= {"version": versions[name], "since": since, "changes": changes}
    elif template == "passage":
        lines = read_lines(page)
        had = [None, *versions.values()]
        found = ((find_line(version.lines if version else lines, name), version) for version in had)
        line, version = next((pair for pair in found if pair[0]), (None, None))
        if line is None:
            raise Http404
        context |= {"line": line, "version": version, "nearest": find_nearest(lines, line.text) if version else None}
    return TemplateResponse(request, f"content/{template}.html", context | {"is_permanent": True})


@require_safe
def unapi(request):
    """The unAPI protocol, version 1: which formats there are, and a record in one of them."""
    key, name = request.GET.get("id", ""), request.GET.get("format", "")
    if name in FORMATS:
        return write_named(*find_named(key), name, request)
    if name:
        return HttpResponse("Not acceptable: no such format.", content_type="text/plain", status=406)
    content = write_xml("citing/unapi", {"key": key, "formats": FORMATS})
    return HttpResponse(content, content_type="application/xml", status=300 if key else 200)
