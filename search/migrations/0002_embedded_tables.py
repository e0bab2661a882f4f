"""The tables of words of the engine of this database, and those of spelling."""

from django.db import migrations

COMMON = [
    """CREATE TABLE search_words (
        document_id bigint NOT NULL PRIMARY KEY,
        language varchar(12) NOT NULL,
        words text NOT NULL
    )""",
    """CREATE TABLE search_vocabulary (
        language varchar(12) NOT NULL,
        word varchar(64) NOT NULL,
        initial varchar(4) NOT NULL,
        length smallint NOT NULL,
        stem varchar(64) NOT NULL,
        shown varchar(80) NOT NULL,
        documents integer NOT NULL,
        PRIMARY KEY (language, word)
    )""",
]
SQLITE = [
    "CREATE INDEX search_vocabulary_close ON search_vocabulary (initial, length, language, word, documents)",
    "CREATE INDEX search_vocabulary_stem ON search_vocabulary (stem, language, documents)",
    """CREATE VIRTUAL TABLE search_titles USING fts5(
        exact, prefix = '1 2 3 4', columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
    )""",
    """CREATE VIRTUAL TABLE search_fields USING fts5(
        stems, exact, bag, columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
    )""",
    """CREATE VIRTUAL TABLE search_parts USING fts5(
        stems, exact, columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
    )""",
]
# A count that no index has is changed in place. The words of a part are kept beside its row, which stays short: counting documents reads rows only.
POSTGRESQL = [
    "ALTER TABLE search_vocabulary SET (fillfactor = 70)",
    "CREATE INDEX search_vocabulary_close ON search_vocabulary (initial, length, language, word)",
    "CREATE INDEX search_vocabulary_stem ON search_vocabulary (stem, language)",
    """CREATE TABLE search_titles (
        document_id bigint NOT NULL, slot integer NOT NULL, exact tsvector NOT NULL,
        PRIMARY KEY (document_id, slot)
    )""",
    "CREATE INDEX search_titles_exact ON search_titles USING gin (exact)",
    """CREATE TABLE search_fields (
        document_id bigint NOT NULL, slot integer NOT NULL, stems tsvector NOT NULL, exact tsvector NOT NULL,
        PRIMARY KEY (document_id, slot)
    ) WITH (toast_tuple_target = 128)""",
    "CREATE INDEX search_fields_stems ON search_fields USING gin (stems)",
    "CREATE INDEX search_fields_exact ON search_fields USING gin (exact)",
    """CREATE TABLE search_parts (
        document_id bigint NOT NULL, slot integer NOT NULL, stems tsvector NOT NULL, exact tsvector NOT NULL,
        PRIMARY KEY (document_id, slot)
    ) WITH (toast_tuple_target = 128)""",
    "CREATE INDEX search_parts_stems ON search_parts USING gin (stems)",
    "CREATE INDEX search_parts_exact ON search_parts USING gin (exact)",
]
# The planner forgets that reading every row means unpacking its words: these go by the index.
LOOKUPS = {
    "search_titles": ("exact",),
    "search_fields": ("stems", "exact"),
    "search_parts": ("stems", "exact"),
}
POSTGRESQL += [
    f"""CREATE FUNCTION {table}_{column}(tsquery) RETURNS TABLE (document_id bigint, slot integer)
        LANGUAGE sql STABLE SET enable_seqscan = off
        AS 'SELECT document_id, slot FROM {table} WHERE {column} @@ $1'"""
    for table, columns in LOOKUPS.items()
    for column in columns
]
TABLES = ("search_parts", "search_fields", "search_titles", "search_vocabulary", "search_words")


def create(apps, schema_editor):
    own = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor, [])
    for statement in [*COMMON, *own]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, columns in LOOKUPS.items():
            for column in columns:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_{column}(tsquery)")
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
