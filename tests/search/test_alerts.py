"""Following by e-mail, as a reader lives it: asked, confirmed, written to once, ended by a click."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from content.models import ContributionRole
from mailing.models import Mail, Subscriber, Subscription
from registers.merging.service import merge
from search.alerts import sending
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import AlertHit, SearchDocument
from sections.jobs import work_here
from tests.actions.helpers import make_action, make_place
from tests.factories import add_contribution, get_index, get_locale, make_page, make_person, make_private, make_theme
from tests.queries import HOSTILE_QUERIES
from tests.search.pdfs import make_document, make_pdf
from tests.works.making import make_work
from works.models import WorkDocument, WorkPage

pytestmark = pytest.mark.django_db
READER = "lectrice@exemple.fr"


def post(client, url: str, **data):
    """Send the form of a page as a browser without a script does, after having read it."""
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("main form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return client.post(url, {**fields, **data})


def follow(client, page_url: str, frequency: str = "now", address: str = READER) -> Subscription:
    """From the page to the confirmation; the form is filled in by a slow hand."""
    soup = BeautifulSoup(client.get(page_url).content, "html.parser")
    url = soup.find("a", string=re.compile("courriel|e-mail"))["href"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("forms.guards.SHORTEST", 0)
        response = post(client, url, email=address, frequency=frequency)
    assert response.status_code == 302, response.content.decode()
    assert address not in client.get(response["Location"]).content.decode()
    (message,) = mail.outbox
    (link,) = set(re.findall(r"https?://\S+", message.body))
    assert client.post(link).status_code == 200
    mail.outbox.clear()
    return Subscription.objects.filter(subscriber__email=address).latest("pk")


def deliver() -> list:
    """What was written since the last time."""
    process()
    sending.ask_due()
    work_here("default")
    found, mail.outbox[:] = list(mail.outbox), []
    return found


def test_a_theme_is_followed_from_its_page_to_the_mail_and_ended_by_a_click(client):
    theme = make_theme("Attention")
    make_work(title="Un rapport d’avant", themes=[theme])
    process()
    follow(client, theme.get_absolute_url())
    assert deliver() == [], "what was there before is not news"
    page = make_work(title="Un rapport d’après", themes=[theme], is_demonstration=True, summary="Un résumé.")
    make_work(title="Un rapport sur autre chose")
    (message,) = deliver()
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert "Un rapport d’après" in text.replace("&#x27;", "'") and page.url in text and "Attention" in text
        assert "d’avant" not in text and "autre chose" not in text and "[Texte de démonstration]" in text
        assert "<script" not in text and "<img" not in text
    page.title += ", corrigé"
    page.save_revision().publish()
    assert deliver() == [], "a correction is not news"
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in message.body and stop in html
    assert "One-Click" in message.extra_headers["List-Unsubscribe-Post"]
    client.get(stop)
    assert Subscription.objects.exists(), "whoever only looks ends nothing"
    assert client.post(stop, "List-Unsubscribe=One-Click", content_type="text/plain").status_code == 200
    assert not Subscriber.objects.exists() and not AlertHit.objects.exists()
    make_work(title="Trop tard", themes=[theme])
    assert deliver() == []


@pytest.mark.parametrize("kind", ["person", "work", "list", "place", "query"])
def test_everything_is_followed(client, kind):
    person = make_person("Camille Inventée")
    work = make_work(title="Le rapport suivi")
    add_contribution(work, person)
    url = {
        "person": lambda: person.get_absolute_url(),
        "work": lambda: work.url,
        "list": lambda: f"{get_index(WorkPage).url}?kind=rapport",
        "query": lambda: "/recherche/?q=vermillon&section=travaux",
        "place": lambda: f"/evenements/?city={make_place().slug}",
    }[kind]
    process()
    follow(client, url())
    new = make_work(title="Du vermillon", kind="rapport", related_pages=[])
    add_contribution(new, person, ContributionRole.LEAD)
    new.related_pages.create(target=work)
    new.save()
    make_action("2030-05-12", title="Un atelier", place=make_place())
    make_work(title="Un autre", kind="avis")
    (message,) = deliver()
    assert ("Un atelier" if kind == "place" else "Du vermillon") in message.body
    assert "Un autre" not in message.body and deliver() == []


def test_one_mail_however_many_are_followed_and_each_page_once(client):
    themes = [make_theme("Attention"), make_theme("Réseaux")]
    for theme in themes:
        make_work(themes=[theme])
        process()
        follow(client, theme.get_absolute_url())
    both, one = make_work(title="Des deux", themes=themes), make_work(title="D’un seul", themes=themes[1:])
    (message,) = deliver()
    assert message.body.count(both.url) == message.body.count(one.url) == 1
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert "suivre/fin" in stop and client.get(stop).status_code == 200 and Subscription.objects.count() == 2
    assert client.post(stop).status_code == 200 and not Subscription.objects.exists()
    assert client.get(stop).status_code == 200


@pytest.mark.parametrize(("frequency", "days"), [("daily", 1), ("weekly", 7)])
def test_a_digest_waits_for_its_morning(client, frequency, days):
    theme = make_theme("Attention")
    make_work(themes=[theme])
    process()
    follow(client, theme.get_absolute_url(), frequency)
    make_work(title="Premier", themes=[theme])
    make_work(title="Second", themes=[theme])
    assert deliver() == []
    AlertHit.objects.update(found_at=timezone.now() - datetime.timedelta(days=days))
    (message,) = deliver()
    assert "Premier" in message.body and "Second" in message.body and "2" in message.subject


def test_mornings():
    def at(text):
        return timezone.make_aware(datetime.datetime.fromisoformat(text))

    assert sending.get_limit("daily", at("2026-10-25 06:59")) == at("2026-10-24 07:00")
    assert sending.get_limit("daily", at("2026-10-25 07:00")) == at("2026-10-25 07:00")
    assert sending.get_limit("weekly", at("2026-10-26 06:30")) == at("2026-10-19 07:00"), "a Monday, too early"
    assert sending.get_limit("weekly", at("2026-10-29 12:00")) == at("2026-10-26 07:00")


def test_what_is_withdrawn_or_closed_before_it_leaves_waits_until_it_is_back(client):
    theme = make_theme("Attention")
    make_work(themes=[theme])
    process()
    follow(client, theme.get_absolute_url())
    withdrawn, closed = make_work(title="Retiré", themes=[theme]), make_work(title="Fermé", themes=[theme])
    process()
    assert AlertHit.objects.count() == 2
    withdrawn.unpublish()
    make_private(closed)
    assert deliver() == []
    withdrawn.save_revision().publish()
    (message,) = deliver()
    assert "Retiré" in message.body and "Fermé" not in message.body
    withdrawn.unpublish()
    process()
    withdrawn.save_revision().publish()
    assert deliver() == [], "it was told"


def test_a_process_that_dies_while_it_writes_loses_nothing_and_doubles_nothing(client, monkeypatch):
    theme = make_theme("Attention")
    make_work(themes=[theme])
    process()
    for address in (READER, "lecteur@exemple.fr"):
        follow(client, theme.get_absolute_url(), address=address)
    make_work(title="Nouveau", themes=[theme])
    process()
    SearchDocument.objects.update(appeared_at=timezone.now())
    usual = sending.send_mail

    def die(rows, *arguments, **context):
        usual(rows, *arguments, **context)
        raise SystemError("killed")

    monkeypatch.setattr(sending, "send_mail", die)
    first = Subscriber.objects.first()
    with pytest.raises(SystemError):
        sending.write_to(str(first.pk))
    mail.outbox.clear()
    monkeypatch.setattr(sending, "send_mail", usual)
    assert sorted(to for message in deliver() for to in message.to) == sorted([READER, "lecteur@exemple.fr"])
    assert deliver() == []


def test_a_rebuilt_index_is_no_news(client):
    follow(client, "/recherche/?q=vermillon")
    make_work(title="Du vermillon")
    assert len(deliver()) == 1
    make_work(title="Encore du vermillon")
    SearchDocument.objects.all().delete()
    reindex()
    assert deliver() == []


def test_the_pages_of_a_file_are_read_before_it_is_looked_for(client):
    follow(client, "/recherche/?q=zygomatiques")
    work = make_work(title="Un rapport et son fichier")
    WorkDocument.objects.create(work=work, document=make_document(make_pdf(["Les zygomatiques."])), locale=work.locale)
    (message,) = deliver()
    assert work.url in message.body


def test_who_reads_english_is_told_of_the_english_page_and_of_what_has_none(client):
    follow(client, "/en/search/?section=travaux")
    page = make_page(WorkPage, title="Un rapport")
    (message,) = deliver()
    assert "Un rapport" in message.body and "new page" in message.subject
    other = make_page(WorkPage, title="Un autre")
    translation = other.copy_for_translation(get_locale("en"), copy_parents=True)
    translation.title = "Another one"
    translation.save_revision().publish()
    (message,) = deliver()
    assert "Another one" in message.body and "Un autre" not in message.body and page.title not in message.body


def test_what_is_followed_is_followed_when_it_is_renamed_or_merged(client):
    old, kept = make_theme("Ancien"), make_theme("Gardé")
    make_work(themes=[old])
    make_work(themes=[kept])
    process()
    for theme in (old, kept):
        follow(client, theme.get_absolute_url())
    old.slug = "tout-autre"
    old.save()
    make_work(title="Renommé", themes=[old])
    (message,) = deliver()
    assert "Renommé" in message.body
    merge(kept, old)
    subscription = Subscription.objects.get()
    assert "Gardé" in str(subscription), "both were one"
    make_work(title="Réuni", themes=[kept])
    (message,) = deliver()
    assert "Réuni" in message.body and "Renommé" not in message.body


def test_who_follows_what_is_deleted_is_told_and_written_to_no_more(client):
    theme, other = make_theme("Disparu"), make_theme("Resté")
    make_work(themes=[other])
    for each in (theme, other):
        make_work(themes=[each])
        process()
        follow(client, each.get_absolute_url())
    sending.tell_gone.func()
    assert mail.outbox == []
    theme.delete()
    sending.tell_gone.func()
    sending.tell_gone.func()
    (message,) = mail.outbox
    assert message.to == [READER] and "plus" in message.subject
    assert Subscription.objects.count() == 1


def test_without_mail_there_is_no_button_and_feeds_stay(client, settings):
    make_work(title="Du vermillon")
    process()
    assert "courriel" in client.get("/recherche/?q=vermillon").content.decode()
    settings.MAILER = ""
    page = client.get("/recherche/?q=vermillon").content.decode()
    assert "/suivre/" not in page and "feed/json" in page
    assert client.get("/recherche/suivre/search/?q=vermillon").status_code == 404


def test_hostile_addresses_follow_nothing(client):
    for source in ("search", "events", str(get_index(WorkPage).pk), "999999999", "nothing", "1"):
        for query in [*HOSTILE_QUERIES, "theme=inconnu", "about=inconnu", "&".join(f"kind=k{n}" for n in range(300))]:
            assert client.get(f"/recherche/suivre/{source}/?{query}").status_code in (200, 404), (source, query)
    url = "/recherche/suivre/search/?q=vermillon"
    for data in ({}, {"email": "non"}, {"email": READER, "frequency": "hourly"}):
        response = client.post(url, data)
        assert response.status_code == 200 and "fr-alert--error" in response.content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("code", ["550", "552"])
def test_an_alert_that_does_not_arrive_comes_back_as_a_letter_does(client, request, settings, code):
    theme = make_theme("Données")
    own = follow(client, theme.get_absolute_url(), "now", f"{code}-lectrice@example.org")
    request.getfixturevalue("whole_outbox")
    settings.MAIL_RETURN_PATH = "retours@example.org"
    make_page(WorkPage, themes=[theme])
    process()
    sending.ask_due()
    work_here("default")
    written = Mail.objects.get(recipient=f"{code}-lectrice@example.org")
    assert written.state == "failed" and written.sender.startswith(f"retours+{own.pk}.")
    assert written.message_id.strip("<").split("@")[0] in written.sender
    # A mailbox that is full is somebody's.
    assert Subscription.objects.filter(pk=own.pk).exists() is (code == "552")
