"""The form of a translation: one field for each passage."""

import html
import json

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringTranslation
from wagtail_localize.strings import StringValue, validate_translation_links

from .changes import Change, find_changes
from .progress import get_segments, is_text


class Passage:
    """A passage in French, and what the form holds of its translation."""

    def __init__(self, segment, translation: StringTranslation | None, change: Change | None = None):
        self.segment, self.translation, self.change = segment, translation, change
        self.source = segment.string.data
        self.is_rich = "<" in self.source
        self.text = self.show(translation.data) if translation and not translation.has_error else ""
        self.is_kept = bool(translation) and translation.data == self.source
        self.error = ""

    french = property(lambda self: self.show(self.source))
    french_before = property(lambda self: self.show(self.change.before))
    text_before = property(lambda self: self.show(self.change.translation))
    is_missing = property(lambda self: not self.text)

    def show(self, data: str) -> str:
        """As somebody writes it: mark-up only where the text has some."""
        return data if self.is_rich else html.unescape(data)

    def read(self, data) -> None:
        """Take what was sent; `error` says what is wrong with it."""
        self.is_kept = f"keep-{self.segment.pk}" in data
        sent = (data.get(f"text-{self.segment.pk}") or "").strip().replace("\x00", "")
        self.text = self.french if self.is_kept else sent
        if self.text:
            try:
                StringValue.from_translated_html(self.get_data())
                validate_translation_links(self.source, self.get_data())
            except ValueError as error:
                self.error = str(error)

    def get_data(self) -> str:
        return self.text if self.is_rich else StringValue.from_plaintext(self.text).data

    def save(self, locale, user) -> None:
        own = {"translation_of_id": self.segment.string_id, "context_id": self.segment.context_id, "locale": locale}
        if not self.text:
            StringTranslation.objects.filter(**own).delete()
        elif not self.translation or self.translation.data != self.get_data() or self.translation.has_error:
            values = {"data": self.get_data(), "last_translated_by": user, "has_error": False, "field_error": ""}
            values["translation_type"] = StringTranslation.TRANSLATION_TYPE_MANUAL
            StringTranslation.objects.update_or_create(**own, defaults=values)


class Link:
    """An address elsewhere that the French leads to, and the one that readers in English are given."""

    def __init__(self, segment, override: SegmentOverride | None):
        self.segment = segment
        self.french = json.loads(segment.data_json)
        self.address = json.loads(override.data_json) if override else self.french
        self.error = ""

    def read(self, data) -> None:
        sent = data.get(f"link-{self.segment.pk}", self.address)
        self.address = sent.strip().replace("\x00", "") or self.french
        if self.address != self.french:
            try:
                URLValidator(schemes=["http", "https"])(self.address)
            except forms.ValidationError as error:
                self.error = " ".join(error.messages)

    def save(self, locale, user) -> None:
        own = {"context_id": self.segment.context_id, "locale": locale}
        if self.address == self.french:
            SegmentOverride.objects.filter(**own).delete()
        else:
            values = {"data_json": json.dumps(self.address), "last_translated_by": user, "has_error": False}
            SegmentOverride.objects.update_or_create(**own, defaults=values)


def get_links(source, locale) -> list[Link]:
    """The addresses of a source, in the order of the text: two queries."""
    overrides = SegmentOverride.objects.filter(context__object_id=source.object_id, locale=locale)
    known = {override.context_id: override for override in overrides}
    segments = OverridableSegment.objects.filter(source=source).order_by("order", "pk")
    links = ('"http://', '"https://')
    return [Link(one, known.get(one.context_id)) for one in segments if one.data_json.startswith(links)]


class TranslationForm(forms.Form):
    """The passages of a source; `data` may hold only some of them."""

    def __init__(self, source, locale, data=None):
        super().__init__(data)
        self.source, self.locale = source, locale
        segments = get_segments(locale).filter(source=source).select_related("string", "context")
        rows = StringTranslation.objects.filter(context__object_id=source.object_id, locale=locale)
        known = {(row.translation_of_id, row.context_id): row for row in rows}
        changes = find_changes(source, locale)
        self.passages = [
            Passage(segment, known.get((segment.string_id, segment.context_id)), changes.get(segment.pk))
            for segment in segments.order_by("order", "pk")
            if is_text(segment.string.data)
        ]
        self.links = get_links(source, locale)
        self.sent = []
        if data is not None:
            self.sent = [p for p in self.passages if f"text-{p.segment.pk}" in data or f"keep-{p.segment.pk}" in data]
            for one in (*self.sent, *self.links):
                one.read(data)

    def clean(self):
        if any(one.error for one in (*self.passages, *self.links)):
            raise forms.ValidationError(_("A passage is not well formed: see below. Nothing was saved."))

    def save(self, user) -> None:
        for one in (*self.sent, *self.links):
            one.save(self.locale, user)
