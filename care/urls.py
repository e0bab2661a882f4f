"""The one public address of care."""

from django.urls import path

from .views import shared_draft

urlpatterns = [
    path("<str:token>/", shared_draft, name="care_shared"),
    path("<str:token>/<path:rest>", shared_draft, name="care_shared_part"),
]
