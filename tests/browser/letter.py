"""The letter of the story, in French as it comes by mail, and what its translator writes."""

from email.message import EmailMessage

TITLE, ENGLISH_TITLE = "Les girouettes du canton", "The weathervanes of the canton"
SUMMARY = "Un canton recense ses girouettes, et raconte comment."
#: That of its day.
SLUG = "2025-04-06"
HTML = f"""<html><body><h1>{TITLE}</h1>
<p>Bonjour à toutes et à tous. Cette semaine, nous parlons du vent.</p>
<h2>Le recensement des girouettes</h2>
<p>Pendant un an, des habitants ont dessiné quarante girouettes.
Pour les voir, <a href="https://example.org/g">cliquez ici</a>.</p>
<h2>L’atelier de la semaine</h2>
<p>Deux rendez-vous sont ouverts à tout le monde :</p>
<ul><li>À Lannion, mardi ;</li><li>À Morlaix, jeudi.</li></ul>
<p>Cette lettre a été préparée par Jeanne Dutilleul et Oscar Lefrançois.</p></body></html>"""
#: What stands in the place of the words that said nothing.
CENSUS = "Pendant un an, des habitants ont dessiné quarante girouettes."
REASON = "Merci de dire en quelle année le recensement a eu lieu."
REMARK = "Quelle année ?"


def translate(french: str) -> str:
    """The English of a passage: its mark-up stays, no word of it is French."""
    return {TITLE: ENGLISH_TITLE, SUMMARY: "A canton counts its weathervanes."}.get(french, "In English, a few words.")


def make_mail() -> bytes:
    """The letter as it was sent, once."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = TITLE, "lettre@example.org", "Sun, 06 Apr 2025 08:00:00 +0200"
    mail.set_content(HTML, subtype="html")
    return mail.as_bytes()
