"""What people type for a place: a yardstick of cities, villages, postcodes, areas, overseas and typing errors."""

import pytest
from django.utils import translation

from places.choices import OTHER_NAMES
from places.finding import understand
from places.gazetteer import find_lines, read_gazetteer

#: What is typed → the beginning of what is understood; several where the reader is asked which.
YARDSTICK = {
    "Lyon": ["Lyon (Rhône)"],
    "Marseille": ["Marseille (Bouches-du-Rhône)"],
    "PARIS": ["Paris"],
    "lyon 3e": ["Lyon 3e"],
    "Lyon 8ème arrondissement": ["Lyon 8e"],
    "Paris 11": ["Paris 11e"],
    "paris XXe": ["Paris 20e"],
    "Marseille 1er": ["Marseille 1er"],
    "69001": ["69001 (Lyon 1er)"],
    "13 008": ["13008 (Marseille 8e)"],
    "69431 Lyon Cedex 03": ["Lyon"],
    "75334 PARIS CEDEX 07": ["Paris"],
    "92055 La Défense Cedex": ["Puteaux (Hauts-de-Seine)"],
    "35065": ["Ille-et-Vilaine"],
    "20200": ["20200 (Bastia"],
    "97400": ["97400 (Saint-Denis"],
    "97600 Mamoudzou": ["Mamoudzou"],
    "rhone": ["Rhône (69)"],
    "69": ["Rhône (69)"],
    "2a": ["Corse-du-Sud"],
    "5": ["Hautes-Alpes"],
    "Seine St Denis": ["Seine-Saint-Denis"],
    "Côtes d'Armor": ["Côtes-d’Armor"],
    "finistere": ["Finistère"],
    "Bretagne": ["Bretagne ("],
    "Ile-de-France": ["Île-de-France"],
    "PACA": ["Provence-Alpes"],
    "Alsace": ["Grand Est"],
    "Auvergne": ["Auvergne-Rhône"],
    "Corse": ["Corse ("],
    "La Réunion": ["La Réunion (974)"],
    "guadeloupe": ["Guadeloupe"],
    "Cayenne": ["Cayenne"],
    "Nouméa": ["Nouméa (Nouvelle"],
    "St-Pierre-et-Miquelon": ["Saint-Pierre-et-Miquelon"],
    "Saint-Denis": ["Saint-Denis (La Réunion)", "Saint-Denis (Seine-Saint-Denis)"],
    "st denis (93)": ["Saint-Denis (Seine-Saint-Denis)"],
    "Saint-Denis, Réunion": ["Saint-Denis (La Réunion)"],
    "saint denis la reunion": ["Saint-Denis (La Réunion)"],
    "Vienne": ["Vienne (86)", "Vienne (Isère)"],
    "Valence": ["Valence (Drôme)"],
    "Landes": ["Landes (40)"],
    "Ste Foy les Lyon": ["Sainte-Foy-lès-Lyon"],
    "l'hay les roses": ["L’Haÿ-les-Roses"],
    "Havre": ["Le Havre"],
    "Bourg en Bresse": ["Bourg-en-Bresse"],
    "Évry": ["Évry-Courcouronnes"],
    "annecy le vieux": ["Annecy-le-Vieux"],
    "Y": ["Y (Somme)"],
    "Rochefourchat": ["Rochefourchat (Drôme)"],
    "Tahiti": ["Papeete"],
    "wallis": ["Uvea (Wallis"],
    "Îles Marquises": ["Nuku-Hiva"],
    "Polynésie": ["Polynésie française"],
    "Saint-Ouen": ["Saint-Ouen-sur-Seine"],
    "département du Nord": ["Nord (59)"],
    "Métropole de Lyon": ["Lyon (Rhône)"],
    "Loire-Inférieure": ["Loire-Atlantique"],
    "Châlons sur Marne": ["Châlons-en-Champagne"],
    "75700 Paris 07 SP": ["Paris"],
    "Renes": ["Rennes"],
    "20": ["Corse-du-Sud", "Haute-Corse"],
    "Nord Pas de Calais": ["Hauts-de-France"],
    "Reims (Marne)": ["Reims"],
    "38000 Grenoble, France": ["Grenoble"],
    "Grenobel": ["Grenoble"],
    "marseile": ["Marseille"],
    "Strasbourd": ["Strasbourg"],
    "Finistère nord": ["Finistère"],
    "Lyon Part-Dieu": ["Lyon (Rhône)"],
}


@pytest.mark.parametrize("typed", YARDSTICK)
def test_what_is_typed_is_understood(typed):
    with translation.override("fr"):
        meaning = understand(typed)
    wanted = YARDSTICK[typed]
    found = [meaning.spot] if len(wanted) == 1 else meaning.spots
    assert [spot and spot.label[: len(start)] for spot, start in zip(found, wanted, strict=False)] == wanted
    assert all(spot.point for spot in meaning.spots)
    assert len(wanted) == 1 or meaning.spot is None


@pytest.mark.parametrize(
    "typed", ["", " ", "Zzyzx <b>", "\t\n", "99999", "٥١", "(((", ",", "0" * 80, "-" * 80, "cedex", "1e9"]
)
def test_nonsense_is_nothing_and_no_error(typed):
    assert understand(typed).spot is None


def test_what_is_offered_means_itself():
    for words in ("Saint-Denis", "Vienne", "Mayenne"):
        for spot in understand(words).spots:
            assert understand(spot.words).spot.label == spot.label


def test_every_commune_is_found_by_its_name_and_has_a_point():
    lines = read_gazetteer().splitlines()
    assert len(lines) > 34_969 and "Licence Ouverte" in lines[0] and "CC BY" in lines[0]
    for line in lines[1::997]:
        key, name, department = line.split("\t")[:3]
        assert any(one.name == name and one.department == department for one in find_lines(f"\n{key}\t"))
        spots = understand(f"{name} ({department})").spots
        assert spots and all(spot.point for spot in spots)


@pytest.mark.parametrize(("name", "meant"), OTHER_NAMES.items())
def test_what_else_a_place_is_called_is_one_place(name, meant):
    assert understand(name).spot and understand(name) == understand(meant)
