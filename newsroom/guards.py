"""The rule of the two approvals, put where every way of publishing in Wagtail ends.

Wagtail offers no hook that all of them pass: the editor's button, a new page, bulk actions, the
API and translations each call the publishing action by themselves, some with its own checks left
out. So the action itself is wrapped here, and what tells screens who may publish besides.
"""

import functools

from django.db import transaction
from django.utils.translation import gettext
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, WorkflowState
from wagtail.models.pages import PagePermissionTester
from wagtail_localize.models import TranslationSource

from .approval import check_gate, is_permitted
from .refusals import Refusal


def install() -> None:
    """Put the guards in place, once."""
    if getattr(PublishPageRevisionAction, "is_guarded", False):
        return
    PublishPageRevisionAction.is_guarded = True
    PublishPageRevisionAction.execute = _guard(PublishPageRevisionAction.execute)
    # Several saves each: all of them or none, whenever the process dies.
    UnpublishPageAction.execute = transaction.atomic(UnpublishPageAction.execute)
    WorkflowState.resume = transaction.atomic(WorkflowState.resume)
    TranslationSource.create_or_update_translation = _draft_translation(TranslationSource.create_or_update_translation)
    # Nobody publishes by a button. Holding the permission `publish_page` still lets one unpublish,
    # unschedule, restrict, and order pages.
    PagePermissionTester.can_set_view_restrictions = _holds_publish
    PagePermissionTester.can_unschedule = _holds_publish
    PagePermissionTester.can_publish = _may_publish
    PagePermissionTester.can_publish_subpage = _may_publish


def _guard(execute):
    @functools.wraps(execute)
    def guarded(self, skip_permission_checks=False):
        # Translations publish without saying who asks: the admin's own context knows.
        user = self.user or get_active_log_context().user
        if user is not None and not is_permitted():
            check_gate(self.object)
            raise Refusal(
                self.object,
                gettext("Two people who did not write the text must approve it before it is published."),
                [gettext("The text is saved: submit it for review.")],
            )
        with transaction.atomic():
            return execute(self, skip_permission_checks=skip_permission_checks)

    return guarded


def _draft_translation(create_or_update):
    """Translated pages are brought up to date as drafts, and what the public reads of them stays as it was.

    wagtail-localize publishes after the transaction, and writes drafts over the live page itself.
    """

    @functools.wraps(create_or_update)
    def guarded(self, locale, user=None, publish=True, **kwargs):
        asked = user or get_active_log_context().user
        if asked is None or is_permitted() or not issubclass(self.specific_content_type.model_class(), Page):
            return create_or_update(self, locale, user=user, publish=publish, **kwargs)
        with transaction.atomic():
            page = Page.objects.filter(translation_key=self.object_id, locale=locale).first()
            live = page.live_revision if page and page.live and not page.alias_of_id else None
            result = create_or_update(self, locale, user=user, publish=False, **kwargs)
            if live is not None:
                latest = Page.objects.values_list("latest_revision", flat=True).get(pk=page.pk)
                public = live.as_object()
                public.latest_revision_id, public.live_revision_id = latest, live.pk
                public.has_unpublished_changes = True
                public.save(clean=False)
        return result

    return guarded


def _holds_publish(self) -> bool:
    if not self.user.is_active or self.page_is_root:
        return False
    return self.user.is_superuser or "publish" in self.permissions


def _may_publish(self) -> bool:
    return is_permitted()
