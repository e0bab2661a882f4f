"""The engine of the suite's database: ranking, passages, completion, writing."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection

from search.contract import SearchQuery
from search.engines.base import EngineUnavailable
from search.models import PromotedResult, Synonym
from search.service import complete, iterate, search
from tests.factories import make_page, make_private
from tests.search.library import add_document, engine
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def titles(text: str, **options) -> list[str]:
    return [item.document.title for item in search(SearchQuery(text=text, **options)).items]


def test_fields_are_worth_what_they_say():
    add_document("Un", text="La souveraineté.")
    add_document("Deux", headings="Une souveraineté européenne")
    add_document("Trois", summary="La souveraineté.")
    add_document("Quatre", other_titles="Souveraineté et autonomie")
    add_document("La souveraineté")
    assert titles("souverainete") == ["La souveraineté", "Quatre", "Trois", "Deux", "Un"]


def test_the_exact_title_then_its_beginning_then_the_phrase_come_first():
    add_document("Rapport sur la santé numérique des élèves, numérique et santé")
    add_document("Numérique et santé au travail")
    add_document("La santé : bilan du numérique")
    add_document("Une étude : numérique et santé")
    add_document("Numérique et santé", text="Rien d’autre.")
    found = titles("Numérique et santé")
    assert found[:2] == ["Numérique et santé", "Numérique et santé au travail"]
    assert found[-1] == "La santé : bilan du numérique"


def test_a_name_gives_its_page_first():
    for number in range(5):
        add_document(f"Entretien {number} avec Camille Exemple", people="Camille Exemple", summary="Camille Exemple.")
    add_document("Camille Exemple", family="person")
    assert titles("camille exemple")[0] == "Camille Exemple"


def test_rare_words_matter_more():
    for number in range(8):
        add_document(f"Données {number}")
    add_document("Bilan", summary="Les communs.")
    add_document("Communs", text="Les données.")
    assert titles("données communs")[0] == "Communs"


def test_some_words_of_a_long_question_are_enough():
    add_document("Les réseaux sociaux", text="Leur effet sur la santé mentale des jeunes.")
    add_document("La santé", text="Rien de mental.")
    found = titles("Quels travaux sur les réseaux sociaux et la santé mentale ?")
    assert found[0] == "Les réseaux sociaux"


def test_quoted_words_are_required_as_they_are_written():
    add_document("Vie privée", text="Respecter la vie privée.")
    add_document("Une vie", text="Des données privées.")
    add_document("Passage", passages=["Au nom de la vie  privée, dit-elle."])
    assert set(titles("vie privée")) == {"Vie privée", "Une vie", "Passage"}
    assert set(titles('"vie privee"')) == {"Vie privée", "Passage"}
    assert titles('"vies privées"') == []


def test_recent_news_come_before_old_ones_and_old_works_do_not_suffer():
    today = datetime.date.today()
    add_document("Lettre sur les écoles", date=today.replace(year=today.year - 6), ages=True)
    add_document("Lettre sur les écoles !", date=today, ages=True)
    assert titles("lettre écoles") == ["Lettre sur les écoles !", "Lettre sur les écoles"]


def test_by_date_and_by_year():
    for year in (2015, 2021, 2018):
        add_document(f"École {year}", date=datetime.date(year, 3, 1))
    add_document("École sans date")
    assert titles("école", sort="date") == ["École 2021", "École 2018", "École 2015", "École sans date"]
    assert set(titles("école", year_from=2016, year_to=2018)) == {"École 2018"}
    assert titles("")[0] == "École 2021"


def test_languages_of_the_screen():
    add_document("Digital schools", language="en", scope=("en",))
    add_document("Les schools numériques", scope=("fr",))
    add_document("Des schools", scope=("fr", "en"))
    assert set(titles("school", language="en")) == {"Digital schools", "Des schools"}
    assert set(titles("schools")) == {"Les schools numériques", "Des schools"}
    assert titles("schools", facets={"language": ("en",)}) == ["Digital schools"]


def test_synonyms_work_at_the_next_query_both_ways():
    add_document("Le règlement DSA")
    add_document("Règlement sur les services numériques")
    assert titles("DSA") == ["Le règlement DSA"]
    Synonym.objects.create(terms="DSA\nrèglement sur les services numériques")
    # A title that is the synonym, whole, comes before one that has the word.
    assert titles("dsa") == ["Règlement sur les services numériques", "Le règlement DSA"]
    assert set(titles("règlement sur les services numériques")) == {
        "Le règlement DSA",
        "Règlement sur les services numériques",
    }
    reasons = search(SearchQuery(text="DSA")).items[0].why
    assert [(r.word, r.field, r.through, r.found) for r in reasons] == [
        ("DSA", "title", "synonym", "règlement sur les services numériques")
    ]


def test_a_subject_typed_whole_is_as_good_as_a_title():
    add_document("Lire", headings="Savoirs et école\nécoles")
    add_document("Compter", headings="Savoirs et école", text="L’école, les écoles.")
    assert titles("école") == ["Lire", "Compter"]


def test_a_synonym_of_the_whole_query_may_be_a_name():
    Synonym.objects.create(terms="IA\nintelligence artificielle")
    add_document("Une IA au bureau")
    add_document("Intelligence artificielle", family="theme")
    assert titles("IA") == ["Intelligence artificielle", "Une IA au bureau"]


def test_a_title_with_a_fault_is_still_the_whole_title():
    add_document("Récits et réseaux : des récits, des réseaux", text="Récits, réseaux.")
    add_document("Récits et réseaux")
    assert titles("recits et rezeaux")[0] == "Récits et réseaux"


def test_what_nothing_has_is_asked_of_nothing():
    add_document("Les réseaux", text="La santé et l’école.")
    add_document("Les jeunes", text="La santé.")
    assert titles("qwertyuiop azertyuiop réseaux santé") == ["Les réseaux"]


def test_half_the_words_of_a_question_will_do():
    add_document("La santé")
    add_document("Le sommeil", text="La santé des enfants.")
    assert titles("santé sommeil") == ["Le sommeil"]
    assert set(titles("comment la santé dépend-elle du sommeil ?")) == {"La santé", "Le sommeil"}


def test_a_word_cut_in_two_is_found():
    add_document("Le télétravail")
    add_document("Le travail")
    assert titles("télé travail") == ["Le télétravail"]


def test_publications_come_before_the_news_that_tell_of_them():
    add_document("Rapport sur les écoles : parution", weight=0.5)
    add_document("Rapport et avis sur les écoles")
    assert titles("rapport écoles")[0] == "Rapport et avis sur les écoles"


def test_correction_and_suggestion():
    add_document("L’éducation aux médias")
    result = search(SearchQuery(text="éducaton aux medias"))
    assert [i.document.title for i in result.items] == ["L’éducation aux médias"]
    assert result.suggestion == "éducation aux medias"
    assert result.corrected
    assert [(r.word, r.through, r.found) for r in result.items[0].why][0] == ("éducaton", "correction", "éducation")
    assert search(SearchQuery(text="education")).suggestion == ""
    assert search(SearchQuery(text="qwertyuiop")).total == 0


def test_a_word_that_nobody_may_read_any_more_is_not_suggested():
    document = add_document("Un secret : l’hydroptère")
    assert search(SearchQuery(text="hydroptere")).total == 1
    make_private(document.page)
    for text in ("hydroptère", "hydroptere", "hydrotère", '"hydroptère"', ""):
        result = search(SearchQuery(text=text))
        assert (result.total, result.items, result.suggestion) == (0, [], "")
        assert not any(result.facets.values())
    assert complete("hydro", "fr") == []


def test_passages_come_best_first_and_only_those_that_match():
    document = add_document(
        "Rapport",
        text="Introduction aux algorithmes.",
        passages=["Rien.", "Un algorithme.", "Les algorithmes publics.", "Public.", "Algorithme public, encore."],
    )
    item = search(SearchQuery(text="algorithmes publics")).items[0]
    assert item.document == document
    assert len(item.passages) == 3
    assert {p.page_no for p in item.passages[:2]} == {3, 5}


def test_completion():
    add_document("Les communs numériques et leur gouvernance")
    add_document("Communs")
    add_document("Rapport sur les communs", other_titles="RSC")
    add_document("Commune", scope=("en",))
    found = [d.title for d in complete("commu", "fr")]
    # Those that begin so come first, then the shortest.
    assert found == ["Communs", "Rapport sur les communs", "Les communs numériques et leur gouvernance"]
    assert [d.title for d in complete("numeriques comm", "fr")] == ["Les communs numériques et leur gouvernance"]
    assert [d.title for d in complete("rs", "fr")] == ["Rapport sur les communs"]
    assert len(complete("commu", "fr", limit=2)) == 2


def test_writing_again_replaces_and_deleting_forgets():
    document = add_document("Un titre d’hier", text="Vieux mot : zygomatique.", passages=["Page : zygomatique."])
    document.title, document.text = "Un titre de demain", "Neuf."
    document.passages.all().delete()
    document.save()
    engine().write([document])
    assert titles("hier") == []
    assert titles('"zygomatique"') == titles("zygomatique") == []
    assert titles("demain") == ["Un titre de demain"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(documents) FROM search_vocabulary WHERE word = 'zygomatique'")
        assert cursor.fetchone() == (0,)
    engine().delete([document.pk])
    assert titles("demain") == []
    assert engine().get_indexed() == set()


def test_rebuilding_keeps_what_it_is_given_and_nothing_else():
    kept, lost = add_document("Communs gardés"), add_document("Communs perdus")
    seen = []
    engine().rebuild([kept], seen.append)
    assert engine().get_indexed() == {kept.pk}
    assert titles("communs") == ["Communs gardés"]
    assert seen == [1]
    assert lost.pk not in engine().get_indexed()


def test_promoted_pages_are_above_and_not_counted():
    chosen = add_document("Une page choisie")
    add_document("Des algorithmes")
    PromotedResult.objects.create(queries="autre\nles Algorithmes", page=chosen.page.contentpage)
    result = search(SearchQuery(text="LES ALGORITHMES"))
    assert [item.document for item in result.promoted] == [chosen]
    assert result.promoted[0].object.title == "Une page choisie"
    assert result.total == 1
    assert search(SearchQuery(text="algorithme")).promoted == []
    chosen.page.unpublish()
    assert search(SearchQuery(text="les algorithmes")).promoted == []


def test_iterating_gives_everything_in_order():
    for number in range(7):
        add_document(f"Communs {number}", summary="communs " * number)
    query = SearchQuery(text="communs", page=3, page_size=2)
    assert [i.document.pk for i in iterate(query)] == [
        i.document.pk for i in search(replace(query, page=1, page_size=50)).items
    ]


def test_an_engine_that_cannot_answer_is_replaced(monkeypatch, settings):
    from search import engines, service

    class Silent:
        name = "silent"

        def __getattr__(self, name):
            def fail(*args, **kwargs):
                raise EngineUnavailable

            return fail

    add_document("L’école")
    own = engines.get_engine(connection.vendor)
    monkeypatch.setattr(service, "get_engine", lambda name=None: own if name == connection.vendor else Silent())
    monkeypatch.setattr(service, "get_default_name", lambda: "silent")
    result = search(SearchQuery(text="école"))
    assert (result.total, result.degraded, result.engine) == (1, True, connection.vendor)
    assert [d.title for d in complete("éco", "fr")] == ["L’école"]


def test_few_queries_whatever_the_number_of_results(django_assert_max_num_queries):
    for number in range(12):
        add_document(f"Communs {number}", passages=["Les communs."], facets={"theme": ("t",), "person": ("p",)})
    search(SearchQuery(text="communs"))
    with django_assert_max_num_queries(22):
        assert len(search(SearchQuery(text="communs")).items) == 10


def test_long_texts_are_found_from_end_to_end():
    add_document("Long", text="\n".join(["Du texte ordinaire, ligne après ligne."] * 3_000) + "\nLa fin : zygomatique.")
    add_document("Une seule ligne", text="mot " * 50_000 + "zygomatique")
    assert set(titles("zygomatique")) == {"Long", "Une seule ligne"}
    assert titles('"fin zygomatique"') == ["Long"]


def test_a_page_without_index_is_only_missing():
    make_page(WorkPage, title="Pas encore là")
    assert titles("encore") == []


def test_a_pasted_address_or_an_identifier_finds_its_page():
    document = add_document("Une page précise", reference="une-page-precise")
    add_document("Une page précise, autre", reference="autre")
    for typed in ("une-page-precise", "https://exemple.fr/id/une-page-precise/", f"http://exemple.fr{document.url}"):
        assert titles(typed) == ["Une page précise"], typed


def test_what_is_left_out_is_not_found_and_dates_are_understood():
    add_document("École A", date=datetime.date(2023, 11, 5))
    add_document("École B", text="Santé.", date=datetime.date(2024, 1, 5))
    assert titles("école -santé") == titles("école sauf santé") == ["École A"]
    add_document("École C", text="Le sport en 2024.", date=datetime.date(2022, 1, 5))
    assert titles("école sauf santé et sport") == titles("école hors le sport ou la santé") == ["École A"]
    assert sorted(titles("école sauf 2024")) == sorted(titles("école -2024")) == ["École A", "École C"]
    assert titles("école novembre 2023") == ["École A"]
    assert [row.what for row in search(SearchQuery(text="école 05/11/2023")).understood] == ["date"]
