"""Addresses that no database can follow."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("query", ["user=99999999999999999999", "user=%00", "label=%00&user=-1"])
def test_the_admin_says_that_an_address_is_wrong(admin_client, query):
    answer = admin_client.get(reverse("wagtailadmin_reports:site_history") + f"?{query}")
    assert answer.status_code in {200, 400}
