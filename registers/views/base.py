"""What the screens of a register share."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class RegisterScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one register, for those who may do what it is for."""

    model_admin = None
    _show_breadcrumbs = True

    model = property(lambda self: self.model_admin.model)
    header_icon = property(lambda self: self.model_admin.get_menu_icon())
    register_name = property(lambda self: str(capfirst(self.model_admin.get_menu_label())))
    index_url = property(lambda self: self.model_admin.url_helper.index_url)

    def is_allowed(self, user) -> bool:
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_url(self, action: str, *args) -> str:
        return reverse(self.model_admin.url_helper.get_action_url_name(action), args=args)

    def get_breadcrumbs_items(self):
        items = [{"url": self.index_url, "label": self.register_name}, *self.get_own_crumbs()]
        return [*self.breadcrumbs_items, *items]

    def get_own_crumbs(self) -> list[dict]:
        return [{"url": "", "label": str(self.get_page_title())}]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "register_name": self.register_name,
            "index_url": self.index_url,
            "opts": self.model._meta,
        }
