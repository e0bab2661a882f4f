"""What the screens of the admin that take a file share: its limit, told before it is read, and refusals on the form."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.uploads.errors import too_large


class FileRefused(Exception):
    """A file that cannot be taken; the message, if any, is for who sent it. `context` is for the template."""

    def __init__(self, message: str = "", **context):
        super().__init__(message)
        self.context = context


class UploadForm(forms.Form):
    """A file of `max_bytes` at most, of one of `formats`."""

    file = forms.FileField(label=_("File"), max_length=200)
    max_bytes, formats, help_text = 0, (), ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.help_text
        self.fields["file"].widget.attrs["accept"] = ",".join(self.formats)

    def clean_file(self):
        self.check_size(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def check_size(self, file) -> None:
        if file.size > self.max_bytes:
            raise too_large(self.max_bytes)


class UploadScreen(WagtailAdminTemplateMixin, TemplateView):
    """Take a file, or say on its form why not: a subclass makes the form, and does the rest in `take`."""

    def make_form(self, *args) -> UploadForm:
        raise NotImplementedError

    def take(self, form: UploadForm):
        """The answer to a valid form; raises `FileRefused`, and then nothing was written."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.make_form())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form, context = self.make_form(request.POST, request.FILES), {}
        if form.is_valid():
            try:
                return self.take(form)
            except FileRefused as error:
                context = error.context
                if str(error):
                    form.add_error("file", str(error))
        return self.render_to_response(self.get_context_data(form=form, **context))
