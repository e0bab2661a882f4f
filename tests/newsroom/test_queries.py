"""What saving and publishing ask of the database: a work of eight chapters, and who asks.

A query is ours when the nearest frame that does something of its own is ours: not Django's, not that of a library
that Django's models go through, not a middleware or a `save` that only hands over. Wagtail's own are many, and few
of them can be spared; `content.saving` spares those that it makes again after each row.
"""

import traceback
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import rich_text

from tests.factories import make_theme
from tests.works.making import make_chapter, make_work
from works.models import Proposal, WorkPage

from .test_channels import read_form

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
#: Wagtail's code that does something of its own.
THEIRS = ("wagtail/actions/", "wagtail/admin/views/", "wagtail/admin/forms/", "wagtail/models/workflows.py")
#: Ours that only hands over.
HANDING_OVER = (
    "content/saving.py",
    "middleware.py",
    "cnnum_site/page_cache.py",
    "accounts/sessions.py",
    "sections/generations.py",
)


def get_owner(frames) -> str:
    for frame in reversed(frames):
        hands_over = frame.name == "save" and frame.filename.endswith("content/models/pages.py")
        if hands_over or frame.filename.endswith(HANDING_OVER):
            continue
        if any(part in frame.filename for part in THEIRS):
            return "Wagtail"
        own = Path(frame.filename).is_relative_to(ROOT) and "site-packages" not in frame.filename
        if own and "/tests/" not in frame.filename:
            return "ours"
    return "request"


class Asked:
    """Counts queries by who makes them; savepoints are not counted."""

    def __enter__(self):
        self.by_owner: Counter = Counter()
        self.wrapper = connection.execute_wrapper(self.count)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *exception):
        self.wrapper.__exit__(*exception)

    def count(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            self.by_owner[get_owner(traceback.extract_stack()[:-1])] += 1
        return execute(sql, params, many, context)

    @property
    def total(self) -> int:
        return self.by_owner.total()


def write(prefix: str, block, value, data: dict) -> dict:
    """What the editor sends of a text."""
    if isinstance(block, blocks.StreamBlock):
        data[f"{prefix}-count"] = str(len(value))
        for number, child in enumerate(value):
            one = f"{prefix}-{number}"
            data |= {f"{one}-type": child.block_type, f"{one}-order": str(number), f"{one}-deleted": ""}
            write(f"{one}-value", child.block, child.value, data)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            write(f"{prefix}-{name}", child, value.get(name), data)
    elif isinstance(block, blocks.RichTextBlock):
        data[prefix] = rich_text(value.source, features=block.features)
    else:
        data[prefix] = "" if value is None else str(value)
    return data


def save_draft(client, page, user, **fields) -> Asked:
    """Save a draft as the editor does."""
    client.force_login(user)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = read_form(client.get(address))
    page = page.get_latest_revision_as_object()
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            text = getattr(page, field.name)
            data |= write(field.name, text.stream_block, text, {})
    with Asked() as asked:
        assert client.post(address, data | fields).status_code == 302
    return asked


@pytest.fixture
def make(staff):
    def make_one(proposals: int = 3) -> WorkPage:
        chapters = [make_chapter(f"Chapitre {number}", "Un texte.", "Un autre.") for number in range(8)]
        fields = {"live": False, "summary": "Un résumé.", "date_unknown": True, "kind": "dossier"}
        page = make_work(*chapters, themes=[make_theme()], owner=staff["camille"], **fields)
        page.proposals.set([Proposal(number=str(n), title=f"Faire {n}", sort_order=n) for n in range(proposals)])
        page.save()
        page.save_revision(user=staff["camille"], log_action=True)
        return WorkPage.objects.get(pk=page.pk)

    return make_one


def publish(client, page, staff) -> Asked:
    """Two approvals by request; what the last one asked, the mail and the steps after it included."""
    client.force_login(staff["camille"])
    client.post(reverse("newsroom_submit", args=[page.pk]))
    for name in ("rene", "sacha"):
        client.force_login(staff[name])
        state = WorkPage.objects.get(pk=page.pk).current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
        with Asked() as asked:
            client.post(address, {"comment": ""})
    assert WorkPage.objects.get(pk=page.pk).live
    return asked


def test_a_publication_asks_little_of_ours(client, staff, make):
    """The two approvals are counted again under a lock, the gate reads the text, six steps follow: two of
    them name its rows and keep its version, in a dozen queries."""
    publish(client, make(), staff)
    asked = publish(client, make(), staff)
    assert asked.by_owner["ours"] <= 50, asked.by_owner


def test_rows_cost_us_nothing_more(client, staff, make):
    """A proposal more is written by Wagtail, and read twice: none of ours looks at rows one by one."""
    publish(client, make(), staff)
    few, many = publish(client, make(3), staff), publish(client, make(23), staff)
    assert many.by_owner["ours"] == few.by_owner["ours"]
    assert many.total - few.total <= 20 * 5, (few.by_owner, many.by_owner)


def test_a_saved_draft_asks_little(client, staff, make):
    """Of a page that is online, the draft alone is written; of one that is not, the page too."""
    page = make()
    save_draft(client, page, staff["camille"], title="Une première fois")
    assert save_draft(client, page, staff["camille"], title="Un autre titre").total <= 93
    publish(client, page, staff)
    page = WorkPage.objects.get(pk=page.pk)
    assert save_draft(client, page, staff["camille"], title="Encore un autre").total <= 64
    assert WorkPage.objects.get(pk=page.pk).draft_title == "Encore un autre"
