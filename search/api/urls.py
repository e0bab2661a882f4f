"""Under `/api/v1/`, in no language: `lang` chooses."""

from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.search, name="api_search"),
    path("suggest/", views.suggest, name="api_suggest"),
    path("documents/<slug:reference>/", views.document, name="api_document"),
    path("openapi.json", views.description, name="api_description"),
    path("", views.nowhere),
    path("<path:rest>", views.nowhere),
]
