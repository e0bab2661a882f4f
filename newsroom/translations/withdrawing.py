"""What is withdrawn in French is withdrawn in English: the public does not go on reading its translation."""

from django.conf import settings
from wagtail.log_actions import get_active_log_context

from sections.locales import get_language_of


def get_online_translations(original) -> list:
    """The pages that the public reads as translations of `original`; none of a translation."""
    if get_language_of(original) != settings.LANGUAGE_CODE:
        return []
    return list(original.get_translations().live())


def withdraw_translations(original) -> None:
    """However the original was withdrawn: by its editor, a selection, its date."""
    for page in get_online_translations(original):
        page.specific.unpublish(set_expired=original.expired, user=get_active_log_context().user)
