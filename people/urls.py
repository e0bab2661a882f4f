from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "people"
urlpatterns = [
    path(_("people/"), views.person_index, name="people"),
    path(_("people/<slug:slug>/"), views.person, name="person"),
    path(_("organisations/"), views.organisation_index, name="organisations"),
    path(_("organisations/<slug:slug>/"), views.organisation, name="organisation"),
]
