"""`manage.py personal_data ADDRESS [--erase]`: what the site holds about a person, in every table."""

import json

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models.functions import Cast
from django.forms.models import model_to_dict

from forms.models import Received


def find(address: str) -> list[models.Model]:
    """The rows of all tables that have the address in one of their texts."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.local_concrete_fields
        texts = [f.name for f in own if isinstance(f, models.CharField | models.TextField)]
        others = [f.name for f in own if f.name not in texts and f.get_internal_type() == "JSONField"]
        rows = model._base_manager.annotate(**{f"{n}_as_text": Cast(n, models.TextField()) for n in others})
        names = [*texts, *(f"{name}_as_text" for name in others)]
        if names:
            found += rows.filter(models.Q(*((f"{name}__icontains", address) for name in names), _connector=models.Q.OR))
    return found


def is_personal(row: models.Model) -> bool:
    """Whether it is there for that person alone: what the public sent, asked for, or was written."""
    return isinstance(row, Received) or getattr(row, "holds_personal_data", False)


class Command(BaseCommand):
    help = (
        "Print as JSON all that is held about who has ADDRESS. --erase deletes what they sent, asked for or were "
        "written; an account of the staff, or a text that names them, is printed as “kept”: that is for people to do."
    )

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--erase", action="store_true")

    def handle(self, *, address, erase, **options):
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address} is no e-mail address.") from error
        with transaction.atomic():
            rows = find(address)
            # Mails to others may say who wrote; what others sent who are called so is theirs.
            names = {row.name for row in rows if isinstance(row, Received)} - {""}
            named = [row for name in names for row in find(name) if is_personal(row) and not isinstance(row, Received)]
            rows += [row for row in named if row not in rows]
            told = [
                {
                    "table": row._meta.label,
                    "key": row.pk,
                    "kept": not (erase and is_personal(row)),
                    **model_to_dict(row),
                }
                for row in rows
            ]
            self.stdout.write(json.dumps(told, default=str, ensure_ascii=False, indent=1))
            for row in rows if erase else ():
                if is_personal(row):
                    row.delete()
