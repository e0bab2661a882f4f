"""The gate at each approval, below the screens."""

import pytest
from django.utils import translation

from newsroom.guard import Refusal
from tests.toysection.models import ToyPage

from .conftest import approve, submit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("approved", [0, 1])
def test_a_text_that_lost_its_summary_under_review_is_approved_by_nobody(staff, draft, approved):
    submit(draft, staff["camille"])
    for login in ["rene", "sacha"][:approved]:
        approve(draft, staff[login])
    page = ToyPage.objects.get(pk=draft.pk)
    page.summary = ""
    page.save_revision(user=staff["camille"])
    with translation.override("fr"), pytest.raises(Refusal, match="résumé"):
        approve(page, staff["lou"])
    assert not ToyPage.objects.get(pk=draft.pk).live
