"""The pictures that a source holds itself, put in the library with the draft that shows them; none is ever fetched."""

import base64
import hashlib
import posixpath
import re
from pathlib import PurePath
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from accounts.uploads.contents import check_content

from .cleaning import join_address
from .document import Block, Document

#: Bytes of one picture.
MAX_PICTURE = 20_000_000
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,(.+)", re.DOTALL)
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
KINDS = {b"\x89P": "png", b"\xff\xd8": "jpg", b"GI": "gif", b"RI": "webp"}


def read_picture(source: str, document: Document) -> bytes:
    """The bytes of the picture that the address `source` names in the file, or nothing."""
    places = source.strip(), join_address(document.base, source.strip()), posixpath.normpath(unquote(source.strip()))
    data = next((document.pictures[place] for place in places if place in document.pictures), b"")
    match = _DATA.match(source) if not data else None
    if match:
        try:
            data = base64.b64decode(match[1])
        except ValueError:
            return b""
    return data if data.startswith(STARTS) and len(data) <= MAX_PICTURE else b""


def save_picture(block: Block, document: Document):
    """The image of a picture, that of the library if it is there already; None for what is no image."""
    model = get_image_model()
    digest = hashlib.sha1(block.data, usedforsecurity=False).hexdigest()
    image = model.objects.filter(file_hash=digest).first()
    if image is None:
        stem = PurePath(document.name).stem[:60]
        file = ContentFile(block.data, name=f"{stem}-{digest[:8]}.{KINDS.get(block.data[:2], 'png')}")
        try:
            check_content(file, file.name)
        except ValidationError:
            return None
        image = model(title=(block.caption or stem)[:255], file=file, file_size=len(block.data), file_hash=digest)
        image.save()
        document.images.append(image)
    return image


def write_picture(block: Block, document: Document) -> dict | None:
    """A picture as the data of a figure; what the source does not say of it is left to the editor."""
    image = save_picture(block, document)
    if image is None:
        document.drop(block.caption or "<img>", _("an image that could not be read: add it by hand"))
        return None
    if not block.caption:
        document.notes.append(_("An image has no alternative text: describe it, or say that it is decorative."))
    document.notes.append(_("The images came with the document: say to whom each is to be credited."))
    value = {"image": image.pk, "alt": block.caption, "decorative": False}
    return {"type": "figure", "value": value | dict.fromkeys(("caption", "credit", "description"), "")}


def forget_pictures(document: Document) -> None:
    """Take away the files of images whose rows were never written."""
    for image in document.images:
        image.file.storage.delete(image.file.name)
    document.images.clear()
