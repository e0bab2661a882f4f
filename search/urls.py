"""Under `/recherche/` and `/en/search/`."""

from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from . import feeds, views
from .alerts import views as alerts
from .exports.views import export
from .overview import overview

urlpatterns = [
    re_path(r"^feed/(?P<name>atom|json)/$", feeds.feed, name="search_feed"),
    path("export/<slug:name>/", export, name="search_export"),
    path("suggestions/opensearch/", views.opensearch_suggestions, name="opensearch_suggestions"),
    path("", views.search, name="search"),
    path("suivre/fin/<str:key>/", alerts.stop, name="search_follow_stop"),
    path("suivre/<slug:source>/", alerts.follow, name="search_follow"),
    path(_("overview/"), overview, name="search_overview"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
]
