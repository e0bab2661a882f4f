"""What the public does under the room of the cafés: announce one, tell how it went, be a volunteer, write to one."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from wagtail.contrib.routable_page.models import path

from forms.receiving import receive, send

from ..announcing import AnnouncementForm, AnswerForm, ChangeForm, ExchangeForm, FacilitatorForm, JoinForm, StoryForm
from ..listing import FacilitatorListing
from .announcements import STORY, Announcement
from .facilitators import Exchange, Facilitator


class DoorsMixin:
    """The public forms, each with its private links. Put it before the page's class."""

    def render_form(self, request, template: str, form=None, **context):
        """A form is one visitor's: no part of it is kept, as parts of the list are."""
        context |= {"listing": None, "is_whole": False, "form": form, "crumb": context.get("crumb", self.title)}
        response = self.render_view(request, f"cafeia/{template}.html", context)
        add_never_cache_headers(response)
        return form.answer(response) if form else response

    def take(self, request, template: str, form_class, thing, crumb: str, is_proved: bool = False, **context):
        """A form, and what it brings: stored, and confirmed by mail."""
        form = form_class(request.POST or None, request=request, instance=thing)
        if is_sent := form.is_valid():
            receive(form.instance, is_proved)
        return self.render_form(request, template, form, crumb=crumb, is_sent=is_sent, **context)

    def show_private(self, request, template: str, form_class, crumb: str):
        """What a private link leads to: where a thing stands, its change, and its sender's other acts, by POST."""
        thing = find(request, form_class.Meta.model)
        context = {"thing": thing, "crumb": crumb}
        for act in thing.acts & request.POST.keys():
            getattr(thing, act)()
            return self.render_form(request, template, done=act, **context)
        files = request.FILES or None
        form = form_class(request.POST or None, files, request=request, instance=thing.get_latest_revision_as_object())
        if is_changed := not thing.is_over and form.is_valid():
            form.instance.accept()
        return self.render_form(request, template, form, is_changed=is_changed, **context)

    @path("annoncer/", name="announce")
    def announce(self, request):
        """A host announces a café, step by step."""
        form = AnnouncementForm(request.POST or None, request=request, instance=Announcement(room=self, live=False))
        # Doubles are said once: the host answers that it is another café.
        is_sent, is_other = form.is_bound and form.is_whole, "is-other" in request.POST
        doubles = form.instance.public_doubles if is_sent and not is_other else []
        if is_sent and not doubles:
            receive(form.instance, is_proved=False)
        context = {"is_sent": is_sent and not doubles, "doubles": doubles, "crumb": gettext("Announce a café")}
        return self.render_form(request, "announce", form, **context)

    @path("annoncer/hote/", name="host")
    def host(self, request):
        if STORY in request.GET and find(request, Announcement).can_be_told:
            return self.show_private(request, "announce", StoryForm, gettext("How it went"))
        return self.show_private(request, "announce", ChangeForm, gettext("Announce a café"))

    @path("benevoles/", name="facilitators")
    def facilitators(self, request):
        """The volunteers, by place, format and language."""
        listing = FacilitatorListing(request.GET, Facilitator.objects.live(), request.path)
        context = {"listing": listing, "crumb": gettext("Volunteers near you")}
        return self.render_view(request, "cafeia/facilitators.html", context)

    @path("benevoles/devenir/", name="join")
    def join(self, request):
        thing = Facilitator(room=self, live=False)
        return self.take(request, "facilitator", JoinForm, thing, gettext("Be a volunteer"))

    @path("benevoles/moi/", name="volunteer")
    def volunteer(self, request):
        return self.show_private(request, "facilitator", FacilitatorForm, gettext("Be a volunteer"))

    @path("benevoles/<int:pk>/", name="facilitator")
    def write_to(self, request, pk: int):
        """Someone writes to a volunteer."""
        other = get_object_or_404(Facilitator.objects.live(), pk=pk)
        thing = Exchange(facilitator=other)
        return self.take(request, "exchange", ExchangeForm, thing, other.shown_name, other=other)

    @path("benevoles/message/", name="exchange")
    def exchange(self, request):
        """What each end's private link leads to: an answer through the site, and the end of it."""
        thing, is_volunteer = Exchange.find(request.GET.get("key", ""))
        if thing is None:
            raise Http404
        is_stopped = request.method == "POST" and "stop" in request.POST
        form = AnswerForm(request.POST or None, request=request)
        if is_stopped:
            thing.delete()
        elif form.is_valid():
            send(thing, [thing.make_mail(not is_volunteer, form.cleaned_data["message"])])
        context = {"thing": thing, "is_stopped": is_stopped, "is_sent": not is_stopped and form.is_valid()}
        return self.render_form(request, "exchange", None if is_stopped else form, **context)


def find(request, model):
    """What the key of a private link leads to; 404 for a key that is none."""
    if thing := model.find(request.GET.get("key", "")):
        return thing
    raise Http404
