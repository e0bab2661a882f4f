"""Batches of changes in the admin, and what the history of an entry says of imports and merges."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from .views.batches import BatchViewSet

register_snippet(BatchViewSet)


def tell(actions, name: str, label, describe: Callable[[dict], str]) -> None:
    """Have histories call an action `label`, and describe it from the data that it was logged with."""

    def format_message(self, entry):
        return describe(entry.data)

    actions.register_action(name)(
        type("Formatter", (LogFormatter,), {"label": label, "format_message": format_message})
    )


@hooks.register("register_log_actions")
def register_actions(actions):
    def describe_import(data):
        fields = ", ".join(change[0] for change in data.get("changes", []))
        words = _("Changed by the import of “%(file)s”: %(fields)s")
        return words % {"file": data.get("file", ""), "fields": fields}

    def describe_addition(data):
        return _("Added by the import of “%(file)s”") % {"file": data.get("file", "")}

    def describe_merge(data):
        words = _("“%(other)s” was merged into this entry (links moved: %(n)d)")
        return words % {"other": data.get("other", ""), "n": sum(data.get("moved", {}).values())}

    tell(actions, "registers.import", gettext_lazy("Import"), describe_import)
    tell(actions, "registers.import_create", gettext_lazy("Import of a new entry"), describe_addition)
    tell(actions, "registers.merge", gettext_lazy("Merge"), describe_merge)
