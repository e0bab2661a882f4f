"""What the registers of the demo ask of a fact: functions at the Conseil, ranges; and the files of the examples."""

import json
import re
from pathlib import Path

from django.core.files import File
from django.template import Library
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from people.models import MandateKind

#: The year of the documents: who worked at the secretariat then makes its present team.
DOCUMENTS_YEAR = "2025"
SECRETARIAT = re.compile(r"secrétariat général")
NO_BREAK = "\u00a0"
#: Where the files of the page of examples are.
PAGES = Path(__file__).resolve().parent / "texts/pages"

register = Library()


@register.filter(name="range")
def read_range(value) -> tuple:
    """A number or a range of two, as two fields."""
    return tuple(value) if isinstance(value, list) else (value, None)


@register.filter
def other_functions(roles: list[str]) -> str:
    """What else the documents say that someone did, in one sentence."""
    return f"Autres fonctions connues{NO_BREAK}: {f'{NO_BREAK}; '.join(roles)}." if roles else ""


@register.filter
def functions(record: dict) -> list[dict]:
    """The function of a person at the Conseil, with a title when it says more than its kind; none for others."""
    kind, role = record["kind"], record["role"] or ""
    if kind not in MandateKind.values:
        return []
    if kind == MandateKind.MEMBER:
        return [{"kind": kind, "title": ""}]
    if kind == MandateKind.TEAM:
        if "stagiaire" in role:
            kind = MandateKind.INTERN
        elif "ancienne équipe" in role or (record["years"] or "").rpartition("-")[2] < DOCUMENTS_YEAR:
            kind = MandateKind.FORMER_TEAM
    title = ", ".join(part for part in re.split(r"\s;\s", role) if not SECRETARIAT.search(part))
    return [{"kind": kind, "title": (title[:1].upper() + title[1:])[:200]}]


@register.filter
def with_files(blocks: list[dict]) -> list[dict]:
    """The blocks of the page of examples, with the files of `texts/pages` that they name."""
    text = json.dumps(blocks)
    for name, model in {"exemple.png": get_image_model(), "exemple.pdf": get_document_model()}.items():
        with (PAGES / name).open("rb") as content:
            made = model.objects.create(title="Un fichier d’exemple", file=File(content, name=name))
        text = text.replace(f'"{name}"', str(made.pk))
    return json.loads(text)
