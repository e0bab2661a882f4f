"""Under `/evenements/` and `/en/events/`: the events of every section."""

from django.urls import path, re_path

from . import views

app_name = "events"
urlpatterns = [
    path("", views.all_events, name="index"),
    path("agenda/", views.agenda, name="agenda"),
    re_path(r"^agenda/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", views.agenda, name="agenda_month"),
    path("carte/", views.events_map, name="map"),
    path("calendrier/", views.calendar, name="calendar"),
]
