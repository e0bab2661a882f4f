"""Batches of changes in the admin, and what the history of an entry says of imports and merges."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from .views.batches import BatchViewSet

register_snippet(BatchViewSet)


@hooks.register("register_log_actions")
def register_actions(actions):
    @actions.register_action("registers.import")
    class Import(LogFormatter):
        label = gettext_lazy("Import")

        def format_message(self, entry):
            fields = ", ".join(change[0] for change in entry.data.get("changes", []))
            words = _("Changed by the import of “%(file)s”: %(fields)s")
            return words % {"file": entry.data.get("file", ""), "fields": fields}

    @actions.register_action("registers.import_create")
    class Addition(LogFormatter):
        label = gettext_lazy("Import of a new entry")

        def format_message(self, entry):
            return _("Added by the import of “%(file)s”") % {"file": entry.data.get("file", "")}

    @actions.register_action("registers.merge")
    class Merge(LogFormatter):
        label = gettext_lazy("Merge")

        def format_message(self, entry):
            words = _("“%(other)s” was merged into this entry (links moved: %(n)d)")
            return words % {"other": entry.data.get("other", ""), "n": sum(entry.data.get("moved", {}).values())}
