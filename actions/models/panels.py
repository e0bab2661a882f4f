"""The editor's screen of an action."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from content.editing import make_editor


def get_edit_handler() -> TabbedInterface:
    """Four tabs: what and when, prize, people and links, checking."""
    when = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("date", heading=_("Starts on")), FieldPanel("date_precision")]),
            FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_precision")]),
            FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time"), FieldPanel("time_label")]),
            FieldRowPanel([FieldPanel("recurrence"), FieldPanel("recurrence_day"), FieldPanel("recurrence_until")]),
            FieldRowPanel([FieldPanel("state"), FieldPanel("state_note")]),
        ],
        _("When"),
    )
    where = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("place"), FieldPanel("venue")]),
            FieldRowPanel([FieldPanel("is_online"), FieldPanel("online_url")]),
            FieldRowPanel([FieldPanel("access"), FieldPanel("registration_url")]),
        ],
        _("Where, and how to come"),
    )
    attendance = MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("attendance_qualifier"), FieldPanel("attendance"), FieldPanel("attendance_unit")]
            ),
            InlinePanel("figures", label=_("Key figure")),
        ],
        _("Figures"),
    )
    subject = MultiFieldPanel([FieldPanel("themes"), FieldPanel("tags")], _("Subject"))
    cover = MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt"), FieldPanel("cover_credit")], _("Cover"))
    call = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("call_opens"), FieldPanel("call_closes")]),
            FieldPanel("call_url"),
            FieldPanel("call"),
        ],
        _("Call for entries"),
    )
    return make_editor(
        _("Action"),
        [
            *Page.content_panels,
            FieldPanel("kind"),
            FieldPanel("summary"),
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
            FieldPanel("body"),
            attendance,
        ],
        ObjectList([FieldPanel("series"), call], heading=_("Editions and call")),
    )
