"""What an institution's site owes: its accessibility statement, where to report a flaw, a map for robots."""

import datetime
import re

import pytest
from django.utils import timezone
from wagtail.models import Locale

from home.models import AccessibilityPage, SiteSettings
from tests.factories import get_home, make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("age", "rate", "status"),
    [
        (None, None, "non conforme"),
        (30, 49, "non conforme"),
        (30, 80, "partiellement conforme"),
        (30, 100, "totalement conforme"),
        (4 * 365, 100, "non conforme"),
    ],
)
def test_the_accessibility_status_follows_from_a_valid_audit(client, age, rate, status):
    page = AccessibilityPage(title="Déclaration", slug="accessibilite", show_in_footer=True, compliance_rate=rate)
    page.audit_date = age and timezone.localdate() - datetime.timedelta(days=age)
    get_home().add_child(instance=page)
    page.save_revision().publish()
    html = client.get(page.url).content.decode()
    assert f"Ce site est {status}" in html
    assert f"Accessibilité\xa0: {status}" in html, "the footer of every page says it too"
    assert ("Aucun audit de conformité" in html) == (not age or age > 3 * 365)
    assert re.search(r"Cette déclaration a été établie le \d", html) and "s’applique à http" in html


def test_security_txt_says_who_to_write_to_and_for_how_long(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings = SiteSettings.load()
    settings.email = "securite@exemple.fr"
    settings.save()
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:securite@exemple.fr"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert datetime.timedelta(days=300) < expires - timezone.now() < datetime.timedelta(days=366)


def test_the_map_for_robots_names_both_languages_of_a_translated_page(client):
    alone, translated = make_page(ToyPage, title="Seule"), make_page(ToyPage, title="Traduite")
    english = translated.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0], copy_parents=True)
    english.save_revision().publish()
    text = client.get("/sitemap.xml").content.decode()
    entries = {re.search("<loc>(.*?)</loc>", entry)[1]: entry for entry in text.split("<url>")[1:]}
    french, twin = translated.get_full_url(), english.get_full_url()
    for entry in (entries[french], entries[twin]):
        assert f'hreflang="fr" href="{french}"' in entry and f'hreflang="en" href="{twin}"' in entry
    assert "hreflang" not in entries[alone.get_full_url()]
