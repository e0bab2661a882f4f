"""Reading the facts and the texts, and refusing broken facts."""

import json
from functools import cached_property
from pathlib import Path

from . import checking
from .schema import CHOICES, NESTED, SCHEMA

HERE = Path(__file__).resolve().parent


class BrokenFacts(Exception):
    """What is wrong with the facts, one line for each error: file, record, field, reason."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


class Facts:
    """The facts files of a directory: `facts["works"]` is a list of records."""

    def __init__(self, directory: Path | str | None = None):
        self.directory = Path(directory or HERE / "facts")
        self.errors: list[str] = []
        self.files = {path.stem: self._read(path) for path in sorted(self.directory.glob("*.json"))}
        for name in SCHEMA:
            file, _slash, part = name.partition("/")
            if file not in self.files:
                if not part:
                    self._error(name, None, None, "the file is missing")
            elif part and not isinstance(self.files[file], dict):
                self._error(name, None, None, f"has no part {part}: it is not an object")
        self.ids = self._collect_ids()
        for name, fields in SCHEMA.items():
            for position, record in enumerate(self[name], 1):
                if isinstance(record, dict):
                    self._check_record(name, position, record, fields)
                else:
                    self._error(name, f"record {position}", None, "is not an object")
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
        return {record["id"]: record for record in self[name]}

    @cached_property
    def keywords_by_content(self) -> dict[str, list[str]]:
        """Content id → ids of its keywords."""
        found: dict[str, list[str]] = {}
        for keyword in self["tags"]:
            for family in ("works", "paroles", "actions", "cenum"):
                for reference in keyword[family]:
                    found.setdefault(reference, []).append(keyword["id"])
        return found

    def _read(self, path: Path):
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            self._error(path.stem, None, None, f"is not valid JSON ({error})")
            return []

    def _collect_ids(self) -> set[str]:
        ids: set[str] = set()
        for name, content in self.files.items():
            for record in walk_records(content):
                if record["id"] in ids:
                    self._error(name, record["id"], "id", "is already the id of another record")
                elif isinstance(record["id"], str):
                    ids.add(record["id"])
        return ids

    def _check_record(self, name: str, position: int, record: dict, fields: dict, where: str = "") -> None:
        label = where or record.get("id") or f"record {position}"
        for field, kind in {**({} if where else {"id": "text"}), **fields}.items():
            if field not in record:
                self._error(name, label, field, "is missing")
                continue
            value = record[field]
            reason = self._check_value(value, kind)
            if not reason and value is not None and (name, field) in CHOICES and value not in CHOICES[name, field]:
                reason = f"is {value!r}, expected one of: {', '.join(CHOICES[name, field])}"
            if reason:
                self._error(name, label, field, reason)
            elif not where and (name, field) in NESTED:
                for number, item in enumerate(value, 1):
                    self._check_record(name, number, item, NESTED[name, field], f"{label}, {field} {number}")

    def _check_value(self, value, kind: str) -> str:
        """Why `value` is not of `kind`, or ""."""
        if kind.endswith("?"):
            return "" if value is None else self._check_value(value, kind[:-1])
        if kind.startswith("["):
            if not isinstance(value, list):
                return f"is not a list: {value!r}"
            return next(filter(None, (self._check_value(item, kind[1:-1]) for item in value)), "")
        if kind != "reference":
            return checking.TYPES[kind](value)
        if not isinstance(value, str):
            return f"is not an id: {value!r}"
        return "" if value in self.ids else f"names {value!r}, which is the id of no record"

    def _error(self, name: str, record, field: str | None, reason: str) -> None:
        file, _slash, part = name.partition("/")
        where = [f"{file}.json", part] if part else [f"{file}.json"]
        if record is not None:
            where.append(str(record))
        if field:
            where.append(field)
        self.errors.append(f"{': '.join(where)}: {reason}")


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
