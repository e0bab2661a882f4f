"""How a café went, from the mail that asks its host to its page; and nothing of it before, nor when it is erased."""

import datetime
import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from cafeia.models import AnimationFormatPage, Announcement, CafePage, ResourcePage
from cafeia.models.announcements import ask_hosts
from tests.cafeia.announced import HOST, approve, decide, read
from tests.cafeia.announced import get_path as get_host_path
from tests.cafeia.pages import make_room
from tests.forms.helpers import wait
from tests.newsroom.conftest import make_user

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
#: The private link, whose key says when it was made.
LINK = "&bilan=1"
#: Where a telephone says that it took a picture.
GPS = {1: "N", 2: (48.0, 51.0, 30.0)}


def make_photograph(name="cafe.jpg", size=(3000, 1500)) -> SimpleUploadedFile:
    image, file = Image.new("RGB", size, "orange"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x8825], exif[0x010F] = 6, GPS, "Marque du téléphone"
    image.save(file, "JPEG", exif=exif, comment=b"chez Alix")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


@pytest.fixture
def held(published):
    """A café that took place yesterday."""
    for row in (published, published.page):
        type(row).objects.filter(pk=row.pk).update(date=timezone.localdate() - DAY)
    published.refresh_from_db()
    return published


@pytest.fixture
def tell(client, held, django_capture_on_commit_callbacks):
    def tell(*files, **changes):
        answers = {"participants": "23", "told": "On a parlé <b>d’emploi</b>.\n\nEt de santé.", "pictures": files}
        if files:
            answers |= {"captions": "Une table ronde\n" * len(files), "may_show": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(get_path(held), {**answers, **wait(), **changes})

    return tell


def get_path(cafe) -> str:
    return get_host_path(cafe) + LINK


def test_the_host_is_asked_once_the_day_after(held, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ask_hosts.call()
    (message,) = mail.outbox
    assert message.to == [HOST] and LINK in message.body and LINK in message.alternatives[0][0].replace("amp;", "")


@pytest.mark.parametrize("change", [{"days": 0}, {"days": -40}, {"status": "annule"}, {"live": False}])
def test_who_is_not_asked(published, change, django_capture_on_commit_callbacks):
    days = change.pop("days", -1)
    Announcement.objects.update(date=timezone.localdate() + days * DAY)
    CafePage.objects.update(**change)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ask_hosts.call()
    assert not mail.outbox


def test_from_the_host_to_the_page(client, held, tell, django_capture_on_commit_callbacks):
    capture, page = django_capture_on_commit_callbacks, held.page
    form = read(client, get_path(held))
    assert 'enctype="multipart/form-data"' in form and HOST not in form
    assert LINK in read(client, get_host_path(held)).replace("amp;", "")
    assert "form-errors" not in tell(make_photograph()).content.decode()
    thing = Announcement.objects.get()
    image = get_image_model().objects.get()
    with Image.open(image.file) as kept:
        # Upright, of the size of a screen, and silent about where and by what.
        assert kept.size == (1000, 2000) and not kept.getexif() and not {"comment", "xmp", "exif"} & set(kept.info)
    assert "emploi" not in read(client, page.url)
    assert client.get(image.get_rendition("width-400").url).status_code == 404
    approve(client, thing, capture)
    html = read(client, page.url)
    assert "On a parlé &lt;b&gt;d’emploi&lt;/b&gt;." in html and "<h2" in html and "Comment cela s’est passé" in html
    assert 'alt="Une table ronde"' in html and "23" in html and HOST not in html and "Alix" not in html
    assert client.get(image.get_rendition("width-400").url).status_code == 200
    once = html.count("Comment cela s’est passé")
    page.refresh_from_db()
    assert (page.status, page.participants) == ("passe", 23)
    assert page.full_url in mail.outbox[-1].body and mail.outbox[-1].to == [HOST]
    # What is told again waits, then takes the place of the rest; the picture stays.
    tell(told="Autre récit.")
    assert "Autre récit" not in read(client, page.url)
    approve(client, thing, capture)
    html = read(client, page.url)
    assert "Autre récit." in html and "On a parlé" not in html and html.count("Comment cela s’est passé") == once
    assert 'alt="Une table ronde"' in html
    # The address is forgotten; what the public reads stays.
    call_command("personal_data", HOST, "--erase")
    assert not Announcement.objects.exists()
    assert "Autre récit." in read(client, page.url) and get_image_model().objects.exists()
    assert client.get(get_path(held)).status_code == 404


def test_what_is_asked_refused_or_erased(client, held, tell, moderator, django_capture_on_commit_callbacks):
    capture = django_capture_on_commit_callbacks
    tell(make_photograph())
    decide(client, held, moderator, "reject", "Qui était là ?", capture)
    assert "Qui était là" in mail.outbox[-1].body
    tell(make_photograph("autre.jpg"), told="Des voisins.", proposal="Un jeu de cartes.")
    assert get_image_model().objects.count() == 2
    decide(client, held, moderator, "refuse", "Un autre café.", capture)
    assert "Un autre café." in mail.outbox[-1].body and "voisins" not in read(client, held.page.url)
    tell(told="Des voisins.", proposal="Un jeu de cartes.")
    approve(client, held, capture)
    html = read(client, held.page.url)
    assert html.index("Des voisins.") < html.index("À partager") < html.index("Un jeu de cartes.")
    call_command("personal_data", HOST, "--erase")
    assert not Announcement.objects.exists() and not get_image_model().objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        [SimpleUploadedFile("cafe.jpg", b"<script>alert(1)</script>")],
        [SimpleUploadedFile("cafe.jpg", make_photograph(size=(60, 60)).read()[:400])],
        [SimpleUploadedFile("cafe.svg", b"<svg/>")],
        [SimpleUploadedFile("cafe.jpg", b"")],
        [make_photograph(size=(9, 9)) for _ in range(4)],
    ],
)
def test_a_file_that_is_no_photograph(tell, sent):
    response = tell(*sent)
    assert response.status_code == 200 and "form-errors" in response.content.decode()
    assert not Announcement.objects.get().has_unpublished_changes and not get_image_model().objects.exists()


def test_no_photograph_without_consent_nor_words(tell):
    for changes in ({"may_show": ""}, {"captions": ""}, {"captions": "Une\nDeux"}):
        html = tell(make_photograph(size=(9, 9)), **changes).content.decode()
        assert "form-errors" in html and "choisissez-le à nouveau" in html
    assert not Announcement.objects.get().has_unpublished_changes


def test_there_is_nothing_to_tell_yet(client, held):
    assert 'name="told"' in read(client, get_path(held))
    Announcement.objects.update(date=timezone.localdate() + DAY)
    assert 'name="told"' not in read(client, get_path(held)) and LINK not in read(client, get_host_path(held))


def test_the_team_reads_it_on_one_screen(client, tell):
    tell(make_photograph())
    thing = Announcement.objects.get()
    client.force_login(make_user("alix", "Administration"))
    html = read(client, reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk]))
    assert "Une table ronde" in html and "Et de santé." in html and HOST not in html
    assert HOST not in read(client, reverse(thing.snippet_viewset.get_url_name("list")))


def test_what_is_proposed_becomes_a_draft_in_one_click(client, held, tell, django_capture_on_commit_callbacks):
    make_room(AnimationFormatPage), make_room(ResourcePage)
    tell(proposal="Un jeu de <b>cartes</b>.")
    url = reverse("cafeia_format", args=[held.pk])
    writer = make_user("ecrit", "Rédaction")
    client.force_login(writer)
    assert client.post(url).status_code == 404, "not accepted yet"
    client.logout()
    approve(client, held, django_capture_on_commit_callbacks)
    client.force_login(writer)
    screen = client.get(reverse("wagtailsnippets_cafeia_announcement:edit", args=[held.pk])).content.decode()
    assert f'formaction="{url}"' in screen
    assert client.get(url).status_code == 405
    response = client.post(url)
    page = AnimationFormatPage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live and page.owner == writer and "Un jeu de &lt;b&gt;cartes&lt;/b&gt;." in str(page.body)
    assert client.get(response["Location"]).status_code == 200
    client.post(reverse("cafeia_resource", args=[held.pk]))
    assert ResourcePage.objects.count() == 1
    client.force_login(make_user("sans-role"))
    assert client.post(url).status_code in (302, 403) and AnimationFormatPage.objects.count() == 1
