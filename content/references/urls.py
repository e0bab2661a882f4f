from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "references"
urlpatterns = [
    path(_("references/"), views.index, name="index"),
    path(_("references/<slug:slug>/"), views.source, name="source"),
]
