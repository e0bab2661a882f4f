"""How records become pages and entries of registers, as `demo.json` of an app declares it.

`README.md` teaches the format. An expression is one of Django's templates (`title|default:label`),
read in the record, then in the names that the step gives; `converters` has the filters.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToManyField
from django.template import Library, Variable, VariableDoesNotExist
from django.template.base import Parser
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from modelcluster.fields import ParentalManyToManyField
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.models import Page

from sections.models import Referenced

from . import converters

FILE = "demo.json"


class Scope:
    """What an expression may name: the names that a step gives, read when they are asked for, then the record.

    What is not there is None. The names of a row stand before those of its record (`around`).
    """

    autoescape = False
    use_tz = True

    def __init__(self, evaluate, values: dict, names: dict | None = None, around: "Scope | None" = None):
        self.evaluate = evaluate
        self.values = dict(values)
        self.names = dict(names or {})
        self.around = around

    def __getitem__(self, name: str):
        if name in self.names:
            # Taken out first: a name that is made of the record's field of the same name reads that one.
            self.values[name] = self.evaluate(self.names.pop(name), self)
        if name in self.values or self.around is None:
            return self.values.get(name)
        return self.around[name]


def make_plain(value):
    """A text of an expression without the mark of safe HTML: it is data here."""
    return value + "" if isinstance(value, SafeString) else value


@dataclass
class Argument:
    """The argument of a filter; None when what it names is not there, where Django would raise."""

    value: object

    def resolve(self, scope):
        try:
            return make_plain(self.value.resolve(scope) if isinstance(self.value, Variable) else self.value)
        except VariableDoesNotExist:
            return None


class Evaluator:
    """Evaluates expressions with the filters of one loading, and those of an app."""

    def __init__(self, demo, library: Library | None = None):
        reading = Library()
        for name, function in converters.get_reading_filters(demo).items():
            reading.filter(name, function)
        builtins = [import_string("django.template.defaultfilters.register"), converters.register, reading]
        self.parser = Parser([], builtins=[*builtins, *filter(None, [library])])
        self.compiled: dict = {}

    def evaluate(self, wanted, scope: Scope):
        """A text is an expression, a list adds up those of its items, an object has one for each key."""
        if isinstance(wanted, str):
            return self._compile(wanted).resolve(scope, ignore_failures=True)
        if isinstance(wanted, list):
            return [item for part in wanted for item in self.evaluate(part, scope) or ()]
        if isinstance(wanted, dict):
            return {name: self.evaluate(part, scope) for name, part in wanted.items()}
        return wanted

    def _compile(self, text: str):
        if text not in self.compiled:
            expression = self.parser.compile_filter(text)
            expression.var = make_plain(expression.var)
            expression.filters = [
                (function, [(True, Argument(value)) for _is_name, value in given])
                for function, given in expression.filters
            ]
            self.compiled[text] = expression
        return self.compiled[text]


@dataclass
class Mapping:
    """The `demo.json` of an app."""

    content: dict

    @classmethod
    def find(cls, config) -> "Mapping | None":
        path = Path(config.path) / FILE
        return cls(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

    def get_steps(self, demo, order: int, shared: "Mapping") -> list["Step"]:
        library = self.content.get("converters")
        evaluator = Evaluator(demo, import_string(f"{library}.register") if library else None)
        parts = {**shared.content["shared"], **self.content.get("shared", {})}
        relations = shared.content["relations"]
        merged = (merge(*(parts[name] for name in step.get("like", ())), step) for step in self.content["steps"])
        return [Step(demo, evaluator, content, relations, content.get("order", order)) for content in merged]


def merge(*parts: dict) -> dict:
    """One step of several: their names, fields and rows are added up; of the rest the last one has the last word."""
    merged: dict = {}
    for part in parts:
        for name, value in part.items():
            if isinstance(value, dict) and name in merged:
                value = merge(merged[name], value)
            elif name == "rows" and name in merged:
                value = [*merged[name], *value]
            merged[name] = value
    return merged


@dataclass
class Step:
    """One family of records, and what becomes of each."""

    demo: object
    evaluator: Evaluator
    content: dict
    relations: dict
    order: int
    #: Relation → what each of its rows was made of, for the translation of the record in hand.
    made: dict = field(default_factory=dict)

    def __call__(self, demo) -> None:
        made = []
        for record in demo.count(self.content["family"], self.get_records()):
            try:
                thing = self.load(record)
            except Exception as error:
                error.add_note(f"demo: {self.content['family']}, record {record['id']}")
                raise
            if thing is None:
                return
            made.append((record, thing))
        for record, thing in made if "afterwards" in self.content else ():
            later = self.fill(thing, self.content["afterwards"], self.get_scope(record), self.demo.french)
            for name, rows in later.items():
                getattr(thing, name).add(*rows)
            thing.save()

    def get_records(self) -> list[dict]:
        if "facts" in self.content:
            records = self.demo.facts[self.content["facts"]]
        else:
            records = self.demo.texts.load(self.content["texts"]) or []
        return parents_first(records, self.content["under"]) if "under" in self.content else records

    def load(self, record: dict):
        """The page or the entry of a record; None when the page that it would stand under is gone."""
        scope = self.get_scope(record)
        model = apps.get_model(self.content["model"].format(**record))
        thing = model(locale=self.demo.french) if get_field(model, "locale") else model()
        later = self.fill(thing, self.content["fields"], scope, self.demo.french)
        self.made = {}
        for row in self.content.get("rows", ()):
            self.add_rows(thing, row, scope)
        if isinstance(thing, Page):
            parent = self.find_parent(scope)
            if parent is None:
                return None
            if isinstance(thing, Referenced):
                self.demo.add_page(parent, thing)
            else:
                # What stands there already is an editor's.
                there = parent.get_children().filter(slug=thing.slug).first()
                self.demo.remember(record["id"], there or self.demo.add_page(parent, thing))
                if there:
                    return self.demo.find_page(record["id"])
        else:
            thing.save()
            for name, rows in later.items():
                getattr(thing, name).add(*rows)
            if later:
                thing.save()
        self.demo.know(record["id"], thing)
        if "english" in self.content:
            self.translate(thing, scope)
        return thing

    def get_scope(self, record: dict) -> Scope:
        return Scope(self.evaluator.evaluate, {**record, "record": record}, self.content.get("names"))

    def find_parent(self, scope: Scope) -> Page | None:
        """The first of the pages named that is there."""
        pages = (self.demo.find_page(self.evaluator.evaluate(wanted, scope)) for wanted in self.content["parent"])
        return next(filter(None, pages), None)

    def fill(self, thing, fields: dict, scope: Scope, locale) -> dict:
        """Give `thing` its fields; return those that wait until it is saved."""
        later = {}
        for names, wanted in fields.items():
            value = self.evaluator.evaluate(wanted, scope)
            if value is None:
                continue
            names = names.split()
            for name, one in zip(names, value if len(names) > 1 else [value], strict=True):
                target = get_field(thing, name)
                if isinstance(target, ManyToManyField):
                    rows = self.demo.get_rows(target.related_model, locale)
                    one = [rows[reference] for reference in one if reference in rows]
                    if not isinstance(target, ParentalManyToManyField):
                        later[name] = one
                        continue
                elif isinstance(target, ForeignKey) and isinstance(one, str):
                    one = self.demo.get_rows(target.related_model, locale).get(one)
                elif getattr(target, "choices", None) and isinstance(one, str) and one not in dict(target.flatchoices):
                    # What editors cannot choose is left to the default.
                    continue
                setattr(thing, name, one)
        return later

    def add_rows(self, thing, row: dict, scope: Scope) -> None:
        """Rows of a relation, one for each item; a row all of whose relations lead nowhere is left out."""
        relation = row["into"]
        made = self.made.setdefault(relation, [])
        fields = {**self.relations.get(relation, {}), **row.get("fields", {})}
        for item in self.evaluator.evaluate(row["each"], scope) or ():
            values = {**(item if isinstance(item, dict) else {}), "item": item}
            inner = Scope(self.evaluator.evaluate, values, row.get("names"), scope)
            if "if" in row and not self.evaluator.evaluate(row["if"], inner):
                continue
            manager = getattr(thing, relation)
            new = manager.model()
            self.fill(new, fields, inner, self.demo.french)
            keys = [name for name in fields if isinstance(get_field(new, name), ForeignKey)]
            if keys and not any(getattr(new, get_field(new, name).attname) for name in keys):
                continue
            for name, value in {"sort_order": len(made), "locale": self.demo.french}.items():
                if get_field(new, name):
                    setattr(new, name, value)
            manager.add(new)
            made.append(inner)

    def translate(self, thing, scope: Scope) -> None:
        """The English page or entry, when there are words for it."""
        english = self.content["english"]
        scope = Scope(self.evaluator.evaluate, {}, english.get("names"), scope)
        if not self.evaluator.evaluate(english["if"], scope):
            return
        try:
            translated = self.demo.translate(thing)
        except ParentNotTranslatedError:
            return
        self.fill(translated, english.get("fields", {}), scope, self.demo.english)
        for relation, fields in english.get("rows", {}).items():
            if not (made := self.made.get(relation)):
                continue
            rows = list(getattr(translated, relation).all())
            for row, inner in zip(rows, made, strict=True):
                values = {**inner.values, "row": row}
                self.fill(row, fields, Scope(self.evaluator.evaluate, values, None, scope), self.demo.english)
            # The page reads its rows anew each time: these are what it is saved with.
            getattr(translated, relation).set(rows)
        if isinstance(translated, Page):
            self.demo.publish(translated)
        else:
            translated.save()
            self.demo.know(translated.reference, translated)


def get_field(thing, name: str):
    """A field of a model, None for a property."""
    try:
        return thing._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def parents_first(records: list[dict], parent: str) -> list[dict]:
    """The records, each after the one of them that its field `parent` names."""
    by_id = {record["id"]: record for record in records}

    def depth(record) -> int:
        above = by_id.get(record[parent])
        return 1 + depth(above) if above else 0

    return sorted(records, key=depth)
