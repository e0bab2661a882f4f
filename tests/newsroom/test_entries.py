"""What the public reads of entries changes when someone who did not write it approves it: every kind, every way."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.log_actions import LogContext
from wagtail.models import WorkflowState

from cafeia.models import CafePage
from cafeia.models.offered import Offered
from newsroom.panels import find_approvals
from newsroom.roles import setup_roles
from people.models import Mandate, Person
from registers.models import Batch
from sections.approved import Refusal, get_approved_models, get_text
from tests.cafeia.pages import make_room
from tests.cafeia.test_facilitators import make_facilitator
from tests.factories import get_locale, make_organisation, make_page, make_person, make_theme
from tests.search.pdfs import make_document, make_pdf
from tests.toysection.models import ToyMaker, ToyPage
from tests.works.making import make_work
from works.models import WorkDocument

from .conftest import approve, make_draft

pytestmark = pytest.mark.django_db
WORD = "Inapprouvé"

#: Kind of entry → (how one is made, the field that tests change).
MAKERS = {
    "people.Person": (lambda: make_person("Ana Exemple"), "role"),
    "people.Organisation": (lambda: make_organisation("Institut des exemples"), "acronym"),
    "themes.Theme": (lambda: make_theme("Les toupies"), "name"),
    "themes.Keyword": (lambda: get("themes.Keyword").objects.create(name="Toupie", slug="toupie"), "name"),
    "places.Place": (lambda: get("places.Place").objects.create(name="Lyon"), "name"),
    "references.Source": (
        lambda: get("references.Source").objects.create(name="Un rapport", slug="un-rapport", locale=get_locale()),
        "name",
    ),
    "content.KeyFigure": (
        lambda: get("content.KeyFigure").objects.create(label="Toupies", value=Decimal(3), locale=get_locale()),
        "label",
    ),
    "council.Milestone": (
        lambda: get("council.Milestone").objects.create(label="Début", date="2021-02-01", locale=get_locale()),
        "label",
    ),
    "council.InstitutionFact": (
        lambda: get("council.InstitutionFact").objects.create(label="Nom", value="CNNum", locale=get_locale()),
        "value",
    ),
    "cafeia.Announcement": (lambda: make_announcement(), "heading"),
    "cafeia.Facilitator": (lambda: make_facilitator(make_room(CafePage)), "presentation"),
    "search.Synonym": (lambda: get("search.Synonym").objects.create(terms="ia\nintelligence"), "terms"),
    "search.PromotedResult": (
        lambda: get("search.PromotedResult").objects.create(queries="toupie", page=make_page(ToyPage)),
        "queries",
    ),
}


def make_announcement():
    fields = {
        "commune": "Lyon",
        "department": "69",
        "date": timezone.localdate(),
        "start_time": time(18),
        "language": "fr",
    }
    return get("cafeia.Announcement").objects.create(room=make_room(CafePage), heading="Café des toupies", **fields)


#: Proposed by screens of their own (see tests/registers), or without a screen.
ELSEWHERE = {Batch, ToyMaker}
KINDS = [model._meta.label for model in get_approved_models() if model not in ELSEWHERE]


def get(label: str) -> type:
    return apps.get_model(label)


@pytest.fixture
def entry(request, staff):
    return MAKERS[request.param][0]()


def of_every_kind(function):
    return pytest.mark.parametrize("entry", KINDS, indirect=True)(function)


def read_form(html: bytes) -> dict:
    """The values of the largest form of a screen, as a browser sends them."""
    form = max(BeautifulSoup(html, "html.parser").select("form"), key=lambda form: len(form.select("[name]")))
    values = {}
    for field in form.select("[name]"):
        if field.name == "select":
            chosen = [option["value"] for option in field.select("option[selected]")]
            values[field["name"]] = chosen or ([] if field.has_attr("multiple") else [""])
        elif field.name == "textarea":
            values[field["name"]] = field.get_text().removeprefix("\n")
        elif field.get("type") in ("checkbox", "radio"):
            values |= {field["name"]: field.get("value", "on")} if field.has_attr("checked") else {}
        elif field.get("type") not in ("submit", "button", "file"):
            values[field["name"]] = field.get("value", "")
    # Blocks are written by the editor's script: none.
    return values | {f"{block['id']}-count": "0" for block in form.select("[data-block]")}


def get_field(entry) -> str:
    return MAKERS[entry._meta.label][1]


def change(client, user, entry, action: str = "") -> object:
    """Write the word in the editor, and press a button."""
    client.force_login(user)
    address = reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk])
    response = client.get(address)
    assert response.status_code == 200
    name = get_field(entry)
    values = read_form(response.content) | {name: f"{getattr(entry, name)} {WORD}"}
    return client.post(address, values | ({f"action-{action}": f"action-{action}"} if action else {}))


def look(entry) -> str:
    """What the row says to the public."""
    return str(get_text(type(entry).objects.get(pk=entry.pk).serializable_data()))


def get_latest(entry):
    return type(entry).objects.get(pk=entry.pk).latest_revision


def draft(entry, user):
    """A draft of an entry, which holds the word."""
    copy = type(entry).objects.get(pk=entry.pk)
    setattr(copy, get_field(entry), f"{getattr(copy, get_field(entry))} {WORD}")
    copy.save_revision(user=user, log_action=True)
    return type(entry).objects.get(pk=entry.pk)


@pytest.mark.parametrize("entry", ["people.Person", "themes.Theme"], indirect=True)
def test_its_author_is_told_why_no_button_approves_it(client, staff, entry):
    change(client, staff["sacha"], entry, "submit")
    address = reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk])
    pages = {}
    for name in ("sacha", "rene"):
        client.force_login(staff[name])
        pages[name] = client.get(address).content.decode()
    words = "Vous avez écrit ou soumis ce texte"
    assert words in pages["sacha"] and words not in pages["rene"]


def test_every_kind_of_entry_is_tried():
    assert {*KINDS} == {*MAKERS}, "say how an entry of the new kind is made"


@of_every_kind
def test_a_member_of_the_staff_writes_drafts(client, staff, entry):
    for login, action in (("camille", ""), ("rene", "publish"), ("sacha", "publish"), ("alix", "publish")):
        change(client, staff[login], entry, action)
        assert WORD not in look(entry), (login, action)
        assert WORD in str(get_latest(entry).content), (login, action)


@of_every_kind
def test_no_request_of_the_staff_writes_over_what_is_public(staff, entry):
    name = get_field(entry)
    with LogContext(user=staff["alix"]):
        setattr(entry, name, f"{getattr(entry, name)} {WORD}")
        with pytest.raises(Refusal):
            entry.save()
        revision = entry.save_revision(user=staff["alix"])
        for user in (None, staff["alix"]):
            with pytest.raises(Refusal):
                revision.publish(user=user, skip_permission_checks=True)
        revision.approved_go_live_at = timezone.now() + timedelta(seconds=1)
        with pytest.raises(Refusal):
            revision.save()
    assert WORD not in look(entry)


@of_every_kind
def test_a_new_entry_is_a_draft(staff, entry):
    new = type(entry).objects.get(pk=entry.pk)
    new.pk = new.id = None
    new._state.adding, new.latest_revision, new.live_revision = True, None, None
    for name in ("slug", "translation_key", "reference"):
        if hasattr(new, name):
            setattr(new, name, type(new)._meta.get_field(name).get_default() if name != "slug" else "autre")
    if hasattr(new, "name"):
        new.name = "Autre"
    with LogContext(user=staff["camille"]):
        new.save()
    assert new.live == new.is_approved_with_pages
    assert new.is_approved_with_pages or new not in type(entry).objects.live()


@of_every_kind
def test_others_approve(staff, entry):
    """One of them; two what came by a public form, for nobody knows who sent it."""
    entry = draft(entry, staff["rene"])
    entry.get_workflow().start(entry, staff["camille"])
    for login in ("rene", "camille"):
        with pytest.raises(Refusal):
            approve(entry, staff[login])
        assert WORD not in look(entry)
    assert entry in [line.page for line in find_approvals(staff["lou"])]
    assert entry not in [line.page for line in find_approvals(staff["rene"])]
    approve(entry, staff["lou"])
    if isinstance(entry, Offered):
        assert WORD not in look(entry)
        approve(entry, staff["sacha"])
    assert WORD in look(entry)
    history = list(entry.revisions.order_by("created_at", "pk"))
    assert WORD not in str(history[0].content) and WORD in str(history[-1].content), "what was live is kept"


@of_every_kind
def test_a_setting_asks_for_two(staff, entry, settings):
    settings.APPROVALS = {"pages": 2, "others": 1, entry._meta.label_lower: 2}
    setup_roles()
    entry = draft(entry, staff["camille"])
    entry.get_workflow().start(entry, staff["camille"])
    approve(entry, staff["rene"])
    assert WORD not in look(entry)
    approve(entry, staff["sacha"])
    assert WORD in look(entry)


@of_every_kind
def test_an_old_version_comes_back_by_an_approval(client, staff, entry):
    first = draft(entry, staff["camille"]).latest_revision
    entry = type(entry).objects.get(pk=entry.pk)
    entry.save_revision(user=staff["camille"])
    client.force_login(staff["alix"])
    address = reverse(entry.snippet_viewset.get_url_name("revisions_revert"), args=[entry.pk, first.pk])
    response = client.get(address)
    assert response.status_code == 200
    values = read_form(response.content) | {"revision": first.pk, "action-publish": "1"}
    client.post(reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk]), values)
    assert WORD not in look(entry) and WORD in str(get_latest(entry).content)


def test_what_belongs_to_an_entry_is_approved_with_it(staff):
    person, theme = make_person("Ana Exemple"), make_theme("Les toupies")
    mandate = Mandate.objects.create(person=person, kind="membre", locale=get_locale())
    source = MAKERS["references.Source"][0]()
    source.themes.set([theme])

    def rename():
        mandate.title = WORD
        mandate.save()

    for write in (rename, mandate.delete, source.save):
        with LogContext(user=staff["alix"]), pytest.raises(Refusal), transaction.atomic():
            write()
    assert [mandate.title for mandate in Mandate.objects.all()] == [""]
    assert not type(source).objects.get(pk=source.pk).themes.exists()


def test_the_lists_lead_to_the_editors(client, staff):
    person = make_person("Ana Exemple")
    mandate = Mandate.objects.create(person=person, kind="membre", locale=get_locale())
    client.force_login(staff["camille"])
    editor = reverse("wagtailsnippets_people_person:edit", args=[person.pk])
    assert client.get(f"/admin/people/person/edit/{person.pk}/")["Location"] == editor
    assert client.post(f"/admin/people/person/edit/{person.pk}/", {"name": WORD})["Location"] == editor
    assert client.get(f"/admin/people/mandate/edit/{mandate.pk}/")["Location"] == editor
    assert client.get("/admin/people/person/create/")["Location"] == reverse("wagtailsnippets_people_person:add")
    assert client.get(reverse("wagtailsnippets_people_person:list"))["Location"] == "/admin/people/person/"
    assert not Person.objects.filter(name=WORD).exists()


def test_a_draft_that_lacks_something_is_saved_and_not_submitted(staff):
    person = make_person("Ana Exemple")
    person.name = ""
    person.save_revision(user=staff["camille"], clean=False)
    person = Person.objects.get(pk=person.pk)
    with pytest.raises(Refusal):
        person.get_workflow().start(person, staff["camille"])
    assert not WorkflowState.objects.exists() and Person.objects.get(pk=person.pk).name == "Ana Exemple"


def test_saving_a_draft_never_writes_the_row():
    assert {action_registry.get_action_class(model, "edit").__name__ for model in get_approved_models()} == {
        "DraftAction"
    }


def test_what_another_entry_has_is_said_and_nothing_typed_is_lost(client, staff):
    """An address, an identifier: the form has not the language that makes them unique."""
    other = make_person("Ana Exemple")
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_people_person:add")
    values = read_form(client.get(address).content)
    for field in ("slug", "reference"):
        taken = {"name": "Zoé Nouvelle", "slug": "zoe", field: getattr(Person.objects.get(pk=other.pk), field)}
        answer = client.post(address, values | taken)
        assert "Une autre fiche a cette adresse" in str(answer.context["form"].errors)
        assert "Zoé Nouvelle" in answer.content.decode()
    assert Person.objects.count() == 1
    zoe = make_person("Zoé Exemple")
    zoe.reference = Person.objects.get(pk=other.pk).reference
    zoe.save_revision(user=staff["camille"])
    zoe.get_workflow().start(zoe, staff["camille"])
    with pytest.raises(Refusal, match="identifiant"):
        approve(zoe, staff["rene"])


def test_a_form_that_is_not_whole_is_no_failure(client, staff):
    client.force_login(staff["camille"])
    work = make_work(live=False, owner=staff["camille"])
    for name in ("edit", "preview_on_edit"):
        assert client.post(reverse(f"wagtailadmin_pages:{name}", args=[work.pk]), {"title": "x"}).status_code == 400
    odd = (
        ("people.Person", "biography", "x"),
        ("people.Person", "biography", "1.5"),
        ("people.Person", "biography", "[1]"),
    )
    for kind, name, value in (*odd, ("search.PromotedResult", "page", "x")):
        entry = MAKERS[kind][0]()
        address = reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk])
        assert client.post(address, read_form(client.get(address).content) | {name: value}).status_code == 400
    address = reverse("wagtailadmin_pages:edit", args=[work.pk])
    values = read_form(client.get(address).content) | {"body-count": "1"}
    for name, value in (("body-count", "a\x00b"), ("documents-TOTAL_FORMS", "1"), ("owner", "9" * 30)):
        answer = client.post(address, values | {"documents-0-id": "1.5"} | {name: value})
        assert answer.status_code == 400, name
    client.force_login(staff["alix"])
    entry = MAKERS["people.Person"][0]()
    for name in ("lock", "unlock"):
        address = reverse(entry.snippet_viewset.get_url_name(name), args=[entry.pk])
        assert client.post(address, {"next": "x y"}).status_code == 400
    address = reverse("wagtailusers_users:edit", args=[staff["rene"].pk])
    values = read_form(client.get(address).content) | {"groups": "9" * 30}
    assert client.post(address, values).status_code == 400
    client.force_login(staff["camille"])
    for kind in KINDS:
        model = get(kind)._meta
        assert client.post(f"/admin/snippets/choose/{model.label_lower.replace('.', '/')}/create/").status_code == 404


def test_a_file_that_was_just_sent_and_is_used_already_is_kept(client, staff):
    document = make_document(make_pdf(["Utilisé"]))
    type(document).objects.update(uploaded_by_user=staff["camille"])
    WorkDocument.objects.create(work=make_work(live=False), document=document, locale=get_locale())
    client.force_login(staff["camille"])
    address = reverse("wagtaildocs:delete_multiple", args=[document.pk])
    answer = client.post(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 200, answer.content
    assert type(document).objects.exists()
    assert "sert ailleurs" in client.get("/admin/").content.decode()


def test_a_window_with_an_address_made_by_hand_is_no_failure(client, staff):
    client.force_login(staff["alix"])
    assert client.post("/admin/choose-external-link/").status_code == 400
    for address in (
        "choose-page/chosen-multiple/?id=x",
        "documents/chooser/chosen-multiple/?id=a%00b",
        "snippets/choose/people/person/chosen-multiple/?id=",
        "choose-external-link/?parent_page_id=null",
        "choose-anchor-link/?parent_page_id=a%00b",
        "choose-email-link/?link_url=http://[",
        "workflows/task_chooser/?create_model=x",
        "workflows/task_chooser/?create_model=1.5",
    ):
        assert client.get(f"/admin/{address}").status_code == 400, address
    for kind in ("images", "documents"):
        for place in ("", "chooser/"):
            assert client.get(f"/admin/{kind}/{place}?tag=eau&q=lac").status_code == 200


def test_a_setting_asks_for_one_or_for_none(client, staff, settings):
    """Of pages, and of entries: what needs no approval is online when it is submitted."""
    settings.APPROVALS = {"pages": 1, "others": 0}
    setup_roles()
    page = make_draft(staff["camille"])
    page.get_workflow().start(page, staff["camille"])
    assert not ToyPage.objects.get().live
    approve(page, staff["rene"])
    assert ToyPage.objects.get().live
    person = draft(make_person("Ana Exemple"), staff["camille"])
    client.force_login(staff["camille"])
    address = reverse("wagtailsnippets_people_person:edit", args=[person.pk])
    client.post(address, read_form(client.get(address).content) | {"action-submit": "action-submit"})
    assert WORD in look(person)
    settings.APPROVALS = {"pages": 0, "others": 1}
    setup_roles()
    other = make_draft(staff["camille"])
    with LogContext(user=staff["camille"]):
        other.get_workflow().start(other, staff["camille"])
    assert ToyPage.objects.get(pk=other.pk).live
    settings.APPROVALS = {"pages": 2, "others": 1}
    setup_roles()
    assert page.get_workflow().tasks.count() == 2 and person.get_workflow().tasks.count() == 1
