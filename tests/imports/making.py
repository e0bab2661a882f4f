"""Sources made for the tests: Word files, mails and letters, all invented."""

import io
import zipfile
from email.message import EmailMessage

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
STYLES = (
    f"<w:styles {W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Titre{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    + '<w:style w:type="paragraph" w:styleId="Citation"><w:name w:val="Quote"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style></w:styles>'
)
LEVELS = "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="{{kind}}"/></w:lvl>' for n in range(3))
NUMBERING = (
    f"<w:numbering {W}>"
    f'<w:abstractNum w:abstractNumId="1">{LEVELS.format(kind="bullet")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{LEVELS.format(kind="decimal")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    "</w:numbering>"
)
_TARGETS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(text: str, style: str = "", number: int = 0, depth: int = 0, more: str = "") -> str:
    """A paragraph of a Word file; `more` is XML after its words."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    words = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}{more}</w:p>"


def link(text: str, identifier: str) -> str:
    return f'<w:hyperlink r:id="{identifier}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'


def note(number: int) -> str:
    """The call of a note."""
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def make_docx(body: str, notes: dict[int, str] | None = None, links: dict[str, str] | None = None, **parts) -> bytes:
    """A Word file; `parts` are other files of the archive, "__" for "/" and "_" for "."."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", f"<w:document {W} {R}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", parts.pop("word__styles_xml", STYLES))
        archive.writestr("word/numbering.xml", NUMBERING)
        rows = "".join(
            f'<Relationship Id="{key}" Target="{target}" TargetMode="External" Type="{_TARGETS}/hyperlink"/>'
            for key, target in (links or {}).items()
        )
        for name in ("styles", "numbering", "footnotes"):
            rows += f'<Relationship Id="{name}" Target="{name}.xml" Type="{_TARGETS}/{name}"/>'
        relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
        archive.writestr("word/_rels/document.xml.rels", relations)
        inside = "".join(f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in (notes or {}).items())
        archive.writestr("word/footnotes.xml", f"<w:footnotes {W}>{inside}</w:footnotes>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def make_mail(
    html: str = "", text: str = "", subject: str = "La lettre", date: str = "Fri, 07 Mar 2025 08:00:00 +0100"
):
    """A mail as bytes, with an attachment."""
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = subject, "Lettre <lettre@example.org>", date
    message.set_content(text or "Version texte.")
    if html:
        message.add_alternative(html, subtype="html")
    message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="photo.png")
    return message.as_bytes()


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing", "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def make_odt(body: str, styles: str = "", named: str = "", **parts) -> bytes:
    """An OpenDocument text: `styles` are those of its text, `named` those that people see."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("styles.xml", f"<office:document-styles {ODF}>{named}</office:document-styles>")
        own = f"<office:automatic-styles>{styles}</office:automatic-styles>"
        text = f"<office:body><office:text>{body}</office:text></office:body>"
        archive.writestr("content.xml", f"<office:document-content {ODF}>{own}{text}</office:document-content>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


LETTER = """Des puits et des réseaux

La cartographie des puits ✦ Un atelier à Lannion ✦ Lire et relire

Bonjour, nous sommes le vendredi 7 mars 2025. Cette semaine, nous parlons de l’eau. Bonne lecture !

La cartographie des puits

Pendant deux ans, des habitants ont relevé la position de quatre cents puits oubliés. Ils racontent comment ils s’y sont pris, et ce que la carte a changé dans leur commune depuis.

Ce que la carte montre

On y voit les anciens chemins de l’eau et les sources captées par les jardins. Le relevé complet est sur https://puits.example.org/carte et chacun peut y ajouter le sien, à toute heure du jour.

« Une carte ne vaut que par les pas de celles et ceux qui l’ont marchée avant nous. »

🚰 L’atelier de la semaine

Trois rendez-vous sont ouverts à tout le monde :

  • À Lannion, mardi ;
  • À Morlaix, jeudi ;
  • À Brest, samedi.

Merci à tous !

Cette lettre a été préparée par Jeanne Dutilleul et Personne Inconnue.
"""

REPORT = """# L’eau en commun

Rapport

Publié le 12 mai 2024

Auteurs : Jeanne Dutilleul, Oscar Lefrançois

## Première partie. Les puits

Les puits sont nombreux. Leur carte est [ouverte à tous](https://puits.example.org/carte).

### Les relevés

- Un relevé à pied ;
- un relevé à vélo :
    - avec une boussole ;
    - sans boussole.

> Une citation tirée d’un entretien.

## Deuxième partie. Les leviers

### Ouvrir les données

#### Levier 1 : Publier la carte des puits

La carte est publiée chaque mois.

#### Levier 2 : Former les relevés

Une formation est donnée à chaque personne.

| Commune | Puits |
|---|---|
| Lannion | 12 |
| Brest | 7 |
"""
