"""What is withdrawn in French does not stay online in English."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsroom import scheduling
from newsroom.bin.models import SecondLook
from tests.toysection.models import ToyPage

from .making import get_target

pytestmark = pytest.mark.django_db


def confirm(client, users) -> None:
    client.force_login(users.objects.create_superuser("zoe", "zoe@example.org", "phrase"))
    client.post(reverse("newsroom_look", args=[SecondLook.objects.get().pk]), {"confirm": "1"})


def test_the_translation_leaves_with_the_original(client, admin_user, live, django_user_model):
    client.force_login(admin_user)
    url = reverse("wagtailadmin_pages:unpublish", args=[live.pk])
    assert "Sa traduction quitte le site avec elle" in client.get(url).content.decode()
    client.post(url)
    confirm(client, django_user_model)
    target = get_target(live)
    assert not target.live and client.get(target.url).status_code == 410
    entries = PageLogEntry.objects.filter(page_id=target.pk, action="wagtail.unpublish")
    assert [entry.user.username for entry in entries] == ["zoe"]
    look = SecondLook.objects.get()
    client.post(reverse("newsroom_look", args=[look.pk]), {"undo": "1"})
    assert get_target(live).live and client.get(target.url).status_code == 200, "both languages are back"


def test_it_expires_with_the_original(live):
    ToyPage.objects.filter(pk=live.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
    scheduling.run()
    assert not get_target(live).live and get_target(live).expired


def test_the_original_stays_without_its_translation(client, admin_user, live, django_user_model):
    client.force_login(admin_user)
    url = reverse("wagtailadmin_pages:unpublish", args=[get_target(live).pk])
    assert "Sa traduction" not in client.get(url).content.decode()
    client.post(url)
    confirm(client, django_user_model)
    assert ToyPage.objects.get(pk=live.pk).live and not get_target(live).live
