"""The synonyms that the editors of the demo site start from."""

from .models import Synonym


def load(demo) -> None:
    """Load them the first time only: what editors change or delete afterwards stays so."""
    if demo.is_first and not Synonym.objects.exists():
        rows = demo.texts.load("synonyms.json")
        Synonym.objects.bulk_create(Synonym(terms="\n".join(row["terms"]), note=row["note"]) for row in rows)
