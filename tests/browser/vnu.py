"""The Nu HTML checker, run once over many pages."""

import json
import os
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

from scripts.services import fetch_vnu

from .site import Answer


def check_html(answers: list[Answer]) -> dict[str, list[str]]:
    """Return path → errors of the Nu HTML checker, for the pages that have some."""
    jar = fetch_vnu()
    if jar is None:
        raise RuntimeError("The Nu HTML checker is not here; npm is needed to fetch it.")
    with tempfile.TemporaryDirectory(prefix="cnnum-html-") as folder:
        names = {}
        for number, answer in enumerate(answers):
            file = Path(folder) / f"{number:04d}.html"
            file.write_bytes(answer.body)
            names[file.as_uri()] = answer.path
        result = subprocess.run(
            [
                "java",
                "-Xmx512m",
                "-jar",
                jar,
                "--format",
                "json",
                "--exit-zero-always",
                *sorted(Path(folder).iterdir()),
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    try:
        messages = json.loads(result.stderr or result.stdout)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"The Nu HTML checker failed:\n{result.stderr[-2000:]}") from error
    found = defaultdict(list)
    for message in messages:
        if message["type"] == "error" or message.get("subType") == "fatal":
            # Java writes file:/…, Python file:///…
            url = "file:///" + message.get("url", "").removeprefix("file:").lstrip("/")
            extract = " ".join(message.get("extract", "").split())
            found[names.get(url, url)].append(f"line {message.get('lastLine', '?')}: {message['message']} [{extract}]")
    return dict(found)
