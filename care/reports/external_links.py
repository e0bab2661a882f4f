"""Links to other sites that no longer answer."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.template.context_processors import csrf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permissions import policy_registry

from sections.page_reports import EntryRow, PageReport, PageRow, leave_to_rows

from ..checking.collecting import get_registers
from ..models import LinkState, LinkUse

#: What the report shows when no state is asked for.
TO_MEND = [LinkState.BROKEN, LinkState.REFUSED, LinkState.MOVED, LinkState.FAILING]
IGNORED = "ignored"


#: Why a link is reported: a code of the checker → words.
REASONS = {
    "private": _("The address is not one of the public web."),
    "host": _("The site no longer exists under this name."),
    "timeout": _("The site does not answer in time."),
    "connection": _("The site refuses the connection."),
    "certificate": _("The certificate of the site is not valid."),
    "loop": _("The address redirects without end."),
    "robots": _("The site asks robots not to look."),
    "closed": _("The site does not answer robots."),
    "gone": _("The page no longer exists."),
    "status": _("The site answers with an error."),
}


def explain(link) -> str:
    """What is known of a link, in one or two sentences."""
    words = str(REASONS.get(link.reason, ""))
    if link.moved_to:
        words = gettext("The page is now at %(address)s.") % {"address": link.moved_to}
    if link.status and link.status >= 300:
        words = f"{words} ({link.status})"
    return words


def make_row(row_class: type[PageRow], thing, link) -> PageRow:
    """A link, and the page or the entry that it is on."""
    state = _("Ignored by an editor") if link.is_ignored else LinkState(link.state).label
    known = {"url": link.url, "reason": explain(link), "since": link.failing_since, "checked": link.checked_at}
    return row_class(thing, link=link, state=str(state), **known)


class LinkActionColumn(Column):
    """Ignore a link, or check it again at once."""

    cell_template_name = "care/cells/link_actions.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        return context | {"link": instance.link} | (csrf(request) if request else {})


class AddressColumn(Column):
    cell_template_name = "care/cells/address.html"


class ExternalLinkReport(PageReport):
    """One line for each link of a page, or of a register, to an address that has something wrong."""

    page_title = _("Broken links to other sites")
    header_icon = "link-external"
    file_stem = "liens-externes"
    index_url_name = "care_external_links"
    introduction = _(
        "Each address is asked every other week. One that fails is asked again for three days before it is called "
        "broken. An address that robots cannot see is never called broken: open it, then ignore it if it is right."
    )
    details = (
        AddressColumn("url", label=_("Address of the link")),
        Column("state", label=_("State")),
        Column("reason", label=_("Why")),
        DateColumn("since", label=_("Failing since")),
        DateColumn("checked", label=_("Last check")),
        LinkActionColumn("action", label=_("Action")),
    )
    own_filters = {
        "state": django_filters.ChoiceFilter(
            label=_("State"),
            choices=[*LinkState.choices, (IGNORED, _("Ignored by an editor"))],
            empty_label=_("To mend"),
            method=leave_to_rows,
        ),
        "host": django_filters.CharFilter(label=_("Site"), method=leave_to_rows),
    }

    def get_uses(self):
        """The uses of the links asked for, by state, then address."""
        state, host = self.get_asked("state"), self.get_asked("host")
        uses = LinkUse.objects.select_related("link").order_by("link__state", "link__url", "pk")
        uses = uses.filter(link__is_ignored=state == IGNORED)
        if state != IGNORED:
            uses = uses.filter(link__state__in=[state] if state else TO_MEND)
        return uses.filter(link__host__name__icontains=host.replace("\x00", "")) if host else uses

    def get_rows(self, pages):
        by_key = {page.pk: page for page in pages}
        uses = self.get_uses()
        on_pages = uses.filter(page__isnull=False)
        rows = [make_row(PageRow, by_key[use.page_id], use.link) for use in on_pages if use.page_id in by_key]
        if any(self.request.GET.get(name) for name in ("section", "content_type", "language")):
            return rows
        for model in get_registers():
            if policy_registry.get_by_type(model).user_has_permission(self.request.user, "change"):
                own = uses.filter(content_type=ContentType.objects.get_for_model(model))
                entries = model.objects.in_bulk(own.order_by().values_list("object_id", flat=True))
                rows += [
                    make_row(EntryRow, entries[use.object_id], use.link) for use in own if use.object_id in entries
                ]
        return rows


def may_mend(user, link) -> bool:
    """Whether `user` may edit something that leads to `link`."""
    for use in link.uses.select_related("page", "content_type"):
        if use.page and use.page.permissions_for_user(user).can_edit():
            return True
        model = None if use.page_id else use.content_type.model_class()
        if model and policy_registry.get_by_type(model).user_has_permission(user, "change"):
            return True
    return False
