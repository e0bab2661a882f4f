"""« Traductions »: what is translated, what is stale; and the screen of passages."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail_localize.models import StringSegment

from tests.factories import make_keyword, make_page, make_person
from tests.queries import count_queries
from tests.toysection.models import ToyPage

from .making import fill, get_target, get_translation, submit

pytestmark = pytest.mark.django_db

DASHBOARD = "translations_dashboard"


@pytest.fixture
def admin(client, admin_user):
    client.force_login(admin_user)
    return client


def read(client, query: str = "") -> dict[str, tuple[str, str]]:
    """Title → (state, progress)."""
    response = client.get(f"{reverse(DASHBOARD)}?export=csv&{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = [line.split(";") for line in text.splitlines()[1:]]
    return {row[0]: (row[1], row[2]) for row in rows}


def test_states_follow_the_work(admin, page, django_capture_on_commit_callbacks):
    assert read(admin)["Toupie"] == ("À traduire", "")
    submit(page)
    state, progress = read(admin)["Toupie"]
    assert state == "Brouillon" and progress.startswith("0 % (0 sur 2)".replace(" %", "\u00a0%"))
    fill(page)
    assert read(admin)["Toupie"][1].startswith("100")
    with django_capture_on_commit_callbacks(execute=True):
        get_translation(page).save_target(publish=True)
    assert read(admin)["Toupie"][0] == "En ligne"
    with django_capture_on_commit_callbacks(execute=True):
        page.summary = "Un autre texte, tout neuf."
        page.save_revision().publish()
    state, progress = read(admin)["Toupie"]
    assert state.startswith("À mettre à jour") and progress.startswith("50")
    assert "Toupie" in read(admin, "state=stale") and "Toupie" not in read(admin, "state=live")


def test_a_translation_made_by_hand_is_stale_once_the_french_is_published_after_it(admin, page, english):
    target = page.copy_for_translation(english)
    target.title, target.summary = "Top", "A toy."
    target.save_revision().publish()
    assert read(admin)["Toupie"] == ("En ligne", "Suivie à la main")
    page.save_revision().publish()
    assert read(admin)["Toupie"][0].startswith("À mettre à jour")


def test_registers_and_keywords_are_listed(admin, page):
    person = make_person("Camille Exemple", role="menuisière")
    make_person("Sans texte")
    make_keyword("bois", name_en="wood")
    make_keyword("fer")
    rows = read(admin)
    assert rows["Camille Exemple"][0] == "À traduire" and "Sans texte" not in rows
    assert rows["bois"][0] == "En ligne" and rows["fer"][0] == "À traduire"
    assert set(read(admin, "family=people.person")) == {"Camille Exemple"}
    assert "Toupie" in read(admin, "family=pages") and "fer" not in read(admin, "section=jouets")
    submit(person)
    fill(person)
    get_translation(person).save_target(publish=True)
    assert read(admin)["Camille Exemple"][0] == "En ligne"


def test_counts_stand_above_the_list_and_filters_bear_anything(admin, page):
    html = admin.get(reverse(DASHBOARD)).content.decode()
    assert "state=stale" in html and reverse(DASHBOARD) in admin.get("/admin/").content.decode()
    for query in (
        "state=x&family=%00&section=abc&content_type=abc&p=abc&ordering=%00",
        "ordering=-title",
        "state=draft",
    ):
        assert admin.get(f"{reverse(DASHBOARD)}?{query}").status_code == 200
        assert admin.get(f"{reverse('translations_dashboard_results')}?{query}").status_code == 200
    response = admin.get(f"{reverse(DASHBOARD)}?export=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.max_row > 2


def test_it_costs_as_much_for_twelve_pages_as_for_three(admin, page):
    submit(page)
    for _count in range(3):
        make_page(ToyPage)
        make_person(role="menuisière")
    few = count_queries(admin, reverse(DASHBOARD))
    for _count in range(9):
        make_page(ToyPage)
        make_person(role="menuisière")
    assert count_queries(admin, reverse(DASHBOARD)) == few


def make_translator(django_user_model, *permissions, root=None):
    user = django_user_model.objects.create_user("camille", "camille@example.org", "secret")
    group = Group.objects.create(name="traduction")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *permissions]))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=root or Page.objects.get(depth=1), permission=permission)
    user.groups.add(group)
    return user


def test_only_those_who_translate_see_it(client, page, django_user_model):
    client.force_login(make_translator(django_user_model))
    submit(page)
    source = get_translation(page).source_id
    for path in (reverse(DASHBOARD), reverse("translations_segments", args=[source])):
        assert client.get(path).status_code in (302, 403)
    assert client.post(reverse("translations_segments", args=[source]), {"save": "1"}).status_code in (302, 403)


def get_path(page) -> str:
    return reverse("translations_segments", args=[get_translation(page).source_id])


def get_names(page) -> dict[str, int]:
    segments = StringSegment.objects.filter(source=get_translation(page).source_id)
    return {segment.context.path: segment.pk for segment in segments.select_related("context")}


def test_a_page_is_translated_passage_by_passage_and_submitted(client, page, django_user_model):
    client.force_login(make_translator(django_user_model, "submit_translation"))
    target = submit(page)
    assert target.get_workflow() is not None, "Wagtail's own, on the root of the tree"
    path, names = get_path(page), get_names(page)
    html = client.get(path).content.decode()
    assert "Un jouet qui tourne" in html and "2 passages restent" in html
    title, summary = names["title"], names["summary"]
    client.post(path, {f"keep-{title}": "on", f"text-{title}": "", f"text-{summary}": "A toy & more", "submit": "1"})
    draft = get_target(page).get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("Toupie", "A toy & more")
    target = get_target(page)
    assert not target.live and target.workflow_in_progress
    assert "A toy &amp; more" in client.get(path).content.decode()


def test_an_entry_is_translated_on_the_same_screen(admin, english):
    person = make_person("Camille Exemple", role="menuisière", biography="<p>Elle <b>scie</b>.</p>")
    start = reverse("wagtail_localize_modeladmin:submit_translation", args=["people", "person", person.pk])
    assert admin.get(start).status_code == 200
    response = admin.post(start)
    path, names = get_path(person), get_names(person)
    assert response.url == path and get_target(person) is None
    role, biography = names["role"], next(pk for name, pk in names.items() if name.startswith("biography"))
    response = admin.post(path, {f"text-{role}": "joiner", f"text-{biography}": "She <i onclick='x'>saws"}, follow=True)
    assert get_target(person) is None and "Rien n’a été enregistré" in response.content.decode()
    admin.post(path, {f"text-{role}": "joiner", f"text-{biography}": ""})
    assert get_target(person) is None
    admin.post(path, {f"text-{role}": "joiner", f"text-{biography}": "She <b>saws</b>."})
    target = get_target(person)
    assert target.role == "joiner" and "She <b>saws</b>." in target.biography


@pytest.mark.parametrize("path", ["people/person/abc", "people/person/99999999999999999999", "auth/user/1", "x/y/1"])
def test_nothing_else_is_translated(admin, path):
    assert admin.get(f"/admin/translations/start/{path}/").status_code == 404
    assert admin.post(f"/admin/localize/submit/snippet/{path}/").status_code == 404
