"""What is held about a person is found and erased: read by SQL, table by table, whatever the models say."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from council.models import PrintRequest
from mailing import subscriptions
from mailing.models import Consent, Mail, Subscriber
from tests.council.conftest import answers, council, order_page, works  # noqa: F401
from tests.factories import make_person
from tests.forms.helpers import prove

pytestmark = pytest.mark.django_db
CANARY = "canari.jaune@exemple.test"


def find_tables(text: str) -> list[str]:
    """The tables with a row that holds the text in any column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            asked = " OR ".join(f'LOWER(CAST("{column}" AS TEXT)) LIKE %s' for column in columns)
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {asked} LIMIT 1', [f"%{text}%"] * len(columns))  # noqa: S608
            found += [table] if cursor.fetchone() else []
    return found


@pytest.fixture
def known(client, order_page, answers, whole_outbox, django_capture_on_commit_callbacks):  # noqa: F811
    """Somebody who ordered copies, subscribed to the letter, and was written to."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post(order_page.url, {**answers, "email": CANARY.upper(), **prove("print order")})
    subscriptions.confirm(subscriptions.ask(CANARY, "cenum", "fr", form="/abonnement/"))
    assert PrintRequest.objects.exists() and Mail.objects.exists()


def test_it_is_told_then_erased_from_every_table(known, capsys):
    assert len(find_tables(CANARY)) >= 3
    call_command("personal_data", CANARY)
    told = json.loads(capsys.readouterr().out)
    assert {"council.PrintRequest", "mailing.Subscriber", "mailing.Mail"} <= {row["table"] for row in told}
    assert PrintRequest.objects.exists(), "nothing is erased unasked"
    call_command("personal_data", CANARY, "--erase")
    assert find_tables(CANARY) == []
    assert not Subscriber.objects.exists() and Consent.objects.exists(), "the proof names nobody"


def test_what_people_have_to_decide_is_told_and_kept(capsys):
    make_person("Ana Exemple", biography=f"<p>{CANARY}</p>")
    call_command("personal_data", CANARY, "--erase")
    told = json.loads(capsys.readouterr().out)
    assert told and all(row["kept"] for row in told) and find_tables(CANARY)


def test_what_is_no_address_is_refused():
    for text in ("", "%", "a", "@"):
        with pytest.raises(CommandError):
            call_command("personal_data", text, "--erase")
