"""The list of a register: its search and filters, its spreadsheet; and deleting one of its entries."""

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail_modeladmin.views import DeleteView, IndexView

from ..sheets import export
from ..uses import find_places


class RegisterIndexView(IndexView):
    """A list in a fixed number of queries; an address that makes no sense leads back to the whole list."""

    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, ValidationError, ValueError, OverflowError):
            messages.warning(request, _("This filter does not exist: here is the whole list."))
            return redirect(self.url_helper.index_url)

    def get_filters(self, request):
        """Only the filters of the screen: any other lookup would tell what the list does not show."""
        specs, has_filters, remaining, distinct = super().get_filters(request)
        if remaining:
            raise IncorrectLookupParameters
        return specs, has_filters, remaining, distinct

    def as_spreadsheet(self, queryset, kind):
        """The entries of the list, with its search and filters, in the columns that an import reads."""
        if self.model_admin.sheet is None:
            return redirect(self.url_helper.index_url)
        return export.respond(self.model_admin.make_sheet(), queryset, kind)

    def get_actions(self) -> list[dict]:
        """The links of the header: {url, label}."""
        admin, user = self.model_admin, self.request.user

        def link(action: str, label: str) -> dict:
            return {"url": reverse(admin.url_helper.get_action_url_name(action)), "label": label}

        actions = []
        if admin.sheet is not None:
            actions += [
                {"url": self.get_query_string({"export": "xlsx"}), "label": _("Export (XLSX)")},
                {"url": self.get_query_string({"export": "csv"}), "label": _("Export (CSV)")},
            ]
        if admin.user_can_import(user):
            actions.append(link("import", _("Import")))
        if admin.can_merge and admin.user_can(user, "change"):
            actions.append(link("duplicates", _("Possible duplicates")))
        return actions


class Kept(Exception):
    """An entry is not deleted: it has the things that need it."""


class RegisterDeleteView(DeleteView):
    """modeladmin's screen, with everything that names the entry; what keeps it is told, by whatever relation."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except Kept as error:
            context = self.get_context_data(protected_error=True, linked_objects=error.args[0])
            return self.render_to_response(context)

    def delete_instance(self):
        try:
            super().delete_instance()
        except ProtectedError as error:
            # Left to itself, modeladmin asks for them by names that relations may not have.
            raise Kept(error.protected_objects) from error

    def get_context_data(self, **kwargs):
        finder = AdminURLFinder(self.request.user)
        places = [(kind, thing, finder.get_edit_url(thing)) for kind, thing in find_places(self.instance)]
        return super().get_context_data(places=places, **kwargs)
