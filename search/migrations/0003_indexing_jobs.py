"""What waited to be indexed becomes jobs of the common engine (`sections.jobs`)."""

import datetime

from django.db import migrations

#: What django-tasks-db writes for « as soon as it can be ».
AT_ONCE = datetime.datetime(9999, 1, 1, tzinfo=datetime.timezone.utc)
ASKS = 100


def make_jobs(apps, schema_editor):
    rows = apps.get_model("search", "IndexTask").objects.order_by("pk").values_list("key", "engine")
    index, send = [], []
    for key, engine in rows:
        (index if engine == "database" else send).append(key if engine == "database" else key.partition(":")[2])
    for path, keys in (("search.indexing.queue.index", index), ("search.indexing.sending.send", send)):
        keys = list(dict.fromkeys(keys))
        for start in range(0, len(keys), ASKS):
            apps.get_model("django_tasks_database", "DBTaskResult").objects.create(
                task_path=path,
                args_kwargs={"args": [keys[start : start + ASKS]], "kwargs": {}},
                queue_name="search",
                backend_name="jobs",
                run_after=AT_ONCE,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_embedded_tables"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    operations = [
        migrations.RunPython(make_jobs, migrations.RunPython.noop),
        migrations.DeleteModel("IndexTask"),
    ]
