"""Screens of the newsroom: submitting without the editor, publishing in an emergency, what blocks a page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.pages import listing, unpublish
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from content.gate import check_page
from sections.page_reports import EDITORS

from .authorship import get_authors
from .bin.agreeing import Asked
from .bin.hooks import get_live_pages
from .bin.looks import ask
from .bin.models import SecondLook
from .editing import CreateView, EditView
from .forms import EmergencyForm
from .guard import check_gate, permit, submit
from .mails import get_publishers, send
from .translations.following import get_online_translations

EMERGENCY = "newsroom.publish_in_emergency"


class CrumbsMixin(WagtailAdminTemplateMixin):
    """A screen of ours, which says where it is."""

    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}]


class EditorsMixin(PermissionCheckedMixin, CrumbsMixin):
    """A screen for those who edit pages."""

    permission_policy, any_permission_required = page_permission_policy, EDITORS


class UnpublishView(unpublish.UnpublishView):
    """Wagtail's screen: it asks a second person, and says that the translation leaves too."""

    template_name = "newsroom/unpublish.html"

    def post(self, request, *args, **kwargs):
        """Ask a second person, for all of it at once."""
        pages = get_live_pages(self.objects_to_unpublish, request.POST.get("include_descendants"), request.user)
        raise Asked(SecondLook.Kind.WITHDRAW, pages or [self.object])

    def get_context_data(self, **kwargs):
        return super().get_context_data(translations=get_online_translations(self.object), **kwargs)


class ExplorerView(listing.ExplorableIndexView):
    """Wagtail's list, in as many queries for all types of pages as for one: it shows what every page has."""

    #: Below one page, their parent is known.
    base_columns = [column for column in listing.ExplorableIndexView.base_columns if column.name != "parent"]

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages).specific(defer=True)


class Pages(PageViewSet):
    """Wagtail's screens on pages, with these in their places."""

    index_view_class = ExplorerView
    add_view_class = CreateView
    edit_view_class = EditView
    unpublish_view_class = UnpublishView


class PageActionView(WagtailAdminTemplateMixin):
    """A screen on one page, for who may see its editor."""

    header_icon = "doc-full"

    def dispatch(self, request, *args, **kwargs):
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not self.page.permissions_for_user(request.user).can_edit() or not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        return True

    def get_page_subtitle(self):
        return self.page.get_latest_revision_as_object().get_admin_display_title()

    def get_breadcrumbs_items(self):
        editor = {"url": self.get_edit_url(), "label": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), editor, {"url": "", "label": self.page_title}]

    def get_edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, edit_url=self.get_edit_url(), **kwargs)


class EmergencyView(PageActionView, FormView):
    """Publishes the latest text at once, without its approvals: by the administration, with a reason, and told."""

    form_class = EmergencyForm
    template_name = "newsroom/emergency.html"
    page_title = _("Publish in an emergency")
    header_icon = "warning"

    def is_allowed(self) -> bool:
        return self.request.user.has_perm(EMERGENCY)

    @transaction.atomic
    def form_valid(self, form):
        check_gate(self.page)
        is_author = self.request.user.pk in get_authors(self.page)
        revision = self.page.get_latest_revision() or self.page.save_revision(user=self.request.user)
        reason = form.cleaned_data["reason"]
        with permit(revision):
            revision.publish(user=self.request.user, skip_permission_checks=True)
        log(self.page, "newsroom.emergency", user=self.request.user, revision=revision, data={"reason": reason})
        readers = get_publishers().exclude(pk=self.request.user.pk)
        send("emergency", readers, self.page, reason=reason, published_by=self.request.user)
        if is_author:
            ask(SecondLook.Kind.EMERGENCY, [self.page], self.request.user, reason)
        messages.success(self.request, gettext("The page is published. Those who publish are told."))
        return redirect(self.get_edit_url())


class SubmitView(PageActionView, TemplateView):
    """Submits the latest text for approval, where the editor has no button for it (translations)."""

    template_name = "newsroom/submit.html"
    page_title = _("Submit for approval")
    header_icon = "check"

    def is_allowed(self) -> bool:
        return self.page.permissions_for_user(self.request.user).can_submit_for_moderation()

    def post(self, request, *args, **kwargs):
        submit(self.page, request.user)
        messages.success(request, gettext("The page is submitted: those who approve it are told."))
        return redirect(self.get_edit_url())


@require_safe
def show_problems(request, page_id: int):
    """What blocks the latest saved text, as a fragment of the editor's panel."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    problems = check_page(page.specific.get_latest_revision_as_object())
    return TemplateResponse(request, "newsroom/problems.html", {"problems": problems})
