"""HTML made into a PDF: tagged, with bookmarks, in the house's letters. Nothing is fetched from another host."""

import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

SHEET = "cnnum/paper.css"
#: Where a picture of a page is in the storage, at the end of its address.
PICTURE = re.compile(r"(?:original_)?images/[^?#]+")


class CannotPrint(Exception):
    """What draws pages (Pango) is not on this machine."""


def make_pdf(html: str) -> tuple[bytes, int]:
    """A whole HTML document as a PDF (PDF/UA-1), and its number of pages.

    Pictures are taken from the storage; one that is not there leaves its alternative text. Raises CannotPrint.
    """
    try:
        from weasyprint import CSS, HTML  # It loads Pango, for who prints only.
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise CannotPrint(_("Pages cannot be drawn on this machine: Pango is missing.")) from error

    sheet = Path(finders.find(SHEET))

    class OwnFiles(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith((sheet.parent.as_uri(), "data:")):
                return super().fetch(url, headers)
            name = PICTURE.search(unquote(url))
            if not name:
                raise ValueError("Not a file of this site.")
            kind = mimetypes.guess_type(name[0])[0] or "application/octet-stream"
            return URLFetcherResponse(url, default_storage.open(name[0]), {"Content-Type": kind})

    fetcher, fonts = OwnFiles(), FontConfiguration()
    style = CSS(filename=sheet, url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=html, base_url="own:/", url_fetcher=fetcher)
    options = {"pdf_variant": "pdf/ua-1", "custom_metadata": True}
    drawn = page.render(stylesheets=[style], font_config=fonts, **options)
    return drawn.write_pdf(**options), len(drawn.pages)
