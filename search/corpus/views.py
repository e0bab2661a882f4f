"""Under `/donnees/`: the files of the corpus, and the catalogue that describes them for those who harvest it (DCAT)."""

import datetime

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.citing.model import LICENCE
from content.harvest import find_withdrawn
from content.templatetags.content_tags import absolute_url
from sections.jobs import put_once
from themes.labels import get_theme_names

from .writing import FOLDER, get_mark, write_corpus

#: What each file is: its media type, its name, what the Publications Office calls its format.
FILES = {
    "jsonl": {"media_type": "application/jsonl", "label": "JSON Lines", "format": "JSON"},
    "parquet": {"media_type": "application/vnd.apache.parquet", "label": "Parquet", "format": ""},
    "erc": {"media_type": "text/plain", "label": "ERC (ARK)", "format": "TXT"},
}


def find_file(extension: str) -> tuple[str, datetime.datetime] | None:
    """(name, when it was made) of the last file of the corpus, of which nothing was closed since."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return None
    found = [name for name in names if name.endswith(f"-{get_mark()}.{extension}")]
    if not found:
        return None
    made = datetime.datetime.strptime(max(found).partition("-")[0], "%Y%m%dT%H%M%S%f")
    return f"{FOLDER}/{max(found)}", made.replace(tzinfo=datetime.UTC)


@require_safe
def corpus(request, extension: str):
    """A file of the corpus; 503 while it has what was withdrawn since, or was never made: a job makes it."""
    found = find_file(extension)
    if not found or find_withdrawn(since=found[1]):
        put_once(write_corpus)
        return HttpResponse(status=503, headers={"Retry-After": "300", "Cache-Control": "no-store"})
    name, made = found
    told = {"Cache-Control": "no-cache", "X-Robots-Tag": "noindex", "Link": f'<{LICENCE}>; rel="license"'}
    file, media_type = default_storage.open(name), FILES[extension]["media_type"]
    own_name = f"corpus-{made:%Y-%m-%d}.{extension}"
    return FileResponse(file, as_attachment=True, filename=own_name, content_type=media_type, headers=told)


@require_safe
def catalogue(request):
    """The catalogue, at an address that stays: DCAT-AP, as data.gouv.fr harvests it."""
    _name, made = find_file("jsonl") or ("", timezone.now())
    root = absolute_url(request, "").rstrip("/")
    context = {"root": root, "made": made, "files": FILES, "licence": LICENCE, "keywords": get_theme_names().values()}
    return render(request, "search/catalogue.txt", context, content_type="application/ld+json")


@require_safe
def told(request):
    """What people who type the folder look for: the page that says what is in it."""
    return redirect(f"{reverse('api')}#corpus")


urlpatterns = [
    path("", told),
    path("catalogue.jsonld", catalogue, name="catalogue"),
    re_path(f"^corpus[.](?P<extension>{'|'.join(FILES)})$", corpus, name="corpus"),
]
