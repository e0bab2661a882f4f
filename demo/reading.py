"""Reading the facts and the texts, and refusing broken facts: `schema.json` says what they hold."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from sections.dates import parse_partial

HERE = Path(__file__).resolve().parent


class BrokenFacts(Exception):
    """What is wrong with the facts, one line for each error: file, record, field, reason."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


class Facts:
    """The facts files of a directory: `facts["works"]` is a list of records."""

    schema = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))

    def __init__(self, directory: Path | str | None = None):
        self.directory = Path(directory or HERE / "facts")
        self.errors: list[str] = []
        self.files = {path.stem: self._read(path) for path in sorted(self.directory.glob("*.json"))}
        self.ids = self._collect_ids()
        self.indexes: dict[str, dict] = {}
        self.namings: dict[str, dict] = {}
        validator = Draft202012Validator(self.schema, format_checker=get_formats(self.ids))
        self.errors += [self._explain(error) for error in validator.iter_errors(self.files)]
        if self.errors:
            raise BrokenFacts(self.errors)

    def __getitem__(self, name: str) -> list[dict]:
        """The records of a file, or of a part of it: `facts["works"]`, `facts["cafeia/kits"]`."""
        file, _slash, part = name.partition("/")
        records = self.files.get(file, [])
        if part:
            records = records.get(part, []) if isinstance(records, dict) else []
        return records if isinstance(records, list) else []

    def get_index(self, name: str) -> dict[str, dict]:
        """The records of a file by id."""
        if name not in self.indexes:
            self.indexes[name] = {record["id"]: record for record in self[name]}
        return self.indexes[name]

    def naming(self, name: str) -> dict[str, list[str]]:
        """Id → the records of a file that name it in one of their fields."""
        if name not in self.namings:
            found = self.namings[name] = {}
            for record in self[name]:
                for field, value in record.items():
                    for named in value if isinstance(value, list) else [value]:
                        if field != "id" and isinstance(named, str):
                            found.setdefault(named, []).append(record["id"])
        return self.namings[name]

    def _read(self, path: Path):
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            self.errors.append(f"{path.name}: is not valid JSON ({error})")
            return []

    def _collect_ids(self) -> set[str]:
        ids: set[str] = set()
        for name, content in self.files.items():
            for record in walk_records(content):
                if record["id"] in ids:
                    self.errors.append(f"{name}.json: {record['id']}: id: is already the id of another record")
                elif isinstance(record["id"], str):
                    ids.add(record["id"])
        return ids

    def _explain(self, error: ValidationError) -> str:
        """File, record, field and reason of an error."""
        file, *path = error.absolute_path or [""]
        if error.validator == "required":
            path.append(error.message.split("'")[1])
            file = file or path.pop()
        where, node, in_record = [f"{file}.json"], self.files.get(file), False
        for step in path:
            node = node[step] if isinstance(node, list) else node.get(step)
            if not isinstance(step, int):
                where.append(step)
            elif not in_record:
                in_record = True
                where.append(str(isinstance(node, dict) and node.get("id") or f"record {step + 1}"))
            else:
                where[-2:] = [f"{where[-2]}, {where[-1]} {step + 1}"]
        return f"{': '.join(where)}: {get_reason(error)}"


def get_reason(error: ValidationError) -> str:
    if error.validator == "required":
        return "is missing"
    if error.validator == "enum":
        return f"is {error.instance!r}, expected one of: {', '.join(error.validator_value)}"
    return f"is not {error.schema['description']}: {error.instance!r}"


def get_formats(ids: set[str]) -> FormatChecker:
    """The formats of the schema that are the facts' own; a value of another type is the schema's to refuse."""
    checker = FormatChecker(formats=())

    @checker.checks("partial-date", raises=ValueError)
    def is_date(value) -> bool:
        return not isinstance(value, str) or bool(parse_partial(value))

    @checker.checks("period", raises=ValueError)
    def is_period(value) -> bool:
        return not isinstance(value, str) or len([parse_partial(part) for part in value.split("/")]) == 2

    checker.checks("id")(lambda value: not isinstance(value, str) or value in ids)
    return checker


def walk_records(node):
    """Every JSON object with an id under `node`, at any depth."""
    if isinstance(node, dict):
        if "id" in node:
            yield node
        for value in node.values():
            yield from walk_records(value)
    elif isinstance(node, list):
        for item in node:
            yield from walk_records(item)


class Texts:
    """The prose written for the demo: JSON files and chapters in a small Markdown."""

    def __init__(self, directory: Path | str | None = None):
        self.directory = Path(directory or HERE / "texts")
        self.loaded: dict[str, object] = {}

    def exists(self, name: str) -> bool:
        return (self.directory / name).exists()

    def read(self, name: str) -> str:
        return (self.directory / name).read_text(encoding="utf-8")

    def load(self, name: str):
        """A JSON file, `{}` when there is none; read once."""
        if name not in self.loaded:
            self.loaded[name] = json.loads(self.read(name)) if self.exists(name) else {}
        return self.loaded[name]
