"""The reviewer's desk: all that one needs to approve a text or send it back, on one screen.

It is one for whatever goes through a workflow (`WorkflowMixin`): a page, an entry of a register, a file.
"""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page, PreviewableMixin, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from content.gate import Problem, check_page
from registers.models import Batch
from registers.views.batches import PreviewPanel
from sections.approved import Refusal

from .authorship import digest_text, get_approvers, get_authors
from .forms import ReasonForm
from .guard import find_mistakes, why_not_approve
from .translations.entries import get_edit_url
from .views import CrumbsMixin


class Reviewed:
    """What is reviewed, for who may change it. Raises Http404 and PermissionDenied."""

    def dispatch(self, request, *args, **kwargs):
        states = WorkflowState.objects.select_related("current_task_state__task", "requested_by")
        self.state = get_object_or_404(states, pk=kwargs["state_id"])
        thing = self.state.content_object
        if thing is None:
            raise Http404
        self.thing = thing.specific if isinstance(thing, Page) else thing
        if not policy_registry.get(self.thing).user_has_permission_for_instance(request.user, "change", self.thing):
            raise PermissionDenied
        #: The text that is reviewed.
        self.latest = self.thing.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    @property
    def can_be_seen(self) -> bool:
        return isinstance(self.latest, PreviewableMixin) and self.latest.is_previewable()


class DeskPreviewView(Reviewed, View):
    """The text as readers will see it."""

    def get(self, request, state_id):
        if not self.can_be_seen:
            raise Http404
        return self.latest.make_preview_request(request, self.latest.default_preview_mode)


class DeskView(Reviewed, CrumbsMixin, FormView):
    """The text as it will be read, what changed, what blocks, who wrote, and the two decisions."""

    form_class = ReasonForm
    template_name = "newsroom/desk.html"
    page_title = _("Review")
    header_icon = "check"

    def get_page_subtitle(self):
        return str(self.latest)

    @property
    def text(self) -> str:
        """What is reviewed, as a digest: whoever goes on typing writes over a version, under its number."""
        return digest_text(self.thing.latest_revision.content)

    @property
    def task_state(self) -> TaskState | None:
        current = self.state.current_task_state
        is_waiting = self.state.status == WorkflowState.STATUS_IN_PROGRESS and current
        return current if is_waiting and current.status == TaskState.STATUS_IN_PROGRESS else None

    def get(self, request, *args, **kwargs):
        if self.task_state is None:
            messages.warning(request, gettext("This step is over: someone else acted on it."))
            return redirect("wagtailadmin_home")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.task_state is None:
            return self.get(request)
        if request.POST.get("text") != self.text:
            messages.warning(request, gettext("The text changed since you opened it: here it is as it stands."))
            return redirect(request.path)
        if "approve" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.act("approve", gettext("“%(title)s” is approved."))

    def form_valid(self, form):
        return self.act("reject", gettext("“%(title)s” is sent back: its authors are told."), **form.cleaned_data)

    def act(self, action: str, words: str, **data):
        try:
            self.task_state.task.specific.on_action(self.task_state, self.request.user, action, **data)
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        messages.success(self.request, words % {"title": self.latest})
        return redirect("wagtailadmin_home")

    def get_context_data(self, **kwargs):
        users, thing, comments = get_user_model().objects, self.thing, []
        authors = get_authors(thing, self.state)
        actions = {name for name, *_rest in self.task_state.task.specific.get_actions(thing, self.request.user)}
        why_not = why_not_approve(thing, self.request.user, self.state, authors)
        why_not = why_not or gettext("You are not among those who approve this step.")
        if isinstance(thing, Page):
            comments = thing.wagtail_admin_comments.filter(resolved_at=None)
            comments = comments.select_related("user").prefetch_related("replies__user")
            problems = check_page(self.latest)
        else:
            problems = [Problem("", message) for message in find_mistakes(thing, thing.get_latest_revision())]
        return super().get_context_data(
            state=self.state,
            thing=self.latest,
            kind=capfirst(thing._meta.verbose_name),
            actions=actions,
            why_not="" if "approve" in actions else why_not,
            authors=users.filter(pk__in=authors),
            approvers=users.filter(pk__in=get_approvers(self.state, thing.latest_revision_id)),
            earlier=self.state.task_states.exclude(comment="").select_related("finished_by", "task"),
            comments=comments,
            problems=problems,
            is_new=not thing.live_revision_id,
            changes=self.get_changes(),
            text=self.text,
            edit_url=get_edit_url(type(thing), thing.pk),
            batch=self.show_batch() if isinstance(thing, Batch) else "",
            preview_url=reverse("newsroom_desk_preview", args=[self.state.pk]) if self.can_be_seen else "",
            **kwargs,
        )

    def show_batch(self) -> str:
        """What a batch of changes would do."""
        panel = PreviewPanel().bind_to_model(Batch)
        return panel.get_bound_panel(instance=self.thing, request=self.request, form=None).render_html({})

    def get_changes(self) -> list:
        """Wagtail's comparison of each field with what is online; none of what never was."""
        if not self.thing.live_revision_id:
            return []
        live = self.thing.live_revision.as_object()
        screens = self.thing if isinstance(self.thing, Page) else getattr(self.thing, "snippet_viewset", None)
        handler = screens.get_edit_handler() if screens else get_edit_handler(type(self.thing))
        bound = handler.get_bound_panel(instance=self.latest, request=self.request, form=None)
        found = (comparison(live, self.latest) for comparison in bound.get_comparison())
        return [comparison for comparison in found if comparison.has_changed()]
