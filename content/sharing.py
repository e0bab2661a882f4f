"""Sharing a page by no third party, and showing it on other sites: a card in a frame, found by oEmbed (oembed.com)."""

from urllib.parse import quote, urlencode, urlsplit

from csp.constants import NONE
from csp.decorators import csp_replace, csp_update
from django import forms
from django.conf import settings
from django.core.validators import DomainNameValidator
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from sections.cards import load_cards
from sections.locales import get_language_of
from sections.models import SectionIndexPage
from sections.query import visible

from .citing.views import choose_target
from .identifiers import get_targets
from .models import ContentPage, PermanentIdentifier
from .models.provenance import mark
from .templatetags.content_tags import absolute_url
from .views import get_public_url

#: How large a card is on other sites, in pixels.
WIDTH, HEIGHT = 600, 420


class ServerForm(forms.Form):
    """The reader's own server: a name, and nothing else that an address may hold."""

    server = forms.CharField(
        label=_("Your Mastodon server"),
        help_text=_("Its name alone, such as mastodon.social."),
        max_length=253,
        validators=[DomainNameValidator(accept_idna=False)],
        widget=forms.TextInput(attrs={"class": "fr-input", "autocapitalize": "none", "spellcheck": "false"}),
    )
    use_required_attribute = False


def make_links(title: str, url: str) -> list[tuple[str, str]]:
    """(name, address) of the ways to share that know nobody before they are followed."""
    return [
        (_("E-mail"), f"mailto:?{urlencode({'subject': title, 'body': url}, quote_via=quote)}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': url})}"),
        ("Bluesky", f"https://bsky.app/intent/compose?{urlencode({'text': f'{title} {url}'})}"),
    ]


def find_target(reference: str):
    """What a reference leads to in the language of the screen. Raises Http404 when the public reads none of it."""
    row = PermanentIdentifier.objects.filter(value=reference).first()
    return choose_target(get_targets(row) if row else [], get_language())


# By POST: a link that leads wherever it says would lend the site's name to anybody.
@csrf_exempt
@csp_update({"form-action": ["https:"]})
@require_http_methods(["GET", "HEAD", "POST"])
def share(request, reference: str):
    """All the ways to share what `reference` leads to; to the reader's own Mastodon server."""
    target = find_target(reference)
    path, title = get_public_url(target, request), mark(getattr(target, "title", "") or str(target), target)
    url = absolute_url(request, path)
    form = ServerForm(request.POST or None)
    if form.is_valid():
        return HttpResponseRedirect(
            f"https://{form.cleaned_data['server'].lower()}/share?{urlencode({'text': f'{title} {url}'})}"
        )
    frame = make_frame(request, target) if isinstance(target, ContentPage) else ""
    context = {"form": form, "path": path, "url": url, "title": title, "links": make_links(title, url), "frame": frame}
    return render(request, "content/share.html", context)


def make_frame(request, page: Page, query: str = "", width: int = WIDTH, height: int = HEIGHT) -> str:
    """The HTML by which another site shows a page."""
    with override(get_language_of(page)):
        url = absolute_url(request, reverse("embed", args=[page.pk])) + (f"?{query}" if query else "")
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        url, mark(page.title, page), width, height,
    )  # fmt: skip


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]})
@require_safe
def embed(request, pk: int):
    """A public page as a card; of a list, with the filters of the address, what is next or latest in it."""
    page = get_object_or_404(visible(Page.objects.filter(pk=pk))).specific
    if isinstance(page, SectionIndexPage):
        shown = page.get_latest(request)
    elif isinstance(page, ContentPage):
        shown = load_cards(visible(ContentPage.objects.filter(pk=pk)))[0]
    else:
        raise Http404
    response = render(request, "content/embed.html", {"page": page, "shown": shown})
    response["X-Robots-Tag"] = "noindex"
    return response


def find_page(request, url: str) -> Page | None:
    """The page, public or not, at an address of ours, its permanent one too; None for any other address."""
    try:
        parts = urlsplit(url)
        own = {urlsplit(absolute_url(request, "")).netloc, request.get_host()}
        if parts.scheme not in ("http", "https") or parts.netloc not in own or "\x00" in url:
            return None
        with override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
            match = resolve(parts.path)
            if match.url_name == "identifier":
                page = find_target(**match.kwargs)
            else:
                page = match.url_name == "wagtail_serve" and Page.find_for_request(request, *match.args)
    except (Http404, ValueError):
        return None
    return page.specific if isinstance(page, Page) else None


@require_safe
def oembed(request):
    """oEmbed 1.0: how another site shows the page at `url`, in a frame no larger than it says."""
    data = request.GET
    if data.get("format", "json") != "json":
        return JsonResponse({"error": "json only"}, status=501)
    limits = [data.get(name, "9999") for name in ("maxwidth", "maxheight")]
    if not all(limit.isascii() and limit.isdigit() and int(limit[:6]) for limit in limits):
        return JsonResponse({"error": "maxwidth and maxheight are numbers of pixels"}, status=400)
    page = find_page(request, data.get("url", ""))
    if not isinstance(page, ContentPage | SectionIndexPage):
        return JsonResponse({"error": "no page of this site"}, status=404)
    if not visible(Page.objects.filter(pk=page.pk)).exists():
        return JsonResponse({"error": "not for everybody"}, status=401)
    width, height = (min(int(limit[:6]), own) for limit, own in zip(limits, (WIDTH, HEIGHT), strict=True))
    query = urlsplit(data["url"]).query if isinstance(page, SectionIndexPage) else ""
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": mark(page.title, page),
        "provider_name": settings.WAGTAIL_SITE_NAME,
        "provider_url": absolute_url(request, ""),
        "width": width,
        "height": height,
        "html": make_frame(request, page, query, width, height),
    }
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"})
