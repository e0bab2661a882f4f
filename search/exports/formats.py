"""The formats in which results are taken away, by the name that the address gives them."""

import dataclasses

from django.utils.translation import gettext_lazy as _

from content.citing import formats as citing
from content.citing.formats import Format

from . import table

FORMATS = {"csv": Format("CSV", table.MEDIA_TYPE, "csv", table.write, head=table.write_head)}
for _name in citing.OFFERED:
    _format = citing.FORMATS[_name]
    FORMATS[_name] = dataclasses.replace(_format, write=lambda row, of=_format: of.write(row.reference))
#: Where the answer to a query can be taken, under the address of the search page, and what that is called.
FEEDS = {"atom": ("feed/atom/", _("Atom feed")), "json_feed": ("feed/json/", _("JSON feed"))}
EXPORTS = {name: (f"export/{name}/", file_format.label) for name, file_format in FORMATS.items()}
