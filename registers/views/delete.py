"""Deleting an entry: the places that use it are named first."""

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail_modeladmin.views import DeleteView

from ..uses import find_places


class RegisterDeleteView(DeleteView):
    """Wagtail's screen, with everything that names the entry."""

    def get_context_data(self, **kwargs):
        finder = AdminURLFinder(self.request.user)
        places = [(kind, thing, finder.get_edit_url(thing)) for kind, thing in find_places(self.instance)]
        return super().get_context_data(places=places, **kwargs)
