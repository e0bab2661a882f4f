"""Words that are the same word, words that are not, and where each stands in its text."""

import pytest

from search.analysis import get_analyser, normalise

SAME = """
école|ecoles
l’école|ecole
L'École|l'ecole
d’école|écoles
qu’école|école
égalité|egalites
Égalités|egalite
travaux|travail
lois|loi
française|français
françaises|francais
cœur|coeur
cœurs|coeur
œuvre|oeuvres
vœux|voeu
CO₂|co2
réseaux|réseau
réseaux sociaux|reseau social
données|donnee
libertés|liberté
démocratie|démocraties
démocratique|démocratiques
souveraineté|souverainete
numériques|numérique
numérique|NUMERIQUE
animaux|animal
nationaux|nationale
jeux|jeu
enjeux|enjeu
lieux|lieu
publique|public
publics|publiques
citoyenne|citoyens
européens|européenne
universités|université
médias|média
nouvelles|nouveau
inégalités|inégalité
plateformes|plateforme
enfants|enfant
élèves|élève
enseignants|enseignante
administrations|administration
algorithmes|algorithme
entreprises|entreprise
accessibilité|accessibilite
frugale|frugales
handicaps|handicap
Saint‑Étienne|saint-etienne
vie privée|vie privee
aujourd’hui|aujourd'hui
R.G.P.D.|RGPD
I.A.|IA
jusqu’aux élections|élection
sou\u00adveraineté|souveraineté
e\u0301cole|école
ﬁlière|filieres
l’été|ete
lorsqu’Internet|internet
mondiaux|mondiale
santé mentale|sante mentale
régulations|régulation
collectivités|collectivité
métiers|métier
emplois|emploi
contenus|contenu
vidéos|vidéo
récits|récit
réflexions|réflexion
invitées|invité
directrices|directeur
chercheuses|chercheur
conseillère|conseillers
données personnelles|donnée personnelle
Cafeia.org|cafeia org
Compar:IA|compar ia
habitant·es|habitant es
""".strip().splitlines()

DIFFERENT = """
université|univers
universel|université
égalité|égal
commune|communication
communauté|communication
police|politique
partie|parti
organe|organisation
général|génération
libre|liberté
information|informatique
travailleur|travail
foi|loi
écologie|école
donnée|donateur
média|médiation
sobriété|sobre
cours|coursier
droit|droiture
corps|corporation
loi|loisirs
cœur|courage
été|état
conseiller|conseil
formation|format
année|Anne
CNRS|CNR
Françoise|François
mars|Marie
communiqué|commun
usager|usage
""".strip().splitlines()


def stems(text: str, language: str = "fr") -> list[str]:
    return get_analyser(language).stems(text)


@pytest.mark.parametrize("pair", SAME)
def test_one_word(pair):
    written, typed = pair.split("|")
    assert stems(typed)
    assert stems(typed) == stems(written)


@pytest.mark.parametrize("pair", DIFFERENT)
def test_two_words(pair):
    written, typed = pair.split("|")
    assert not set(stems(written)) & set(stems(typed))


def test_the_season_is_a_word_and_those_of_questions_are_not():
    assert stems("Quels travaux sur l’été et la santé mentale ?") == stems("travail été santé mental")


def test_offsets_leave_the_elision_out():
    text = "L’école d’aujourd’hui, qu’« on » aime : l’Œuvre."
    words = [text[token.start : token.end] for token in get_analyser("fr").tokenise(text)]
    assert words == ["école", "aujourd’hui", "qu", "on", "aime", "Œuvre"]


def test_english():
    assert stems("The Council’s reports on children’s rights", "en") == stems("council report children right", "en")
    assert stems("universities", "en") != stems("universe", "en")
    assert stems("organisations", "en") == stems("organization", "en")


def test_a_reader_types_what_the_keyboard_gives():
    assert normalise("  l’e\u0301cole\u00a0«libre»\u2011\x00\x1f ") == 'l\'école "libre"-'
    assert normalise("a\x00b") == "a b"


def test_no_text_is_an_error():
    for text in ("", "'", "’’’", "\x00", "🙂", "'" * 10_000, "a" * 100_000, "a." * 5_000, "\ud800", "é" * 300):
        list(get_analyser("fr").tokenise(text))
        list(get_analyser("en").tokenise(text))
