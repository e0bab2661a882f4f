"""From a change to the index: nothing is forgotten, nothing is done twice, one failure stops no other."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from actions.models import ActionPage
from news.models import NewsPage
from search.contract import SearchQuery
from search.engines import get_engine
from search.indexing.queue import QUEUE, enqueue, index_keys, process
from search.models import Passage, SearchDocument
from search.service import search
from sections.jobs import work_here
from sections.signals import loading_contents
from tests.factories import add_contribution, get_locale, make_keyword, make_page, make_person, make_private, make_theme
from tests.queue import drop, find_rows, get_asked, make_due
from tests.works.making import make_work
from works.models import WorkDocument

from .finding import find, get_indexed
from .pdfs import make_document, make_pdf

pytestmark = pytest.mark.django_db


def test_a_published_page_is_found_once_the_queue_is_drained():
    make_page(NewsPage, title="La souveraineté numérique")
    process()
    assert find("souverainete") == ["La souveraineté numérique"]
    assert not get_asked()


def test_what_did_not_change_is_not_written_again(django_assert_max_num_queries, monkeypatch):
    page = make_page(NewsPage, title="Une nouvelle")
    process()
    engine = get_engine(connection.vendor)
    monkeypatch.setattr(engine, "write", lambda documents: pytest.fail("written again"))
    page.save_revision().publish()
    assert get_asked()
    process()
    assert not get_asked()


def test_a_rollback_leaves_no_task():
    page = make_page(NewsPage)
    process()
    with pytest.raises(RuntimeError), transaction.atomic():
        page.title = "Jamais"
        page.save_revision().publish()
        assert get_asked()
        raise RuntimeError
    assert not get_asked()
    process()
    assert find("jamais") == []


class TestPrivacy:
    """What leaves the public leaves the documents and the index."""

    @pytest.fixture
    def page(self):
        page = make_page(ActionPage, title="Une festivité")
        self.below = make_page(ActionPage, title="Un atelier festif", parent=page)
        process()
        assert sorted(find("festif")) == ["Un atelier festif"]
        assert get_indexed() == set(SearchDocument.objects.values_list("pk", flat=True))
        return page

    def check_gone(self, *pages):
        process()
        assert not SearchDocument.objects.filter(page__in=pages).exists()
        assert not Passage.objects.filter(document__page__in=pages).exists()
        assert get_indexed() == set(SearchDocument.objects.values_list("pk", flat=True))

    def test_unpublished(self, page):
        page.unpublish()
        self.check_gone(page)
        # What is under it is still online.
        assert find("festif") == ["Un atelier festif"]

    def test_expired(self, page):
        page.expire_at = timezone.now() - timezone.timedelta(hours=1)
        page.save_revision().publish()
        call_command("publish_scheduled")
        self.check_gone(page)

    def test_restricted_and_open_again(self, page):
        make_private(page)
        self.check_gone(page, self.below)
        PageViewRestriction.objects.get().delete()
        process()
        assert find("festif") == ["Un atelier festif"]

    def test_moved_under_a_restricted_page_and_back(self, page):
        private = make_page(ActionPage, title="Réservé")
        make_private(private)
        index_page = page.get_parent()
        process()
        page.move(private, pos="last-child")
        self.check_gone(page, self.below)
        type(page).objects.get(pk=page.pk).move(index_page, pos="last-child")
        process()
        assert find("festif") == ["Un atelier festif"]

    def test_the_task_of_a_move_is_in_its_transaction(self, page):
        """The signal of a move comes after it: a process killed in between forgets nothing."""
        elsewhere = make_page(ActionPage, title="Ailleurs", slug="ailleurs")
        process()
        page.move(elsewhere, pos="last-child")
        keys = [key for key in get_asked() if not key.startswith("tree:")]
        drop()
        enqueue(*keys)
        process()
        assert "/ailleurs/" in SearchDocument.objects.get(page=self.below).url

    def test_deleted(self, page):
        ids = [page.pk, self.below.pk]
        type(page).objects.get(pk=page.pk).delete()
        assert not SearchDocument.objects.filter(page__in=ids).exists()
        assert get_indexed() == set(SearchDocument.objects.values_list("pk", flat=True))
        self.check_gone(*ids)

    def test_a_draft_and_a_change_that_is_not_published(self, page):
        make_page(NewsPage, title="Un brouillon festif", live=False)
        page.title = "Une festivité secrète"
        page.save_revision()
        process()
        assert find("brouillon") == find("secrète") == []

    def test_a_new_address_reaches_what_is_under_it(self, page):
        page.slug = "nouvelle-adresse"
        page.save_revision().publish()
        process()
        assert "/nouvelle-adresse/" in SearchDocument.objects.get(page=self.below).url


def test_a_document_that_becomes_private_takes_its_passages_away():
    document = make_document(make_pdf(["Une page confidentielle"]))
    work = make_work(title="Ouvrage")
    row = WorkDocument(work=work, document=document, locale=work.locale)
    work.documents.add(row)
    work.save_revision().publish()
    process()
    assert find("confidentielle") == ["Ouvrage"]
    CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type="login")
    process()
    assert find("confidentielle") == []


def test_a_replaced_file_is_read_again():
    document = make_document(make_pdf(["Ancien texte"]))
    work = make_work(title="Ouvrage")
    work.documents.add(WorkDocument(work=work, document=document, locale=work.locale))
    work.save_revision().publish()
    process()
    document.file.save("neuf.pdf", __import__("io").BytesIO(make_pdf(["Contenu inédit"])), save=False)
    document._set_document_file_metadata()
    document.save()
    process()
    assert find("inédit") == ["Ouvrage"]
    assert find("ancien") == []


def test_a_page_is_not_kept_waiting_for_its_files(monkeypatch):
    work = make_work(title="Ouvrage rapide")
    document = make_document(make_pdf(["La sobriété"]))
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    keys = get_asked()
    drop()
    index_keys(keys, read=False)
    assert find("rapide") == ["Ouvrage rapide"]
    assert find("sobriété") == []
    assert get_asked()
    process()
    assert find("sobriété") == ["Ouvrage rapide"]


def test_a_file_that_is_gone_from_the_disk_keeps_nobody_busy():
    document = make_document(make_pdf(["La sobriété"]))
    type(document).objects.filter(pk=document.pk).update(file_hash="")
    document.file.storage.delete(document.file.name)
    work = make_work(title="Ouvrage sans fichier")
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    for _time in range(3):
        work_here(QUEUE, most=20)
    assert find("fichier") == ["Ouvrage sans fichier"]
    assert not get_asked()


def test_a_translation_that_goes_online_or_away_changes_what_english_screens_show():
    page = make_page(NewsPage, title="Souveraineté")
    process()
    assert find("souveraineté", "en") == ["Souveraineté"]
    english = page.copy_for_translation(get_locale("en"), copy_parents=True)
    english.title = "Sovereignty"
    english.save_revision()
    process()
    assert find("souveraineté", "en") == ["Souveraineté"]
    english.save_revision().publish()
    process()
    # By its French title too.
    assert find("souveraineté", "en") == find("sovereignty", "en") == ["Sovereignty"]
    english.delete()
    process()
    assert find("souveraineté", "en") == ["Souveraineté"]


def test_a_new_name_reaches_the_pages():
    person, theme, keyword = make_person("Camille Exemple"), make_theme("Attention"), make_keyword("Écrans")
    page = make_page(NewsPage, title="Une nouvelle", themes=[theme], tags=[keyword.name])
    add_contribution(page, person)
    process()
    for thing, name in ((person, "Dominique Nouvelle"), (theme, "Vigilance"), (keyword, "Ardoises")):
        thing.name = name
        thing.save()
        process()
        assert "Une nouvelle" in find(name), name
    theme.slug = "vigilance"
    theme.save()
    process()
    found = search(SearchQuery(facets={"theme": ("vigilance",), "section": ("actualites",)}))
    assert [item.document.title for item in found.items] == ["Une nouvelle"]


def test_a_contribution_that_goes_away():
    page, person = make_page(NewsPage, title="Une nouvelle"), make_person("Camille Exemple")
    contribution = add_contribution(page, person)
    process()
    assert SearchDocument.objects.get(page=page).people == "Camille Exemple"
    contribution.delete()
    process()
    assert SearchDocument.objects.get(page=page).people == ""


def test_one_thing_that_fails_stops_no_other(monkeypatch):
    good, bad = make_page(NewsPage, title="Bonne nouvelle"), make_page(NewsPage, title="Mauvaise nouvelle")
    ask = NewsPage.get_search_text

    def fail(page):
        if page.pk == bad.pk:
            raise ValueError("the text is odd")
        return ask(page)

    monkeypatch.setattr(NewsPage, "get_search_text", fail)
    assert process()[1] == 1
    assert find("bonne nouvelle")[0] == "Bonne nouvelle"
    row = find_rows().get()
    assert get_asked() == [f"page:{bad.pk}"]
    assert "the text is odd" in row.traceback
    assert row.status == "READY" and row.run_after > timezone.now()
    # Put off, it is not tried again at once…
    assert process() == (0, 0)
    # … and it is when its time has come.
    monkeypatch.setattr(NewsPage, "get_search_text", ask)
    make_due()
    process()
    assert find("mauvaise") == ["Mauvaise nouvelle"]
    assert good.pk


def test_many_contents_at_once_leave_one_task():
    with loading_contents():
        for number in range(3):
            make_page(NewsPage, title=f"Nouvelle {number}")
    assert get_asked() == ["all"]
    process()
    assert len(find("nouvelle")) == 3
    with pytest.raises(RuntimeError), loading_contents():
        raise RuntimeError
    make_page(NewsPage)
    assert get_asked()
