"""The form of the admin's upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registers.uploads import UploadForm

from .importer import Importer
from .readers import MAX_BYTES


class DocumentForm(UploadForm):
    """A file, and what to make of it among `importers`."""

    max_bytes = MAX_BYTES
    importer = forms.ChoiceField(
        label=_("What it becomes"),
        required=False,
        help_text=_("Left to the site, a mail or a text that greets its readers and says its date becomes a letter."),
    )
    force = forms.BooleanField(
        label=_("Import all the same"),
        required=False,
        help_text=_("The document becomes a new draft over the later work, which stays in the page’s history."),
    )

    def __init__(self, *args, importers: list[Importer], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [("", _("The site decides")), *((i.name, i.label) for i in importers)]
        formats = sorted({extension for importer in importers for extension in importer.formats})
        self.fields["file"].widget.attrs["accept"] = ",".join(formats)
        self.fields["file"].help_text = _("%(formats)s; %(limit)d MB at most.") % {
            "formats": ", ".join(formats),
            "limit": MAX_BYTES // 1_000_000,
        }
        self.fields["force"].widget = forms.HiddenInput()

    def offer_force(self) -> None:
        """Show the box that imports all the same."""
        self.fields["force"].widget = forms.CheckboxInput()
