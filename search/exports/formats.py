"""The formats in which results are taken away, by the name that the address gives them."""

import dataclasses

from django.utils.translation import gettext_lazy as _

from content.citing import formats as citing
from content.citing.formats import Format

from . import table


def follow(one: Format) -> Format:
    """A format of citations, given rows."""
    return dataclasses.replace(one, write=lambda row: one.write(row.reference))


FORMATS = {"csv": Format("CSV", table.MEDIA_TYPE, "csv", table.write, head=table.write_head)}
FORMATS |= {name: follow(citing.FORMATS[name]) for name in citing.OFFERED}
#: Where the answer to a query can be taken, under the address of the search page, and what that is called.
FEEDS = {"atom": ("feed/atom/", _("Atom feed")), "json_feed": ("feed/json/", _("JSON feed"))}
EXPORTS = {name: (f"export/{name}/", file_format.label) for name, file_format in FORMATS.items()}
