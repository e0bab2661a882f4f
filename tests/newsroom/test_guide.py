"""The guide, where the work is done."""

import re

from bs4 import BeautifulSoup
from django.urls import reverse

from newsroom.guide import FILES


def test_the_guide_is_read_in_the_admin_with_its_pictures(client, staff):
    client.force_login(staff["camille"])
    assert reverse("newsroom_guide", args=["redaction"]) in client.get(reverse("wagtailadmin_home")).text
    for name in FILES:
        guide = BeautifulSoup(client.get(reverse("newsroom_guide", args=[name])).text, "html.parser").select_one(
            ".guide"
        )
        assert guide.h2
        for address in {*(a["href"] for a in guide.select("a")), *(image["src"] for image in guide.select("img"))}:
            if address.startswith("#"):
                assert guide.find(id=address[1:]), address
            else:
                assert client.get(address).status_code == 200, address


def test_it_sends_to_no_other_site(client, staff):
    client.force_login(staff["camille"])
    for address in (reverse("wagtailadmin_home"), reverse("newsroom_guide", args=["redaction"])):
        assert not re.search(r"guide\.wagtail\.org|whats-new-in-wagtail", client.get(address).text)


def test_for_the_staff_only_and_nothing_else_is_read(client, staff):
    image = reverse("newsroom_guide_image", args=["connexion"])
    assert client.get(image).status_code == 302
    client.force_login(staff["camille"])
    assert client.get(reverse("newsroom_guide", args=["runbook"])).status_code == 404
    assert client.get(reverse("newsroom_guide_image", args=["absente"])).status_code == 404
