"""Images: the decoder of their own format opens them, and nothing else is hidden inside."""

import warnings

from django.conf import settings
from PIL import Image
from willow.plugins.pillow import PillowImage
from willow.registry import registry

from . import errors

#: Extension → Pillow's name of the format, and how its files begin.
FORMATS = {
    "png": ("PNG", [b"\x89PNG\r\n\x1a\n"]),
    "jpg": ("JPEG", [b"\xff\xd8\xff"]),
    "jpeg": ("JPEG", [b"\xff\xd8\xff"]),
    "gif": ("GIF", [b"GIF87a", b"GIF89a"]),
    "webp": ("WEBP", [b"RIFF"]),
    "avif": ("AVIF", []),
}
#: A GIF whose width spells the start of a comment is a script to some readers.
SCRIPT_AS_WIDTH = (b"/*", b"//", b"=1", b"='", b'="', b"=`")


def check_image(file, extension: str, head: bytes) -> None:
    """Raise ValidationError unless `file` is an image of the format that `extension` names."""
    name, starts = FORMATS[extension]
    if starts and not head.startswith(tuple(starts)):
        raise errors.not_what_it_says(extension)
    if name == "AVIF" and (head[4:8] != b"ftyp" or b"avi" not in head[8:48]):
        raise errors.not_what_it_says(extension)
    if name == "GIF" and head[6:8] in SCRIPT_AS_WIDTH:
        raise errors.hides_something()
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # Only the header is read here: the size is known before any pixel is.
            with Image.open(file, formats=[name]) as image:
                width, height = image.size
                frames = getattr(image, "n_frames", 1)
    except Image.DecompressionBombError as error:
        raise errors.swells() from error
    except Exception as error:  # decoders raise all sorts of things on broken files
        raise errors.not_what_it_says(extension) from error
    if width * height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise errors.swells()


#: What of an image is needed to show it; where and by whom it was taken is not.
SHOWN = {"icc_profile", "transparency", "background", "duration", "loop", "gamma", "dpi", "version", "extension"}


def auto_orient(image: PillowImage) -> PillowImage:
    """Turn an image as its camera was held; what else it says of itself is left out of every size that is made of it."""
    turned = PillowImage.auto_orient(image)
    turned.image.info = {name: value for name, value in turned.image.info.items() if name in SHOWN}
    return turned


def forget_metadata() -> None:
    """Sizes of images are made by Willow, which would keep all that the original says."""
    registry.register_operation(PillowImage, "auto_orient", auto_orient)
