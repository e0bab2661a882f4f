from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("registers", "0002_approval")]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import of a spreadsheet"),
                    ("merge", "Merge of two entries"),
                    ("release", "Publication of several drafts"),
                    ("file", "Change of a file"),
                ],
                editable=False,
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
