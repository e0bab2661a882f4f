"""Letters whose text is not here are records; from now on a page says it whenever it is saved."""

from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast


def mark(apps, schema_editor):
    model = apps.get_model("cenum", "CenumIssuePage")
    rows = model.objects.annotate(raw=Cast("body", TextField())).filter(raw="[]")
    page = apps.get_model("content", "ContentPage")
    page.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(text_place="record")


class Migration(migrations.Migration):
    dependencies = [("cenum", "0001_initial"), ("content", "0004_provenance")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
