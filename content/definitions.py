"""What blocks are made of, beside the form: the same for every page, it is loaded once and kept by the browser.

In Wagtail's form each StreamField holds the definitions of all its blocks, 60 KB before they are escaped,
made anew at each request. Here they are a script, under an address that changes with them.
"""

import hashlib
import json

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail.admin.telepath import JSContext
from wagtail.blocks.base import BlockWidget, get_error_json_data

YEAR = 365 * 24 * 3600
SCRIPT = """(function (definition) {
  document.querySelectorAll('[data-blocks="%s"]').forEach(function (place) {
    place.dataset.wBlockDataValue = definition;
  });
})(%s);
"""


class Definition:
    """The blocks of one field, in one language."""

    def __init__(self, block):
        context = JSContext()
        self.text = json.dumps(context.pack(block))
        self.media = context.media
        self.digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]


class DefinedWidget(BlockWidget):
    """Wagtail's widget, whose definitions stand in a script; `field` is the StreamField, of a model."""

    def __init__(self, field, attrs=None):
        super().__init__(field.stream_block, attrs)
        self.label, self.name = field.model._meta.label_lower, field.name
        #: By language; each form has a copy of the widget, and they share it.
        self.definitions: dict[str, Definition] = {}

    @property
    def definition(self) -> Definition:
        language = get_language() or ""
        if language not in self.definitions:
            self.definitions[language] = Definition(self.block_def)
        return self.definitions[language]

    js_context = property(lambda self: self.definition)

    @cached_property
    def media(self):
        url = reverse("block_definitions", args=[self.label, self.name, self.definition.digest])
        return BlockWidget.media.func(self) + Media(js=[Script(url, defer=True)])

    def render_with_errors(self, name, value, attrs=None, errors=None, renderer=None):
        error = get_error_json_data(errors.as_data()[0]) if errors else None
        return format_html(
            '<div id="{}" data-block data-controller="w-block" data-blocks="{}" data-w-block-arguments-value="{}"></div>',
            name,
            self.definition.digest,
            json.dumps([self.block_def.get_form_state(value), error], separators=(",", ":")),
        )


def serve(request, label: str, name: str, digest: str):
    """The script of one field, for the staff; kept by the browser as long as it is the one that was asked for."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    try:
        widget = apps.get_model(label)._meta.get_field(name).formfield().widget
    except (LookupError, ValueError, FieldDoesNotExist):
        raise Http404 from None
    if not isinstance(widget, DefinedWidget):
        raise Http404
    found = widget.definition
    response = HttpResponse(SCRIPT % (digest, json.dumps(found.text)), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable" if found.digest == digest else "no-store"
    return response
