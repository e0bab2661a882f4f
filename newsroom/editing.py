"""The page editor: Wagtail's own screens, whose autosave keeps what is valid and says where the rest is."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views.pages import create, edit
from wagtail.blocks.base import BlockField

from registers.resuming import ResumingMixin
from registers.streams import clean_as_far

_BLANKS = re.compile(rb">[ \t\r]*\n\s*<")


class PartialMixin:
    """What is saved by itself is saved as far as it is valid; the rest stays as it was, and is said."""

    def form_invalid(self, form):
        if not self.expects_json_response or self.is_resuming or getattr(self, "locked_for_user", False):
            return super().form_invalid(form)
        trouble = describe_trouble(self.edit_handler, form)
        set_aside_trouble(form)
        form.defer_required_fields()
        try:
            with transaction.atomic():
                response = self.form_valid(form)
        except ValidationError:
            # Nothing can be saved without it: a new page that has no title.
            return self.json_error_response("validation_error", trouble)
        if not self.response_is_json(response):
            return response
        return JsonResponse({**json.loads(response.content), "trouble": trouble}, status=response.status_code)


class LeanMixin:
    """A form without the blanks that templates leave between its marks: a tenth of a long one."""

    def render_to_response(self, *args, **kwargs):
        response = super().render_to_response(*args, **kwargs)
        response.add_post_render_callback(strip_blanks)
        return response


def strip_blanks(response) -> None:
    """Text, and the values of attributes, have no bare “>” or “<”: what is written is left as it is."""
    response.content = _BLANKS.sub(b">\n<", response.content)


class EditView(PartialMixin, ResumingMixin, LeanMixin, edit.EditView):
    """Wagtail's editor; what it submits again is submitted whole, whenever the process dies."""

    def submit_action(self):
        if self.workflow_state:
            self.workflow_state.resume = transaction.atomic(self.workflow_state.resume)
        return super().submit_action()


class CreateView(PartialMixin, ResumingMixin, LeanMixin, create.CreateView):
    """Wagtail's screen for a new page, under the same promises."""


def describe_trouble(edit_handler, form) -> str:
    """Which fields are not valid, with the tab where each is: « Propositions » : Numéro."""
    # Each label once, in order.
    tabs: dict[str, dict[str, bool]] = defaultdict(dict)
    for name, label in find_trouble(form):
        tab = next((str(tab.heading) for tab in edit_handler.children if name in find_names(tab)), "")
        tabs[tab][label] = True
    return "; ".join(
        _("“%(tab)s” tab: %(fields)s") % {"tab": tab, "fields": ", ".join(labels)} if tab else ", ".join(labels)
        for tab, labels in tabs.items()
    )


def find_trouble(form) -> Iterator[tuple[str, str]]:
    """The field or the formset of each error, and its name on the screen."""
    for name in form.errors:
        field = form.fields.get(name)
        yield name, str(capfirst(field.label)) if field else " ".join(form.errors[name])
    for name, formset in form.formsets.items():
        for child in formset.forms:
            for field in child.errors:
                label = child.fields[field].label if field in child.fields else formset.model._meta.verbose_name
                yield name, str(capfirst(label))
        if formset.non_form_errors():
            yield name, " ".join(formset.non_form_errors())


def find_names(panel) -> set[str]:
    """The fields and formsets of a panel and of those inside it."""
    own = {getattr(panel, "field_name", None), getattr(panel, "relation_name", None)} - {None}
    return own.union(*(find_names(child) for child in getattr(panel, "children", ())))


def set_aside_trouble(form) -> None:
    """Make a form that is not valid one that saves the rest: what has an error is as it was before."""
    restore(form)
    for formset in form.formsets.values():
        if formset.is_valid():
            continue
        # A row that is new has nothing to go back to: it waits, in the browser, until it is valid.
        formset.forms = [child for child in formset.forms if child.is_valid() or child.instance.pk]
        for child in formset.forms:
            restore(child)
        formset._errors = [{} for child in formset.forms]
        formset._non_form_errors = formset.error_class()


def restore(form) -> None:
    """Give the fields that have an error the value that they had; of a text, the blocks that have one."""
    for name in form.errors:
        field, before = form.fields.get(name), form.initial.get(name)
        if isinstance(field, BlockField):
            sent = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            setattr(form.instance, name, clean_as_far(field.block, sent, before))
        elif name in {f.name for f in form.instance._meta.concrete_fields}:
            setattr(form.instance, form.instance._meta.get_field(name).attname, before)
    form._errors = ErrorDict()
