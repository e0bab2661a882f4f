"""Names and postal addresses of those who ask for copies: no longer for every role, as before."""

from django.db import migrations


def take_back(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.filter(name__regex=r"^(Rédaction|Relecture|Publication)( \(.+\))?$")
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="council", content_type__model="printrequest"
    )
    for group in groups:
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_second_look_and_bin"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
