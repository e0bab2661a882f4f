"""The addresses of an action: its page, its calendar file."""

from django.http import Http404
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from content.links import get_linked_pages

from ..around import fill_context


class ActionViewsMixin:
    """`calendrier/` under the action's own address."""

    @path("")
    def presentation(self, request):
        """When, where, who, and what came out of it."""
        return self.render(request)

    @path("calendrier/", name="calendar")
    def calendar(self, request):
        """The action as a calendar file; 404 when no day of it is known."""
        from ..calendars import respond

        if not self.is_in_calendars:
            raise Http404
        return respond(request, [self], self.title, self.reference, url=self.get_full_url(request), single=True)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        fill_context(context, self, get_linked_pages(self))
        return context

    def get_sitemap_urls(self, request=None):
        return super(RoutablePageMixin, self).get_sitemap_urls(request=request)
