"""The Elasticsearch engine, on a real node."""

import datetime

import pytest
from django.conf import settings

from search.engines.base import EngineUnavailable, iterate_documents
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import SearchDocument

from .asking import ask, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.services]


class PatientEngine(ElasticsearchEngine):
    """A busy machine makes no difference here; `test_degradation` is about time."""

    search_timeout = 20.0


@pytest.fixture
def engine(elasticsearch_url, settings):
    settings.ELASTICSEARCH_URL = elasticsearch_url
    engine = PatientEngine()
    engine.rebuild([], lambda done: None)
    return engine


def write(engine, *documents):
    engine.write(documents)
    return [document.pk for document in documents]


def find(engine, text="", **options) -> list[int]:
    answer = engine.search(ask(text, **options))
    ids = [pk for pk, score in answer.hits]
    assert answer.total >= len(ids)
    return ids


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("ecoles", "L’école de demain"),
        ("école", "Ecoles"),
        ("egalites", "L’égalité réelle"),
        ("l'egalite", "Égalité"),
        ("travail", "Les travaux"),
        ("lois", "Projet de loi"),
        ("coeur", "Au cœur des territoires"),
        ("rgpd", "Le R.G.P.D. expliqué"),
        ("R.G.P.D.", "Le RGPD expliqué"),
        ("co2", "Moins de CO₂"),
        ("aujourdhui", "Aujourd’hui"),
        ("numeriques", "Sobriété numérique"),
        ("été", "Un été studieux"),
    ],
)
def test_words_are_found_however_they_are_written(engine, asked, written):
    wanted = make_document(written)
    write(engine, wanted, make_document("Autre chose"))
    assert find(engine, asked) == [wanted.pk]


def test_english_pages_are_searched_in_english(engine):
    wanted = make_document("Regulations of the children’s digital spaces", language="en")
    write(engine, wanted, make_document("Enfances", language="fr"))
    assert find(engine, "regulation", language="en") == [wanted.pk]
    assert find(engine, "child's", language="en") == []
    assert find(engine, "children", language="en") == [wanted.pk]
    assert find(engine, "children", language="fr") == []


def test_a_name_and_a_whole_title_come_first(engine):
    mentioned = make_document("Autre chose", text="Sobriété heureuse " * 30, people="Zoé Lamandin")
    titled = make_document("Sobriété heureuse")
    longer = make_document("Retour sur la sobriété heureuse et ses suites")
    person = make_document("Zoé Lamandin")
    write(engine, mentioned, titled, longer, person)
    assert find(engine, "sobriete heureuse") == [titled.pk, longer.pk, mentioned.pk]
    assert find(engine, "zoe lamandin")[0] == person.pk


def test_enough_of_the_words_are_needed(engine):
    both = make_document("Jardin", text="pommes poires")
    one = make_document("Jardin d’hiver")
    write(engine, both, one)
    assert find(engine, "pommes poires") == [both.pk]
    assert find(engine, "jardin pommes fraises") == [both.pk]
    assert find(engine, "jardin fraises abricots") == []


def test_all_the_words_in_a_text_are_better_than_two_in_a_title(engine):
    titled = make_document("Lettre d’avril", text="Rien de plus.")
    complete = make_document("Une saison", headings="Pêche · 18 avril", text="La lettre des truites.")
    write(engine, titled, complete, *(make_document(f"Pêche {number}") for number in range(5)))
    assert find(engine, "lettre truites avril")[0] == complete.pk


def test_a_subject_typed_whole_and_a_weight_count(engine):
    subject = make_document("Lire", headings="Savoirs et école\nécoles")
    other = make_document("Compter", headings="Savoirs et école", text="L’école, les écoles.")
    news = make_document("Parution du rapport sur les algues", weight=0.5)
    report = make_document("Un rapport sur les algues marines et leurs suites")
    write(engine, subject, other, news, report)
    assert find(engine, "école") == [subject.pk, other.pk]
    assert find(engine, "rapport algues") == [report.pk, news.pk]


def test_quotes_ask_for_the_very_words_in_their_order(engine):
    wanted = make_document("Une note", text="Il faut la maîtrise des données publiques.")
    other = make_document("Une autre", text="Les données maîtrisées, la maîtrise publique.")
    write(engine, wanted, other)
    assert find(engine, "maitrise des donnees", quoted=True) == [wanted.pk]
    assert find(engine, "maîtrise de donnée", quoted=True) == []


def test_a_synonym_of_several_words_is_a_phrase(engine):
    acronym = make_document("Le DSA")
    spelt = make_document("Règlement sur les services numériques")
    scattered = make_document("Services publics, règlement intérieur et outils numériques")
    write(engine, acronym, spelt, scattered)
    synonyms = {"dsa": ["règlement sur les services numériques"]}
    assert set(find(engine, "dsa", synonyms=synonyms)) == {acronym.pk, spelt.pk}


def test_words_of_passages_find_their_document(engine):
    report = make_document("Rapport", passages=["Rien ici.", "Les algues vertes.", "Encore des algues, des algues."])
    other = make_document("Algues")
    write(engine, report, other)
    assert find(engine, "algues") == [other.pk, report.pk]
    assert find(engine, "algues vertes", quoted=True) == [report.pk]


def test_counts_equal_the_hits_after_a_click(engine):
    documents = [
        make_document(
            f"Chose {number}",
            language="en" if number % 5 == 0 else "fr",
            scope=["fr", "en"] if number % 2 else None,
            facets={
                "kind": [("note", "rapport", "avis")[number % 3]],
                "theme": [f"t{number % 4}", f"t{number % 2}"] if number % 4 != number % 2 else [f"t{number % 4}"],
                "person": ["Zoé"] if number % 7 == 0 else [],
            },
            year=2015 + number % 6,
        )
        for number in range(40)
    ]
    write(engine, *documents)
    chosen = [{}, {"kind": ("note", "avis")}, {"kind": ("note",), "theme": ("t1",)}, {"language": ("en",)}]
    for filters in chosen:
        for language in ("fr", "en"):
            options = {
                "filters": filters,
                "language": language,
                "year_from": 2016,
                "excluded": frozenset({documents[3].pk}),
            }
            answer = engine.search(ask("chose", facets=("kind", "theme", "person", "language"), **options))
            for facet, values in answer.facets.items():
                for value, count in values.items():
                    clicked = options | {"filters": filters | {facet: (value,)}}
                    assert engine.search(ask("chose", **clicked)).total == count, (filters, facet, value)
            everything = SearchDocument.objects.filter(facets__field="kind").count()
            assert 0 < answer.total < everything


def test_every_value_of_a_facet_is_counted(engine):
    write(engine, *(make_document("Chose", facets={"keyword": [f"mot {number}"]}) for number in range(120)))
    assert len(engine.search(ask("chose", facets=("keyword",))).facets["keyword"]) == 120


def test_years_dates_and_pages_of_results(engine):
    days = [datetime.date(2019 + number, 1, 1) for number in range(5)]
    ids = write(engine, *(make_document("Chose", date=day, year=day.year) for day in days), make_document("Chose"))
    assert find(engine, "chose", by_date=True) == [*reversed(ids[:5]), ids[5]]
    assert find(engine, "", limit=2, offset=2) == [ids[2], ids[1]]
    assert set(find(engine, "chose", year_from=2020, year_to=2021)) == {ids[1], ids[2]}
    far = engine.search(ask("chose", offset=2_000_000))
    assert (far.total, far.hits) == (6, [])


def test_the_newest_news_matter_more_and_only_news(engine):
    old, new = datetime.date(2012, 1, 1), datetime.date.today()
    ids = write(engine, make_document("Chose", date=old, ages=True), make_document("Chose", date=new, ages=True))
    assert find(engine, "chose") == [ids[1], ids[0]]
    scores = dict(engine.search(ask("chose")).hits)
    assert scores[ids[1]] > scores[ids[0]] * 1.15


def test_what_is_excluded_is_nowhere(engine):
    shown = make_document("Algues", facets={"kind": ["note"]})
    hidden = make_document("Algues secrètes", passages=["Des algues"], facets={"kind": ["note"]})
    write(engine, shown, hidden)
    options = {"excluded": frozenset({hidden.pk}), "facets": ("kind",)}
    answer = engine.search(ask("algues", **options))
    assert (answer.total, [pk for pk, _ in answer.hits], answer.facets) == (1, [shown.pk], {"kind": {"note": 1}})


def test_writing_again_replaces_and_deleting_forgets(engine):
    document = make_document("Pommes", passages=["Des poires"])
    write(engine, document)
    document.passages.all().delete()
    document.title = "Cerises"
    document.save()
    write(engine, SearchDocument.objects.get())
    assert find(engine, "pommes") == find(engine, "poires") == []
    assert find(engine, "cerises") == [document.pk]
    assert engine.get_indexed() == {document.pk}
    engine.delete([document.pk, 987654])
    assert engine.get_indexed() == set()


def test_a_rebuild_answers_all_along_and_leaves_one_index(engine, elasticsearch_url):
    document = make_document("Pommes", passages=["Des poires"])
    write(engine, document, gone := make_document("Pommes oubliées"))
    gone.delete()
    seen = []
    for _ in range(2):
        engine.rebuild(iterate_documents(), lambda done: seen.append((done, len(find(engine, "pommes")))))
    assert seen == [(1, 2), (1, 1)]
    assert find(engine, "pommes") == [document.pk]
    with engine._exchange(5) as client:
        assert len(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")) == 1


def test_a_rebuild_that_fails_leaves_what_was_there(engine):
    write(engine, document := make_document("Pommes"))

    def fail(done):
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        engine.rebuild([document], fail)
    assert find(engine, "pommes") == [document.pk]
    with engine._exchange(5) as client:
        assert len(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")) == 1


def test_without_an_index_reading_is_unavailable_and_writing_writes_everything(engine):
    documents = [make_document("Pommes"), make_document("Poires")]
    with engine._exchange(5) as client:
        client.indices.delete(index=list(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")))
    with pytest.raises(EngineUnavailable):
        find(engine, "pommes")
    assert engine.get_indexed() == set()
    engine.write(documents[:1])
    assert engine.get_indexed() == {document.pk for document in documents}


@pytest.mark.parametrize(
    "typed",
    ["*", '"', "\x00", "a" * 5000, "(((", "AND OR NOT", "😀", "\ud800", "l'", "fr.title:x", "mot " * 300, "-", "\\"],
)
def test_hostile_words_are_only_words(engine, typed):
    write(engine, make_document("Chose"))
    for quoted in (False, True):
        request = ask(typed, quoted=quoted, facets=("kind",))
        engine.search(request)
