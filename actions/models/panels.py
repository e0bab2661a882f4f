"""The editor's screen of an action."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from content.editing import make_editor


def get_edit_handler() -> TabbedInterface:
    """Four tabs: what and when, prize, people and links, checking."""
    when = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("date", heading=_("Starts on")), "date_precision"]),
            FieldRowPanel(["end_date", "end_precision"]),
            FieldRowPanel(["start_time", "end_time", "time_label"]),
            FieldRowPanel(["recurrence", "recurrence_day", "recurrence_until"]),
            FieldRowPanel(["state", "state_note"]),
        ],
        _("When"),
    )
    where = MultiFieldPanel(
        [
            FieldRowPanel(["place", "venue"]),
            FieldRowPanel(["is_online", "online_url"]),
            FieldRowPanel(["access", "registration_url"]),
        ],
        _("Where, and how to come"),
    )
    attendance = MultiFieldPanel(
        [
            FieldRowPanel(["attendance_qualifier", "attendance", "attendance_unit"]),
            InlinePanel("figures", label=_("Key figure")),
        ],
        _("Figures"),
    )
    subject = MultiFieldPanel(["themes", "tags"], _("Subject"))
    cover = MultiFieldPanel(["cover", "cover_alt", "cover_credit"], _("Cover"))
    call = MultiFieldPanel([FieldRowPanel(["call_opens", "call_closes"]), "call_url", "call"], _("Call for entries"))
    return make_editor(
        _("Action"),
        [
            *Page.content_panels,
            "kind",
            "summary",
            when,
            InlinePanel(
                "sessions",
                heading=_("Sessions"),
                label=_("Session"),
                help_text=_("For days that do not follow each other. Each one is a day of the agenda."),
            ),
            where,
            subject,
            cover,
            "body",
            attendance,
        ],
        ObjectList(["series", call], heading=_("Editions and call")),
    )
