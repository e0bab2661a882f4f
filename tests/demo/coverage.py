"""What of the facts the site shows, where, and what it leaves out: counted on the site, not promised.

On a site that was just loaded: `python manage.py shell -c "from tests.demo.coverage import rewrite; rewrite()"`.
"""

import dataclasses
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template import engines
from django.utils.translation import override
from wagtail.models import Page

from content.identifiers import get_targets
from content.models import PermanentIdentifier
from content.views import get_public_url
from demo.reading import Facts, Texts

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "contenu-de-demonstration.md"
#: What names a record in a sentence: the first of these fields that it has.
NAMES = ("title", "label", "label_fr", "name", "value", "address")


@dataclasses.dataclass
class Family:
    """A file of the facts, or one of the lists that it holds."""

    name: str
    records: list[dict]
    #: Record id → public address.
    shown: dict[str, str] = dataclasses.field(default_factory=dict)
    #: (record, reason) for each of the others; an empty reason is a mistake to mend.
    left_out: list[tuple[dict, str]] = dataclasses.field(default_factory=list)

    @property
    def patterns(self) -> list[tuple[str, int]]:
        """The shapes of the addresses, with how many records each shows, the commonest first."""
        own = {urlsplit(address).path for address in self.shown.values()}
        counts = Counter(get_pattern(address, own) for address in self.shown.values())
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def get_pattern(address: str, own=()) -> str:
    """`/travaux/note-qanon/` gives `/travaux/…/`; an address with an anchor keeps its page.

    What stands under one of the family's `own` addresses gives `/actions/…/…/`.
    """
    parts = urlsplit(address)
    if parts.fragment:
        return f"{parts.path}#…"
    head, _slash, _slug = parts.path.rstrip("/").rpartition("/")
    return f"{get_pattern(f'{head}/', own)}…/" if f"{head}/" in own else f"{head}/…/"


def get_name(record: dict) -> str:
    """What a record is about, in a few words."""
    name = next((str(record[field]) for field in NAMES if record.get(field)), record["id"])
    return name if len(name) <= 90 else f"{name[:89]}…"


def get_families(facts: Facts) -> list[Family]:
    """Every list of records of every file, in the order of the files."""
    families = []
    for name, content in sorted(facts.files.items()):
        if isinstance(content, list):
            families.append(Family(f"{name}.json", content))
            continue
        for key, items in content.items():
            # A list of ids names records of another file.
            records = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
            if records:
                families.append(Family(f"{name}.json, {key}", records))
    return families


def read_coverage(facts: Facts | None = None, texts: Texts | None = None) -> list[Family]:
    """Look each record up on the site, in French, as a visitor follows `/id/<record>/`."""
    families = get_families(facts or Facts())
    reasons = (texts or Texts()).load("left_out.fr.json")
    addresses = get_addresses()
    for family in families:
        for record in family.records:
            if address := addresses.get(record["id"]):
                family.shown[record["id"]] = address
            else:
                family.left_out.append((record, reasons.get(record["id"]) or reasons.get(family.name, "")))
    return families


def get_addresses() -> dict[str, str]:
    """Identifier → public address in French, for everything that has one."""
    found = {}
    for identifier in PermanentIdentifier.objects.all():
        targets = get_targets(identifier)
        french = [target for target in targets if not hasattr(target, "locale") or target.locale.language_code == "fr"]
        for target in french or targets:
            if isinstance(target, Page) or hasattr(target, "get_absolute_url"):
                found[identifier.value] = get_public_url(target, None) or ""
    return found


def write_document(families: list[Family]) -> str:
    """The table of `docs/contenu-de-demonstration.md`."""
    context = {
        "families": families,
        "total": sum(len(family.records) for family in families),
        "shown": sum(len(family.shown) for family in families),
        "left_out": [
            (family, record, get_name(record).replace("|", "\\|"), reason)
            for family in families
            for record, reason in family.left_out
        ],
    }
    template = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return engines["django"].from_string(template).render(context)


def rewrite() -> None:
    with override(settings.LANGUAGE_CODE):
        DOCUMENT.write_text(write_document(read_coverage()), encoding="utf-8")
