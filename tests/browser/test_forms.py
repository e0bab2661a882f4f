"""A public form as a browser sends it: with a proof of work, and without any script."""

import pytest
from playwright.sync_api import expect

from scripts import services

from .chromium import launch
from .site import prepare, serve

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["proof", "no script"])
def test_the_subscription_is_taken_with_and_without_scripts(require, scripts):
    require(services.chromium(), "Chromium")
    with serve(special=prepare(), workers=1) as site, launch() as browser:
        page = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=scripts).new_page()
        page.goto(f"{site.base}/abonnement/cenum/")
        page.get_by_label("Adresse électronique").fill(f"lecture-{scripts}@exemple.test")
        if not scripts:
            # A form without a proof was open for some seconds.
            page.wait_for_timeout(4000)
        page.get_by_role("button", name="S’abonner").click()
        expect(page.get_by_text("Encore une étape")).to_be_visible(timeout=30_000)
