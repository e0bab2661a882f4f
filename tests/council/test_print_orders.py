"""Asking for printed copies, without JavaScript."""

import pytest
from django.test import Client

from council.models import PrintRequest
from forms.models import Count, Status
from tests.factories import make_page, make_private
from tests.forms.helpers import prove, wait
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def test_the_form_is_plain_html_with_labels_and_a_token(client, order_page):
    html = client.get(order_page.url).content.decode()
    assert '<form class="order" method="post"' in html
    assert "csrfmiddlewaretoken" in html
    for name in (
        "copies",
        "name",
        "organisation",
        "email",
        "address",
        "postal_code",
        "city",
        "country",
        "reason",
        "website-url",
    ):
        assert f'for="id_{name}"' in html
        assert f'id="id_{name}"' in html
    assert "Premier livre" in html and "Second livre" in html
    assert 'autocomplete="email"' in html


def test_a_request_is_stored_then_redirected_to_thanks(client, order_page, answers):
    response = client.post(order_page.url, answers)
    assert response.status_code == 302
    assert response.url == order_page.url + "?envoye=1"
    thanks = client.get(response.url)
    assert thanks.status_code == 200
    assert "Camille" not in thanks.content.decode()
    made = PrintRequest.objects.get()
    assert made.status == Status.PENDING
    assert (made.name, made.city, made.copies, made.language) == ("Camille Exemple", "Quimper", 2, "fr")
    assert made.address == "12 rue des Tilleuls\r\nBâtiment B" or "Bâtiment B" in made.address
    assert [item.title for item in made.items.all()] == ["Premier livre"]


def test_nothing_is_lost_when_something_is_wrong(client, order_page, answers):
    answers.update(email="pas une adresse", works=[], postal_code="")
    response = client.post(order_page.url, answers)
    html = response.content.decode()
    assert response.status_code == 200
    assert not PrintRequest.objects.exists()
    assert 'role="alert"' in html
    for anchor in ("#id_works", "#id_email", "#id_postal_code"):
        assert f'href="{anchor}"' in html
        assert f'id="{anchor[1:]}"' in html
    for kept in ("Camille Exemple", "pas une adresse", "Bâtiment B", "Un atelier de lecture", "Quimper"):
        assert kept in html
    assert 'aria-invalid="true"' in html
    assert "aria-describedby" in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("copies", "0"),
        ("copies", "4"),
        ("copies", "-1"),
        ("copies", "un"),
        ("copies", "9" * 400),
        ("name", "x" * 121),
        ("name", "Voir https://spam.example"),
        ("name", "Camille\r\nBcc: victime@example.org"),
        ("name", "Camille\u202eelpmexE"),
        ("email", "camille@example.org\nBcc: victime@example.org"),
        ("email", "a" * 300 + "@example.org"),
        ("city", "Quim\x00per"),
        ("reason", "court"),
        ("reason", "\x00" * 20),
        ("reason", "x" * 1501),
        ("works", "abc"),
        ("works", "999999"),
        ("works", "9" * 60),
        ("works", "1 OR 1=1"),
        ("website-url", "https://robot.example"),
    ],
)
def test_hostile_values_get_a_clear_answer(client, order_page, answers, field, value):
    response = client.post(order_page.url, {**answers, field: value})
    assert response.status_code == 200
    assert f'href="#id_{field}"' in response.content.decode()
    assert not PrintRequest.objects.exists()


def test_what_is_written_is_escaped(client, order_page, answers):
    answers.update(name='<script>alert("x")</script>', email="")
    html = client.post(order_page.url, answers).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_or_foreign_post_is_answered(client, order_page):
    assert client.post(order_page.url, {}).status_code == 200
    assert client.post(order_page.url, "{}", content_type="application/json").status_code == 200
    assert client.put(order_page.url).status_code == 200
    assert not PrintRequest.objects.exists()


def test_the_honeypot_is_labelled_hidden_and_explained(client, order_page, answers):
    html = client.get(order_page.url).content.decode()
    trap = html[html.index('<div class="hide"><label for="id_website-url"') :]
    assert 'tabindex="-1"' in trap[:600]
    answers["website-url"] = "https://robot.example"
    assert 'role="alert"' in client.post(order_page.url, answers).content.decode()
    assert not PrintRequest.objects.exists()


def test_a_forged_post_is_refused(order_page, answers):
    assert Client(enforce_csrf_checks=True).post(order_page.url, answers).status_code == 403
    assert not PrintRequest.objects.exists()


def test_too_many_requests_from_one_address(client, order_page, answers, settings):
    settings.FORM_LIMITS = {"network": 2}
    for _ in range(2):
        assert client.post(order_page.url, answers | prove("print order")).status_code == 302
    refused = client.post(order_page.url, answers | prove("print order"))
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert "Un atelier de lecture" in refused.content.decode(), "what was written is still there"
    assert PrintRequest.objects.count() == 2
    assert client.post(order_page.url, answers | prove("print order"), REMOTE_ADDR="203.0.113.9").status_code == 302
    assert not any("127.0.0.1" in key or "example" in key for key in Count.objects.values_list("key", flat=True))


def test_the_address_is_the_one_our_proxies_saw(client, order_page, answers, settings):
    settings.FORM_LIMITS, settings.PROXY_COUNT = {"network": 1}, 1
    forged = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}, 203.0.113.7"} for n in range(3)]
    statuses = [client.post(order_page.url, answers | prove("print order"), **one).status_code for one in forged]
    assert statuses == [302, 429, 429], "what a client says of itself changes nothing"


def test_one_network_of_ipv6_counts_as_one_address(client, order_page, answers):
    """One home gets 2^64 addresses: each of sixty requests can come from another."""
    answers = {**answers, "form-proof": "", **wait()}
    statuses = [client.post(order_page.url, answers, REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code for n in range(60)]
    assert statuses == [302] * 5 + [429] * 55 and PrintRequest.objects.count() == 5
    refused = client.post(order_page.url, answers, REMOTE_ADDR="2001:db8:1:2:ffff::1").content.decode()
    assert "Un atelier de lecture" in refused and "une heure" in refused
    assert client.post(order_page.url, answers, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_mistakes_do_not_count_as_requests(client, order_page, answers, settings):
    settings.FORM_LIMITS = {"network": 1}
    for _ in range(3):
        assert client.post(order_page.url, {**answers, "email": ""}).status_code == 200
    assert client.post(order_page.url, answers).status_code == 302


def test_only_public_works_are_offered(client, order_page, works, answers):
    works[0].unpublish()
    make_private(works[1])
    html = client.get(order_page.url).content.decode()
    assert "Premier livre" not in html and "Second livre" not in html
    assert '<form class="order"' not in html
    client.post(order_page.url, answers)
    assert not PrintRequest.objects.exists()


def test_a_work_that_is_not_offered_cannot_be_asked_for(client, order_page, answers):
    other = make_page(ToyPage, title="Pas un livre")
    response = client.post(order_page.url, {**answers, "works": [str(other.pk)]})
    assert response.status_code == 200
    assert not PrintRequest.objects.exists()


def test_requests_can_be_suspended(client, order_page, answers):
    order_page.is_open = False
    order_page.save_revision().publish()
    assert '<form class="order"' not in client.get(order_page.url).content.decode()
    assert client.post(order_page.url, answers).status_code == 200
    assert not PrintRequest.objects.exists()


def test_the_notice_says_how_long_data_are_kept(client, order_page):
    html = client.get(order_page.url).content.decode()
    assert "6 mois" in html or "6 months" in html
    assert "secretariat@example.org" in html
    assert "no-store" in client.get(order_page.url)["Cache-Control"]


def test_a_form_without_its_token_gets_a_page_of_the_site(order_page, answers):
    response = Client(enforce_csrf_checks=True).post(order_page.url, answers)
    assert response.status_code == 403
    assert "Ce formulaire n’est plus valable" in response.content.decode()
