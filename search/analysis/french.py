"""French: elisions, a short list of stop words (« été » is a season, not one), a stemmer put right."""

import re

from .base import Analyser

ELISIONS = frozenset("l m t qu n s j d c jusqu quoiqu lorsqu puisqu".split())

#: Folded. Words that only link others, those of questions, and letters that an elision leaves alone.
STOP = frozenset(
    """
    a au aux avec ce ces cet cette ceci cela ca ci dans de des du elle elles en et eux il ils je la le les leur leurs
    lui ma mais me meme memes mes moi mon ne nos notre nous on ont ou par pas pour que qui quoi dont sa se ses son sur
    ta te tes toi ton tu un une vos votre vous y l d j m n s t c qu es est sont etait etaient etre as ai avons avez
    avait avaient soit sera seront
    quel quelle quels quelles quand comment pourquoi combien lequel laquelle lesquels lesquelles
    aussi ainsi alors comme donc car si plus tres propos entre chez vers sans sous afin lors lorsque puisque
    jusqu lorsqu puisqu quoiqu ni or peut peuvent faut fait font dit disent parle parlent parler trouver trouve
    cherche existe existent
    contre va vont vais aller tient faire doit doivent veut veulent puis pense pensent penser
    sert servent tout tous toute toutes autre autres
    """.split()
)

#: What the stemmer, given words without accents, gets wrong; the words of one family share a stem.
FAMILIES = {
    "travail": "travail travaux travaillee travaillees",
    "travaill": "travailleur travailleurs travailleuse travailleuses",
    "loi": "loi lois",
    "francais": "francais francaise francaises",
    "coeur": "coeur coeurs",
    "oeuvre": "oeuvre oeuvres",
    "voeu": "voeu voeux",
    "jeu": "jeu jeux",
    "enjeu": "enjeu enjeux",
    "lieu": "lieu lieux",
    "milieu": "milieu milieux",
    "feu": "feu feux",
    "cheveu": "cheveu cheveux",
    "reseau": "reseau reseaux",
    "niveau": "niveau niveaux",
    "bureau": "bureau bureaux",
    "tableau": "tableau tableaux",
    "nouveau": "nouveau nouveaux nouvelle nouvelles nouvel",
    "eau": "eau eaux",
    "oeil": "oeil yeux",
    "ciel": "ciel cieux",
    "bail": "bail baux",
    "vitrail": "vitrail vitraux",
    "public": "public publics publique publiques",
    "avis": "avis",
    "pays": "pays",
    "temps": "temps",
    "corps": "corps",
    "cours": "cours",
    "acces": "acces",
    "proces": "proces",
    "succes": "succes",
    "droit": "droit droits",
    "etat": "etat etats",
    "data": "data datas",
    "media": "media medias",
    "europeen": "europeen europeens europeenne europeennes",
    "citoyen": "citoyen citoyens citoyenne citoyennes citoyennete",
    "numer": "numerique numeriques numeriquement numerisation numeriser",
    "egal": "egal egale egaux egales",
    "egalit": "egalite egalites",
    "sobriete": "sobriete sobrietes",
    "sobre": "sobre sobres",
    "sante": "sante santes",
    "libert": "liberte libertes",
    "libr": "libre libres librement",
    "mondial": "mondial mondiale mondiaux mondiales",
    "ecole": "ecole ecoles",
    "ecolier": "ecolier ecoliers ecoliere ecolieres",
    "intelligence": "intelligence intelligences",
    "universit": "universite universites",
    "univers": "univers",
    "universel": "universel universelle universels universelles",
    "general": "general generale generaux generales",
    "generation": "generation generations",
    "generatif": "generatif generative generatifs generatives",
    "information": "information informations",
    "informatique": "informatique informatiques",
    "commune": "commune communes",
    "commun": "commun communs",
    "communication": "communication communications",
    "communaute": "communaute communautes",
    "politique": "politique politiques",
    "police": "police polices",
    "parti": "parti partis",
    "partie": "partie parties",
    "organisation": "organisation organisations",
    "organe": "organe organes",
    "conseil": "conseil conseils",
    "conseiller": "conseiller conseillers conseillere conseilleres",
    "format": "format formats",
    "formation": "formation formations",
    "reglement": "reglement reglements",
    "reglementation": "reglementation reglementations reglementaire reglementaires",
    "environnement": "environnement environnements environnemental environnementale environnementaux environnementales",
    "communique": "communique communiques",
    "collection": "collection collections",
    "direction": "direction directions",
    "departement": "departement departements departemental departementale departementaux departementales",
    "annee": "annee annees",
    "base": "base bases",
    "donnee": "donnee donnees",
    "usager": "usager usagers usagere usageres",
    "assemblee": "assemblee assemblees",
    "civil": "civil civile civils civiles",
    "civilisation": "civilisation civilisations",
    "mediat": "mediateur mediateurs mediatrice mediatrices mediation mediations",
    "manag": "manager managers manageuse manageuses management",
    "lycee": "lycee lycees lyceen lyceens lyceenne lyceennes",
    "sexuel": "sexuel sexuelle sexuels sexuelles sexualite sexualites",
    "secte": "secte sectes sectaire sectaires",
    "prix": "prix",
    "fois": "fois",
    "paris": "paris",
    "cnrs": "cnrs",
    "cese": "cese",
    "sens": "sens",
    "mars": "mars",
    "meta": "meta",
}

#: Names that the stemmer takes for words, or for each other.
NAMES = """
    alexandra alexandre anne clement francois francoise franca france helen helene iman imane laura laure louis louise marie
    martin martine paul paula remi remy roye stephan stephane
    stephanie valerie
""".split()

_VOWEL = re.compile("[aeiouy]")
#: « directrice », « chercheuse », « professeure », « heureuse »: as the masculine.
_FEMININE_AGENT = re.compile("trice$")
_AGENT = re.compile("(...)(?:eure?|euse|eux)$")
#: Endings that make another word of a verb or of a noun, in any number and gender.
_ENDING = re.compile(
    "(ement|ment|[ae]nce|[tsx]ion|age|isme|ique|ite|oir|ure|ade|esse|able|if|iv|eur|eu|iste|ien|ier|al|el)"
    "(?:le|ne|se|s|x|e|es|les|nes|aux|ses)?$"
)


class French(Analyser):
    language = "fr"
    algorithm = "french"
    stop = STOP
    overrides = {word: stem for stem, words in FAMILIES.items() for word in words.split()} | {n: n for n in NAMES}

    def is_elision(self, word: str) -> bool:
        return word in ELISIONS

    def get_ending(self, word: str) -> str:
        if word in self.overrides:
            return ""
        word = _FEMININE_AGENT.sub("teur", word.removesuffix("s"))
        found = _ENDING.search(word)
        return {"eu": "eur", "iv": "if"}.get(found[1], found[1]) if found else ""

    def _stem(self, word: str) -> str:
        if len(word) <= 3 or not word.isalpha() or not _VOWEL.search(word):
            # Acronyms and codes have no plural.
            return word
        # The stemmer, made for accents, keeps the s of « contenus », the ee of « invitee », and takes
        # the it of « recit » but not of « recits »: number and gender go first, so that all forms end alike.
        if word.endswith("s"):
            word = word[:-1]
            if word in self.overrides:
                return self.overrides[word]
        if word.endswith("ee"):
            word = word[:-1]
        word = _FEMININE_AGENT.sub("teur", word)
        if not word.endswith("ateur"):
            word = _AGENT.sub(r"\1eu", word)
        return super()._stem(word)
