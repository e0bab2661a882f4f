"""How one member of the staff fills forms in: with words of their own, files, other choices: see `tests.newsroom.insider`."""

import io
import json
import random
import re

#: The administration's own: settings of the site are not approved (decision 22), an emergency is a power of its own,
#: and an account that it makes may be another person's.
OWN = re.compile(r"^/admin/(settings/|newsroom/\d+/emergency/|users/|groups/|redirects/|sites/)")
#: Buttons that a form may not have.
BUTTONS = (
    "action-publish action-submit action-unpublish action-cancel-workflow action-restart-workflow publish approve "
    "confirm is_live publish_copies include_descendants publish_translations copy_subpages unlock submit"
).split()
PDF = b"%%PDF-1.4 %s 1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>> %%%%EOF"


class Writer:
    """Its `words` say at which address each was written; see `Visitor`."""

    group: str
    chance: random.Random
    words: dict[str, str]

    def write(self, address: str) -> str:
        """A new word, which nobody approved unless it is the administration's own affair."""
        word = "zzq" + "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        if not (self.group == "Administration" and OWN.match(address)):
            self.words[word] = address
        return word

    def fill(self, form, address: str) -> dict:
        """The fields of a form as a browser sends them, some of them changed."""
        values = {}
        for field in form.select("[name]"):
            name, kind, changes = field["name"], field.get("type"), self.chance.random() < 0.3
            if field.name == "select":
                options = [option.get("value", "") for option in field.select("option")]
                chosen = [option.get("value", "") for option in field.select("option[selected]")]
                chosen = self.chance.sample(options, 1) if changes and options else chosen
                values[name] = chosen if field.has_attr("multiple") else (chosen or options[:1] or [""])[0]
            elif kind in ("checkbox", "radio"):
                if field.has_attr("checked") != (changes and kind == "checkbox"):
                    values[name] = field.get("value", "on")
            elif kind == "file":
                if self.chance.random() < 0.7:
                    values[name] = self.make_file(field, address)
            elif field.name == "textarea" or kind in (None, "text", "search", "url", "email"):
                text = field.text.strip("\n") if field.name == "textarea" else field.get("value", "")
                values[name] = self.change(text, address) if changes else text
            elif kind not in ("submit", "button"):
                values[name] = field.get("value", "")
        for stream in form.select("[data-controller~=w-block][id]"):
            # Made in the browser: without them, no page is ever saved.
            name, count = stream["id"], int(self.chance.random() < 0.3)
            block = {"deleted": "", "order": "0", "type": "paragraph", "id": "", "value": '{"blocks": []}'}
            values |= {f"{name}-0-{key}": value for key, value in block.items()} if count else {}
            values[f"{name}-count"] = str(count)
            if count:
                values[f"{name}-0-value"] = self.change(block["value"], address)
        buttons = [button["name"] for button in form.select("button[name], input[type=submit][name]")]
        for name in self.chance.sample([*buttons, *BUTTONS], 1 if buttons and self.chance.random() < 0.5 else 2):
            values[name] = name
        if self.chance.random() < 0.3:
            values["action-publish"] = "action-publish"
        return values

    def change(self, text: str, address: str) -> str:
        word = self.write(address)
        if text.startswith('{"') and '"blocks"' in text:
            block = {"key": "aaaaa", "text": word, "type": "unstyled", "depth": 0}
            block |= {"inlineStyleRanges": [], "entityRanges": [], "data": {}}
            return json.dumps({"blocks": [block], "entityMap": {}})
        return word if self.chance.random() < 0.5 else f"{text} {word}".strip()

    def make_file(self, field, address: str):
        from django.core.files.uploadedfile import SimpleUploadedFile
        from PIL import Image

        word = self.write(address)
        if "image" in f"{field.get('accept', '')}{address}":
            picture = io.BytesIO()
            Image.new("RGB", (200, 150), tuple(self.chance.choices(range(256), k=3))).save(picture, "PNG")
            return SimpleUploadedFile(f"{word}.png", picture.getvalue(), "image/png")
        if "import" in address:
            return SimpleUploadedFile(f"{word}.csv", f"\ufeffNom;Notice\n{word};{word}\n".encode(), "text/csv")
        return SimpleUploadedFile(f"{word}.pdf", PDF % word.encode(), "application/pdf")
