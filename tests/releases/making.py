"""A small site of a release, kept on both databases (`make release-dump VERSION=1.0.0`).

A page of each type, with sentences of its own: the versions to come upgrade it and must show them again.
"""

import html
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import services

FOLDER, ROOT = Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent.parent
MAKE = "import django; django.setup(); from tests.releases import making; making.make({target!r})"


def make(target: str) -> None:
    """Fill the database of the settings, and keep it in `target` with what its pages say."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from cnnum_site.backup import dump_database
    from sections.registry import get_sections
    from tests.factories import make_page

    call_command("migrate", verbosity=0)
    call_command("start_site", verbosity=0)
    said = {}
    for model in (model for section in get_sections() for model in section.page_classes):
        name = model._meta.label_lower.replace(".", "-")
        index = next(kind for kind in model.allowed_parent_page_models() if kind.objects.exists())
        parent = index.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        words = [f"Titre de {name}", f"Résumé de {name}, qui reste."]
        fields = {"title": words[0], "summary": words[1], "slug": name}
        if any(field.name == "body" for field in model._meta.fields):
            words.append(f"Le texte de {name} reste, mot pour mot.")
            fields["body"] = [{"type": "paragraph", "value": f"<p>{words[2]}</p>"}]
        page = make_page(model, parent=parent, **fields)
        address = page.relative_url(None)
        said[address] = [word for word in words if word in read_text(Client(), address)]
        assert words[0] in said[address], address
    with tempfile.TemporaryDirectory() as folder:
        dump = dump_database(Path(folder, "database"))
        Path(target, f"{connection.vendor}.xz").write_bytes(lzma.compress(dump.read_bytes(), preset=9))
    Path(target, "pages.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_text(client, address: str) -> str:
    """What a page says, without its tags."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode())))


def main(version: str) -> None:
    target = FOLDER / version
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, services.postgres() as postgresql:
        for url in (f"sqlite:///{folder}/db.sqlite3", postgresql):
            environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test", "VAR_DIR": folder}
            command = [sys.executable, "-c", MAKE.format(target=str(target))]
            subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, stdin=subprocess.DEVNULL)
    for file in target.iterdir():
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
