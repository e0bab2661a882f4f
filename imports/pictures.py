"""The pictures of a source, put in the library with the draft that shows them."""

import hashlib
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from accounts.uploads.contents import check_content

from .document import Block, Document

KINDS = {b"\x89P": "png", b"\xff\xd8": "jpg", b"GI": "gif", b"RI": "webp"}


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
    value = {
        "image": image.pk,
        "alt": block.caption,
        "decorative": False,
        "caption": "",
        "credit": "",
        "description": "",
    }
    return {"type": "figure", "value": value}


def forget_pictures(document: Document) -> None:
    """Take away the files of images whose rows were never written."""
    for image in document.images:
        image.file.storage.delete(image.file.name)
    document.images.clear()
