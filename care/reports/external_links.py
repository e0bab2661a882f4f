"""Links to other sites that no longer answer."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.template.context_processors import csrf
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from sections.page_reports import LANGUAGES, PageFilterSet, PageReport, PageRow

from ..checking.collecting import get_registers
from ..checking.words import explain
from ..models import LinkState, LinkUse

#: What the report shows when no state is asked for.
TO_MEND = [LinkState.BROKEN, LinkState.REFUSED, LinkState.MOVED, LinkState.FAILING]
IGNORED = "ignored"


def get_state_choices() -> list:
    return [*LinkState.choices, (IGNORED, _("Ignored by an editor"))]


class ExternalLinkFilterSet(PageFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=get_state_choices, empty_label=_("To mend"), method="keep"
    )
    host = django_filters.CharFilter(label=_("Site"), method="keep")

    class Meta(PageFilterSet.Meta):
        fields = ["state", "host", *PageFilterSet.Meta.fields]

    def keep(self, queryset, name, value):
        """Filtered by the report: these say something of the links, not of the pages."""
        return queryset


class LinkRow(PageRow):
    """A link, and the page that it is on."""

    def __init__(self, page, link):
        super().__init__(page, link=link)

    @property
    def url(self) -> str:
        return self.link.url

    @property
    def state(self) -> str:
        return str(_("Ignored by an editor")) if self.link.is_ignored else str(LinkState(self.link.state).label)

    @property
    def reason(self) -> str:
        return explain(self.link)

    @property
    def since(self):
        return self.link.failing_since

    @property
    def checked(self):
        return self.link.checked_at


class RegisterLinkRow(LinkRow):
    """A link, and the entry of a register that it is on."""

    def __init__(self, entry, link):
        super().__init__(entry, link)
        self.entry = entry

    title = property(lambda self: str(self.entry))
    kind = property(lambda self: capfirst(self.entry._meta.verbose_name))
    section = status = ""
    published = None

    @property
    def language(self) -> str:
        code = self.entry.locale.language_code if hasattr(self.entry, "locale_id") else ""
        return str(dict(LANGUAGES).get(code, code))

    def get_address(self) -> str:
        return self.entry.get_absolute_url() if hasattr(self.entry, "get_absolute_url") else ""

    @property
    def edit_url(self) -> str:
        meta = self.entry._meta
        try:
            return reverse(f"{meta.app_label}_{meta.model_name}_modeladmin_edit", args=[self.entry.pk])
        except NoReverseMatch:
            return ""


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
    index_results_url_name = "care_external_links_results"
    filterset_class = ExternalLinkFilterSet
    introduction = _(
        "Each address is asked every other week. One that fails is asked again for three days before it is called "
        "broken. An address that robots cannot see is never called broken: open it, then ignore it if it is right."
    )
    details = (
        ("url", _("Address of the link")),
        ("state", _("State")),
        ("reason", _("Why")),
        ("since", _("Failing since")),
        ("checked", _("Last check")),
    )

    def get_detail_columns(self):
        return [
            AddressColumn("url", label=_("Address of the link")),
            Column("state", label=_("State")),
            Column("reason", label=_("Why")),
            DateColumn("since", label=_("Failing since")),
            DateColumn("checked", label=_("Last check")),
            LinkActionColumn("actions", label=_("Action")),
        ]

    def get_uses(self):
        """The uses of the links asked for, by state, then address."""
        filters = self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}
        state, host = filters.get("state"), filters.get("host")
        uses = LinkUse.objects.select_related("link").order_by("link__state", "link__url", "pk")
        uses = uses.filter(link__is_ignored=state == IGNORED)
        if state != IGNORED:
            uses = uses.filter(link__state__in=[state] if state else TO_MEND)
        return uses.filter(link__host__name__icontains=host.replace("\x00", "")) if host else uses

    def get_rows(self, pages):
        by_key = {page.pk: page for page in pages}
        uses = self.get_uses()
        rows = [
            LinkRow(by_key[use.page_id], use.link) for use in uses.filter(page__isnull=False) if use.page_id in by_key
        ]
        if any(self.request.GET.get(name) for name in ("section", "content_type", "language")):
            return rows
        for model in get_registers():
            if self.request.user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"):
                own = uses.filter(content_type=ContentType.objects.get_for_model(model))
                entries = model.objects.filter(pk__in=own.order_by().values("object_id"))
                if hasattr(model, "locale"):
                    entries = entries.select_related("locale")
                entries = {entry.pk: entry for entry in entries}
                rows += [RegisterLinkRow(entries[use.object_id], use.link) for use in own if use.object_id in entries]
        return rows


def may_mend(user, link) -> bool:
    """Whether `user` may edit something that leads to `link`."""
    for use in link.uses.select_related("page", "content_type"):
        if use.page and use.page.permissions_for_user(user).can_edit():
            return True
        if not use.page_id and (model := use.content_type.model_class()):
            if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"):
                return True
    return False
