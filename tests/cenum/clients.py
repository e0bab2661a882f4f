"""What the mail clients make of the letters of the development site, and of every other mail that the project writes,
by the data of caniemail.com (`make mails`).

Its npm package judges the HTML; what is left out below degrades, and why is said.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("VAR_DIR", ROOT / "var"), "tools", "caniemail")
PACKAGE = "caniemail@2.0.2"
CLIENTS = ("gmail", "outlook", "apple-mail", "orange")
#: Feature → what is seen where it is missing.
HARMLESS = {
    "<style> element": "it only darkens",
    "@media": "it only darkens",
    "color-scheme meta tag": "it only darkens",
    "<body> element": "becomes a div, and its background is that of the first table too",
    "role attribute": "for screen readers, where it is kept",
    "aria-hidden attribute": "an emoji is read out",
    "lang attribute": "an extract is read with the voice of the letter",
    "<code> element": "of what went wrong, in a mail to the staff: its letters are those of the text",
    "text-decoration": "links are underlined all the same",
    "mailto: links": "opens the card of the contact",
    "display:none": "of the preheader, whose height is nothing, too",
    "overflow": "of the preheader, which is not displayed at all",
    "max-height property": "of the preheader, which is not displayed at all",
}
TAGS = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
SCRIPT = """
import { caniemail, rawData } from 'caniemail';
import fs from 'fs';
const { families, html } = JSON.parse(fs.readFileSync(0, 'utf8'));
const clients = new Set(), found = [];
for (const feature of rawData.data) for (const family of families)
  for (const platform of Object.keys(feature.stats[family] ?? {})) clients.add(`${family}.${platform}`);
for (const client of clients) {
  const { issues } = caniemail({ clients: [client], html });
  for (const [name, rows] of issues.errors) for (const row of rows) found.push([row.title, name]);
}
console.log(JSON.stringify(found));
"""


def find_templates(root: Path) -> list[Path]:
    """The templates of mails: those that have a plain text beside them."""
    return sorted(file for file in root.glob("*/templates/**/*.html") if file.with_suffix(".txt").exists())


def install() -> None:
    if not shutil.which("npm"):
        sys.exit("npm and node are needed.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "node_modules" / "caniemail").is_dir():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", PACKAGE], cwd=FOLDER, check=True)
    (FOLDER / "check.mjs").write_text(SCRIPT)


def judge(html: str) -> dict[str, list[str]]:
    """Feature that is not supported → where; what is harmless left out."""
    asked = json.dumps({"families": CLIENTS, "html": html})
    done = subprocess.run(
        ["node", "check.mjs"], cwd=FOLDER, input=asked, capture_output=True, text=True, check=True, timeout=120
    )
    found: dict[str, set[str]] = {}
    for feature, client in json.loads(done.stdout):
        found.setdefault(feature, set()).add(client)
    return {feature: sorted(clients) for feature, clients in sorted(found.items()) if feature not in HARMLESS}


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.dev")
    django.setup()
    from django.test import RequestFactory

    from cenum.mail_html import to_mail_html
    from cenum.mailing import make_mail
    from cenum.models import CenumIssuePage
    from content.blocks import get_body_blocks

    install()
    request, faults = RequestFactory().get("/", SERVER_NAME="localhost"), 0
    leaving = {"unsubscribe": "https://example.org/u", "preferences": "https://example.org/p"}
    letters = {page.title: make_mail(page, request, **leaving)[0] for page in CenumIssuePage.objects.live()}
    blocks = [(block, block.normalize(block.get_preview_value())) for _name, block in get_body_blocks()]
    shown = [block.render(value, {"request": request, "is_mail": True}) for block, value in blocks if value is not None]
    letters["each block"] = "".join(to_mail_html(html, "https://example.org/") for html in shown)
    # Without its tags, a template has all that a mail may hold, whatever it says.
    letters |= {str(file.relative_to(ROOT)): TAGS.sub("", file.read_text()) for file in find_templates(ROOT)}
    for title, html in letters.items():
        found = judge(html)
        faults += len(found)
        print(f"{title}: {len(html.encode()) // 1000} KB, {len(found)} unsupported")
        for feature, clients in found.items():
            print(f"  {feature}: {', '.join(clients)}")
    return faults > 0


if __name__ == "__main__":
    sys.exit(main())
