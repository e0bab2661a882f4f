"""What editors do for care: say that a page was read again, ignore a link, share a draft."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.log_actions import log
from wagtail.models import Page

from sections.jobs import DAY

from .models import CheckedLink, PageReview, SharedDraft
from .reports.external_links import may_mend
from .reviews import annotate_reviews, get_months, mark_reviewed, may_review

DAYS = {
    1: gettext_lazy("One day"),
    7: gettext_lazy("One week"),
    14: gettext_lazy("Two weeks"),
    30: gettext_lazy("Thirty days"),
}


class SharingForm(forms.ModelForm):
    days = forms.TypedChoiceField(label=gettext_lazy("Open for"), choices=DAYS, coerce=int, initial=7)

    class Meta:
        model = SharedDraft
        fields = ["recipient"]


class ReviewForm(forms.ModelForm):
    class Meta:
        model = PageReview
        fields = ["months"]
        labels = {"months": gettext_lazy("Period of this page, in months")}


def get_page_to_edit(request, page_id: int) -> Page:
    """The page, whole, if the user may edit it; 404 or 403 otherwise."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id).specific
    if not may_review(page, request.user):
        raise PermissionDenied
    return page


def review(request, page_id: int):
    """Say that a page was read again; change its period."""
    page = get_page_to_edit(request, page_id)
    known = PageReview.objects.filter(page_id=page.pk).select_related("reviewed_by").first()
    form = ReviewForm(request.POST if request.method == "POST" else None, instance=known)
    if form.is_valid():
        mark_reviewed(page, request.user, form.cleaned_data["months"], keep_months=False)
        messages.success(request, _("“%(title)s” is noted as read again.") % {"title": page.get_admin_display_title()})
        return redirect(get_valid_next_url_from_request(request) or reverse("care_reviews"))
    row = annotate_reviews(Page.objects.filter(pk=page.pk)).get()
    context = {
        "page": page,
        "form": form,
        "review": known,
        "reviewer": get_user_display_name(known.reviewed_by) if known and known.reviewed_by else "",
        "due_at": row.due_at if page.live else None,
        "is_late": bool(page.live and row.due_at and row.due_at <= timezone.now()),
        "type_months": get_months(type(page)),
        "next": get_valid_next_url_from_request(request),
    }
    return TemplateResponse(request, "care/review.html", context)


@require_POST
def link_action(request, pk: int):
    """Ignore a link, stop ignoring it, or have it checked at once."""
    link = get_object_or_404(CheckedLink, pk=pk)
    if not may_mend(request.user, link):
        raise PermissionDenied
    action = request.POST.get("action")
    if action == "ignore":
        link.is_ignored = True
        messages.success(request, _("The link is ignored from now on."))
    elif action in ("watch", "recheck"):
        link.is_ignored, link.next_check = False, timezone.now()
        messages.success(request, _("The link will be checked at the next passage."))
    link.save(update_fields=["is_ignored", "next_check"])
    return redirect(get_valid_next_url_from_request(request) or reverse("care_external_links"))


@never_cache
def share(request, page_id: int):
    """The preview links of a page; a new one is shown once, on the screen that answers the form."""
    page = get_page_to_edit(request, page_id)
    form, address = SharingForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        end = timezone.now() + form.cleaned_data["days"] * DAY
        link, token = SharedDraft.make(page, request.user, form.cleaned_data["recipient"], end)
        log(instance=page, action="care.share", user=request.user, data={"recipient": link.recipient})
        address = request.build_absolute_uri(reverse("care_shared", args=[token]))
        form = SharingForm()
    links = page.shared_drafts.select_related("created_by", "revoked_by")
    context = {"page": page, "form": form, "links": links, "address": address}
    return TemplateResponse(request, "care/share.html", context)


@require_POST
def revoke(request, pk: int):
    """Close a preview link at once."""
    link = get_object_or_404(SharedDraft.objects.select_related("page"), pk=pk)
    page = get_page_to_edit(request, link.page_id)
    if link.revoke(request.user):
        log(instance=page, action="care.revoke", user=request.user, data={"recipient": link.recipient})
    messages.success(request, _("The link no longer opens."))
    return redirect(get_valid_next_url_from_request(request) or reverse("care_share", args=[page.pk]))
