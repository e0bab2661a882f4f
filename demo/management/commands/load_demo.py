"""`manage.py load_demo`: the whole demo site, from the facts and the texts of this app."""

import time
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.module_loading import import_string, module_has_submodule
from django.utils.translation import override
from wagtail.models import Page

from content.models import PermanentIdentifier
from demo.loader import Demo
from demo.mapping import Mapping
from demo.reading import BrokenFacts, Facts, Texts
from sections.indexes import indexed_at_end
from sections.models import Referenced
from sections.signals import contents_committed, loading_contents
from themes.models import Theme


def count_rows() -> None:
    """Tell PostgreSQL's planner what tables just filled hold: taking them for empty, it joins them in seconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def reset() -> int:
    """Delete every page but the root, every register, every permanent identifier; return the number of pages."""
    number = 0
    for page in Page.objects.filter(depth=2).specific():
        number += page.get_descendant_count() + 1
        page.delete()
    for model in apps.get_models():
        if issubclass(model, Referenced) and not issubclass(model, Page | Theme):
            model.objects.all().delete()
    Theme.objects.filter(parent__isnull=False).delete()
    Theme.objects.all().delete()
    PermanentIdentifier.objects.all().delete()
    return number


def get_steps(demo) -> list:
    """What is loaded, in order: the registers, the institution, then the sections as they are ordered.

    An app brings a mapping (`demo.json`), a function `load(demo)` in its `demo` module, or both; a
    section may name another function (`demo_loader`). In an app, the function comes first.
    """
    found = []
    shared = Mapping.find(apps.get_app_config("demo"))
    for config in apps.get_app_configs():
        order = -1 if config.name == "demo" else getattr(config, "section_order", 0)
        path = getattr(config, "demo_loader", "")
        if path:
            found.append((order, config.name, import_string(path)))
        elif config.name != "demo" and module_has_submodule(config.module, "demo"):
            if load := getattr(import_module(f"{config.name}.demo"), "load", None):
                found.append((order, config.name, load))
        if mapping := Mapping.find(config):
            found += [(step.order, config.name, step) for step in mapping.get_steps(demo, order, shared)]
    return [load for _order, _name, load in sorted(found, key=lambda item: item[:2])]


class Command(BaseCommand):
    help = (
        "Load the demo content: what was loaded before is left as it is, with its editors' changes. "
        "One transaction: all of it, or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--facts", metavar="DIR", help="read the facts from this directory instead")
        parser.add_argument("--reset", action="store_true", help="delete every page and register first")

    def handle(self, *args, **options):
        started = time.monotonic()
        if options["reset"] and not (settings.DEBUG or settings.DEMO):
            raise CommandError("--reset deletes every page: it works on a demo site only (DEBUG or DEMO).")
        try:
            facts = Facts(options["facts"])
        except BrokenFacts as error:
            told = ["The facts are broken; nothing was loaded:", *error.errors]
            raise CommandError("\n  ".join(told)) from error
        self.quiet = options["verbosity"] == 0
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            if options["reset"]:
                self.stdout.write(f"Deleted {reset()} pages and every register")
            with indexed_at_end(), loading_contents():
                demo = Demo(facts, Texts(), self.report)
                for load in get_steps(demo):
                    load(demo)
                    count_rows()
                for function in demo.endings:
                    function(demo)
                demo.keep_revisions()
                demo.show_unnamed()
        count_rows()
        contents_committed.send(None)
        if not self.quiet:
            self.stdout.write(self.style.SUCCESS(f"Demo content ready in {time.monotonic() - started:.0f} s"))

    def report(self, family: str, new: int, total: int) -> None:
        """A line for each family that is done."""
        if not self.quiet:
            self.stdout.write(f"  {family:<14}{new:>4} new, {total - new} there already")
