"""The triggers by which the database notes that a table has changed, in the transaction of the change.

PostgreSQL keeps a row for each table and transaction: nobody waits for another one, and what is
committed late is seen. SQLite, which writes one transaction at a time, keeps a random number for each table.
A draft that is saved changes nothing that the public reads: the columns that tell of it are left out.
"""

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from .generations import CHANGES, WITHDRAWALS

#: What Wagtail writes beside a page or an entry when only its draft changes.
DRAFT_COLUMNS = {
    "latest_revision_id",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "locked",
    "locked_at",
    "locked_by_id",
}
NAME = "public_change"
NOTE = f"INSERT INTO {CHANGES} (relation, number) VALUES (TG_TABLE_NAME, txid_current()) ON CONFLICT DO NOTHING"  # noqa: S608
#: Rows that are public as long as their `live` says so; a page that moves may come below one that is private.
RESTRICTIONS = "wagtailcore_pageviewrestriction"
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION {NAME}_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {NOTE.replace("TG_TABLE_NAME", f"'{WITHDRAWALS}'")}; RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {NOTE}; RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION {NAME}_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE left_out text[] := ARRAY[{", ".join(f"'{column}'" for column in sorted(DRAFT_COLUMNS))}];
BEGIN
  IF to_jsonb(NEW) - left_out IS DISTINCT FROM to_jsonb(OLD) - left_out THEN {NOTE}; END IF;
  RETURN NULL;
END $$;
"""


def _find_withdrawals(table: str, columns: list[str]) -> dict[str, str]:
    """Event → condition on a row: something that was public is taken back from some readers at least."""
    if table == RESTRICTIONS:
        return {"INSERT": "1 = 1", "UPDATE": "1 = 1"}
    if "live" not in columns:
        return {}
    moved = " OR OLD.path <> NEW.path" if "path" in columns else ""
    return {"UPDATE": f"OLD.live AND (NOT NEW.live{moved})", "DELETE": "OLD.live"}


def _for_postgresql(table: str, columns: list[str]) -> dict[str, str]:
    """Name of each trigger of a table → its statement."""
    often, of_row = "INSERT OR UPDATE OR DELETE OR TRUNCATE", {}
    if DRAFT_COLUMNS.intersection(columns):
        often = "INSERT OR DELETE OR TRUNCATE"
        of_row = {f"{NAME}_of_row": f'AFTER UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {NAME}_of_row()'}
    for event, condition in _find_withdrawals(table, columns).items():
        name = f"{NAME}_withdrawn_{event.lower()}"
        of_row[name] = f'AFTER {event} ON "{table}" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {NAME}_withdrawn()'
    return of_row | {NAME: f'AFTER {often} ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()'}


def _for_sqlite(table: str, columns: list[str]) -> dict[str, str]:
    def note(relation: str) -> str:
        forget = f"DELETE FROM {CHANGES} WHERE relation = '{relation}'; "  # noqa: S608
        return forget + f"INSERT INTO {CHANGES} (relation, number) VALUES ('{relation}', random());"  # noqa: S608

    withdrawals = {
        f"{NAME}_{table}_withdrawn_{event.lower()}": f'AFTER {event} ON "{table}" WHEN {condition} BEGIN {note(WITHDRAWALS)} END'
        for event, condition in _find_withdrawals(table, columns).items()
    }
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in columns if name not in DRAFT_COLUMNS)
    when = f" WHEN {changed}" if DRAFT_COLUMNS.intersection(columns) else ""
    return withdrawals | {
        f"{NAME}_{table}_{event.lower()}": f'AFTER {event} ON "{table}"{when if event == "UPDATE" else ""} BEGIN {note(table)} END'
        for event in ("INSERT", "UPDATE", "DELETE")
    }


def _find(connection) -> set[tuple[str, str]]:
    """(table, trigger) of our own triggers that are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s",
                [f"{NAME}%"],
            )
        else:
            cursor.execute(
                "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{NAME}%"]
            )
        return set(cursor.fetchall())


def drop_triggers(app_config, using: str, plan=(), **kwargs) -> None:
    """Let migrations change tables: they are watched again when it is done."""
    if app_config.label != "sections" or not plan:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, name in _find(connection):
            cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


def make_triggers(app_config, using: str, **kwargs) -> None:
    """Watch every table that is not watched yet, and have whatever is kept made again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names()) if app_config.label == "sections" else set()
    if CHANGES not in tables:
        return
    is_postgresql = connection.vendor == "postgresql"
    if not is_postgresql:
        # Those of SQLite's search bear no trigger; they change with the documents that they are of.
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'", [])
            tables -= {name for (name,) in cursor.fetchall()}
    there, wanted = _find(connection), _for_postgresql if is_postgresql else _for_sqlite
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(FUNCTIONS)
        for opts in (model._meta for model in apps.get_models(include_auto_created=True)):
            table, columns = opts.db_table, [field.column for field in opts.local_concrete_fields]
            if table in tables - {CHANGES} and opts.managed and not opts.proxy:
                for name, statement in wanted(table, columns).items():
                    if (table, name) not in there:
                        cursor.execute(f'CREATE TRIGGER "{name}" {statement}')
        number = "-(random() * 9e18)::bigint" if is_postgresql else "random()"
        cursor.execute(f"INSERT INTO {CHANGES} (relation, number) VALUES ('wagtailcore_site', {number})")  # noqa: S608


pre_migrate.connect(drop_triggers, dispatch_uid="sections.triggers")
post_migrate.connect(make_triggers, dispatch_uid="sections.triggers")
