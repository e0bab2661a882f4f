"""The time zone of the actions, for calendars: the rule in force since 1996.

Written as two yearly rules: a list of every change, which libraries make from their data, is long,
ends one day, and is misread by some calendars.
"""

from zoneinfo import ZoneInfo

from icalendar import Timezone

NAME = "Europe/Paris"
PARIS = ZoneInfo(NAME)

_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Paris
X-LIC-LOCATION:Europe/Paris
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def make_timezone() -> Timezone:
    """The VTIMEZONE of Paris."""
    return Timezone.from_ical(_RULES)
