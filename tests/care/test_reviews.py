"""Pages to review: the rule of their type, « relue », reminders."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from care.models import PageReview
from care.reminders import remind_daily
from care.reviews import get_due_pages
from tests.factories import get_home, make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(settings):
    settings.CARE_REVIEW_MONTHS = {"": 0, "toysection.ToyPage": 12}


def make_old(months: int = 13, **fields):
    page = make_page(ToyPage, **fields)
    age(page, months)
    return page


def age(page, months: int) -> None:
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - datetime.timedelta(days=31 * months))


def get_titles() -> list[str]:
    return [page.title for page in get_due_pages()]


def test_a_page_is_due_after_the_period_of_its_type():
    make_old(title="Vieille")
    make_old(11, title="Récente")
    make_old(title="Brouillon", live=False)
    assert get_titles() == ["Vieille"]


def test_a_page_may_have_a_period_of_its_own(settings):
    page, never = make_old(2, title="Courte"), make_old(title="Jamais")
    PageReview.objects.create(page=page, months=1)
    PageReview.objects.create(page=never, months=0)
    assert get_titles() == ["Courte"]


def test_reading_it_again_puts_it_off_and_is_written_in_its_history(client, admin_user):
    page = make_old(title="Vieille")
    client.force_login(admin_user)
    url = reverse("care_review", args=[page.pk])
    assert "attend d’être relue" in client.get(url).content.decode()
    assert client.post(url, {"months": ""}).status_code == 302
    assert get_titles() == []
    assert PageLogEntry.objects.get(page_id=page.pk, action="care.review").user == admin_user
    client.post(url, {"months": "999"})
    assert PageReview.objects.get().months is None
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Page notée comme relue" in history


def test_the_editor_says_that_the_page_waits(client, admin_user):
    client.force_login(admin_user)
    late, fresh = make_old(), make_page(ToyPage)
    words = "attend d’être relue depuis"
    assert words in client.get(reverse("wagtailadmin_pages:edit", args=[late.pk])).content.decode()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[fresh.pk])).content.decode()
    assert words not in html
    assert reverse("care_review", args=[fresh.pk]) in html and reverse("care_share", args=[fresh.pk]) in html


def test_only_those_who_may_edit_a_page_review_it(client, make_editor):
    page, own = make_old(), make_old()
    client.force_login(make_editor(own))
    assert client.post(reverse("care_review", args=[page.pk]), {}).status_code in (302, 403)
    assert not PageReview.objects.filter(page=page).exists()
    assert client.post(reverse("care_review", args=[own.pk]), {"months": ""}).status_code == 302
    assert PageReview.objects.filter(page=own, reviewed_at__isnull=False).exists()


def test_owners_are_reminded_once_a_month_in_one_message(make_editor, settings):
    settings.CARE_REVIEW_MAILS = ["redaction@example.org"]
    owner = make_editor(get_home())
    for number in range(3):
        make_old(title=f"Page {number}", owner=owner)
    make_old(title="Sans responsable")
    remind_daily.call()
    assert sorted(message.to[0] for message in mail.outbox) == ["camille@example.org", "redaction@example.org"]
    own = next(message for message in mail.outbox if message.to == ["camille@example.org"])
    assert own.subject == "3 pages à relire"
    assert all(f"Page {number}" in own.body for number in range(3))
    html = own.alternatives[0][0]
    assert "/admin/care/review/" in html and "Bonjour" in own.body
    remind_daily.call()
    assert len(mail.outbox) == 2
