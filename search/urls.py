"""Under `/recherche/` and `/en/search/`."""

from django.urls import path, re_path

from . import feeds, views
from .exports.views import export

urlpatterns = [
    re_path(r"^feed/(?P<name>atom|json)/$", feeds.feed, name="search_feed"),
    path("export/<slug:name>/", export, name="search_export"),
    path("suggestions/opensearch/", views.opensearch_suggestions, name="opensearch_suggestions"),
    path("", views.search, name="search"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
    path("extrait/<int:document>/<int:position>/", views.passage, name="search_passage"),
]
