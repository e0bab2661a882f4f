"""Where the project reaches into Wagtail and its kin beyond what they promise: `reaches.toml` lists it, checks hold it."""

import dataclasses
import hashlib
import inspect
import tomllib
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.template import engines
from django.utils.module_loading import import_string


@dataclasses.dataclass(frozen=True)
class Reach:
    """Something of another library that a file of ours leans on."""

    #: The dotted path of what was read, or the name of a template that ours takes the place of.
    what: str
    digest: str
    #: Who of ours, and why.
    where: str
    why: str


def load() -> dict[str, list[Reach]]:
    """The reaches, by their kind: "wrapped", "touched", "replaced"."""
    kinds = tomllib.loads((Path(__file__).parent / "reaches.toml").read_text(encoding="utf-8"))
    return {kind: [Reach(**row) for row in rows] for kind, rows in kinds.items()}


REACHES = load()


def find_originals(name: str) -> list[Path]:
    """The files that a template's name may mean outside of the project."""
    loaders = engines["django"].engine.template_loaders
    files = [Path(origin.name) for loader in loaders for origin in list_sources(loader, name)]
    return [file for file in dict.fromkeys(files) if file.is_file() and not is_ours(file)]


def list_sources(loader, name: str):
    inner = getattr(loader, "loaders", [loader])
    return [origin for one in inner for origin in one.get_template_sources(name)]


def is_ours(file: Path) -> bool:
    return file.is_relative_to(settings.BASE_DIR) and "site-packages" not in file.parts


def find_replaced() -> set[str]:
    """The names of the templates of Wagtail that a template of ours takes the place of."""
    folders = {Path(folder) for engine in engines.all() for folder in engine.template_dirs if is_ours(Path(folder))}
    names = {str(file.relative_to(folder)) for folder in folders for file in folder.glob("wagtail*/**/*.html")}
    return {name for name in names if find_originals(name)}


def import_path(path: str):
    """What a dotted path names, in a module or in a class of it."""
    try:
        return import_string(path)
    except ImportError:
        owner, _dot, name = path.rpartition(".")
        if not owner:
            raise
        return getattr(import_path(owner), name)


def read(what: str) -> str:
    """What is there now: the text of a template, a source, or the type of an attribute."""
    if "/" in what:
        return find_originals(what)[0].read_text(encoding="utf-8")
    found = import_path(what)
    try:
        return inspect.getsource(inspect.unwrap(found))
    except TypeError:
        return type(found).__qualname__


def get_digest(what: str) -> str:
    """The digest of what is there now; "" when it is gone."""
    try:
        return hashlib.sha256(read(what).encode()).hexdigest()[:16]
    except (AttributeError, ImportError, IndexError, OSError, ValueError):
        return ""


@checks.register()
def check_reaches(app_configs, **kwargs) -> list:
    found = []
    for reach in (reach for reaches in REACHES.values() for reach in reaches):
        try:
            digest = get_digest(reach.what)
        except LookupError:
            # The search engine of another database has no models here: what is in it is not leant on.
            continue
        if digest != reach.digest:
            state = f"is another than the one that was read (now {digest!r})" if digest else "is gone"
            hint = f"{reach.where} leans on it: {reach.why}. Read it again, then see cnnum_site/reaches.toml."
            found.append(checks.Error(f"{reach.what} {state}.", hint, id="cnnum_site.E001"))
    for name in sorted(find_replaced() - {reach.what for reach in REACHES["replaced"]}):
        hint = "Name it in cnnum_site/reaches.toml, with the reason."
        found.append(checks.Error(f"{name} takes the place of Wagtail's.", hint, id="cnnum_site.E002"))
    return found
