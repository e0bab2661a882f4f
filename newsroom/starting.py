"""Beginning a page: of any kind in one click from the home page of the admin, or from a page marked as a model."""

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from sections.locales import get_locale
from sections.page_reports import get_editable_pages
from sections.registry import get_sections

from .models import ModelPage
from .views import PageActionView

#: What a page begun from a model does not take of it.
FRESH = {"go_live_at": None, "expire_at": None, "first_published_at": None}


def find_kinds(user) -> list[tuple[str, str]]:
    """(kind, address of its empty editor) of the pages that `user` may begin: two queries."""
    models = [model for section in get_sections() for model in section.page_classes]
    above = {model: set(model.allowed_parent_page_models()) for model in models}
    types = ContentType.objects.get_for_models(*set().union(*above.values())).values()
    places = Page.objects.filter(content_type__in=types, locale=get_locale(settings.LANGUAGE_CODE)).order_by("path")
    allowed = [page for page in places if page.permissions_for_user(user).can_add_subpage()]
    kinds = []
    for model, parents in above.items():
        if place := next((page for page in allowed if page.specific_class in parents), None):
            meta = model._meta
            url = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, place.pk])
            kinds.append((capfirst(meta.verbose_name), url))
    return kinds


def find_models(user):
    """The model pages that `user` may open."""
    return ModelPage.objects.filter(page__in=get_editable_pages(user).order_by()).select_related("page")


@require_POST
@transaction.atomic
def start_from(request, page_id: int):
    """A draft that begins as a copy of a model page, beside it."""
    page = get_object_or_404(find_models(request.user), page=page_id).page.specific
    parent = page.get_parent()
    if not parent.specific.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    title = gettext("New page from “%(title)s”") % {"title": page.title[:200]}
    fresh = {"title": title, "draft_title": title, "slug": find_available_slug(parent, page.slug[:100]), **FRESH}
    copy = page.copy(update_attrs=fresh, copy_revisions=False, keep_live=False, user=request.user)
    messages.success(request, gettext("Your draft: give it its title first."))
    return redirect("wagtailadmin_pages:edit", copy.pk)


class MarkView(PageActionView, TemplateView):
    """Mark a page as a model to begin others from, or no longer."""

    template_name = "newsroom/mark.html"
    page_title = _("Model page")
    header_icon = "copy"

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_model=ModelPage.objects.filter(page=self.page.pk).exists(), **kwargs)

    def post(self, request, *args, **kwargs):
        mark, created = ModelPage.objects.get_or_create(page_id=self.page.pk, defaults={"marked_by": request.user})
        if not created:
            mark.delete()
            messages.success(request, gettext("It is no longer a model."))
        else:
            messages.success(request, gettext("The home page of the admin offers to begin from it."))
        return redirect(self.get_edit_url())
