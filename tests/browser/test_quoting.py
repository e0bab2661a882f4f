"""A proposal is quoted by keyboard, from the page of its work: in few steps, and few stops of the tab key."""

import re

import pytest
from playwright.sync_api import expect

from scripts import services

from .chromium import launch
from .site import prepare, serve

pytestmark = pytest.mark.browser
WORK = "/travaux/pour-un-numerique-au-service-des-savoirs/"
MOST_STEPS, MOST_STOPS = 4, 25
FOCUSED = (
    "(one => one.matches('a, button') ? one.getAttribute('aria-label') || one.innerText : '')(document.activeElement)"
)


def test_the_third_proposal_is_copied_from_the_page_of_its_work(require):
    require(services.chromium(), "Chromium")
    with serve(special=prepare(), workers=1) as site, launch() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{site.base}{WORK}")
        stops = 0
        steps = {"Contenu": "#contenu", "6 leviers": "#propositions", "Citer – Levier 3": "/levier-3/#citations"}
        for step, leads_to in [*steps.items(), ("Copier – ISO 690", "#citations")]:
            while step not in page.evaluate(FOCUSED):
                page.keyboard.press("Tab")
                stops += 1
                assert stops <= MOST_STOPS, (step, page.evaluate(FOCUSED))
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(f"{leads_to}$"))
            if step.startswith("Citer"):
                # The script that copies shows its buttons.
                expect(page.get_by_role("button", name="Copier – ISO 690")).to_be_visible()
        assert len(steps) + 1 <= MOST_STEPS
        expect(page.get_by_text("Copié", exact=True)).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "Pour un numérique au service des savoirs" in copied and "levier" in copied.lower(), copied
