"""A text that the browser kept when its form was closed is shown again by the form itself, unsaved."""

from django.utils.translation import gettext as _
from wagtail.admin import messages

#: Sent with a text that was kept: show it in the form, save nothing.
RESUME = "resume-kept"


class ResumingMixin:
    """An edit view that shows a text that its browser kept, as sent, without saving it."""

    @property
    def is_resuming(self) -> bool:
        return RESUME in self.request.POST

    def form_valid(self, form):
        return self.resume(form) if self.is_resuming else super().form_valid(form)

    def form_invalid(self, form):
        return self.resume(form) if self.is_resuming else super().form_invalid(form)

    def resume(self, form):
        self.has_unsaved_changes = True
        if getattr(self, "is_out_of_date", False):
            # Nothing is put over a newer version unless somebody asks for it.
            self.autosave_enabled = False
            words = _(
                "A newer version was saved since this text was kept. Nothing is saved by itself: compare them in the "
                "history, then save this one to put it on top; the other stays in the history."
            )
            messages.warning(self.request, words)
        else:
            messages.info(self.request, _("This is the text that this browser kept."))
        return self.render_to_response(self.get_context_data(form=form))
