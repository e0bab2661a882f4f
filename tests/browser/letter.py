"""The letter of the story, in French as it comes, and what its translator writes."""

TITLE, ENGLISH_TITLE = "Les girouettes du canton", "The weathervanes of the canton"
SUMMARY = "Un canton recense ses girouettes, et raconte comment."
SLUG = "les-girouettes-du-canton"
TEXT = f"""# {TITLE}

Bonjour à toutes et à tous. Cette semaine, nous parlons du vent.

## Le recensement des girouettes

Pendant un an, des habitants ont dessiné quarante girouettes. Pour les voir, [cliquez ici](https://example.org/g).

## L’atelier de la semaine

Deux rendez-vous sont ouverts à tout le monde :

- À Lannion, mardi ;
- À Morlaix, jeudi.

Cette lettre a été préparée par Jeanne Dutilleul et Oscar Lefrançois.
"""
#: What stands in the place of the words that said nothing.
CENSUS = "Pendant un an, des habitants ont dessiné quarante girouettes."
REASON = "Merci de dire en quelle année le recensement a eu lieu."
REMARK = "Quelle année ?"


def translate(french: str) -> str:
    """The English of a passage: its mark-up stays, no word of it is French."""
    return {TITLE: ENGLISH_TITLE, SUMMARY: "A canton counts its weathervanes."}.get(french, "In English, a few words.")
