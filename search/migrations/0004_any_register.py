"""A document stands for a page, or for an entry of any register: no register is named."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def name_entries(apps, schema_editor):
    documents = apps.get_model("search", "SearchDocument").objects.filter(page=None)
    documents.update(entry_id=Coalesce(F("person_id"), F("organisation_id"), F("theme_id")))


def forget_entries(apps, schema_editor):
    """`manage.py reindex` writes them again."""
    apps.get_model("search", "SearchDocument").objects.filter(page=None).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0003_indexing_jobs")]

    operations = [
        migrations.AddField("searchdocument", "entry_id", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.RunPython(name_entries, forget_entries),
        migrations.RemoveField("searchdocument", "person"),
        migrations.RemoveField("searchdocument", "organisation"),
        migrations.RemoveField("searchdocument", "theme"),
        migrations.AlterField("searchdocument", "family", models.CharField(max_length=20)),
        migrations.AddConstraint(
            "searchdocument",
            models.UniqueConstraint(fields=("family", "entry_id"), name="search_document_of_one"),
        ),
    ]
