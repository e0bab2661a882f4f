"""Where the check stands: on the fields of the models, so that no form goes around it.

Single and multiple uploads, choosers, replacements, Django's own admin and whatever form comes later
validate the model's field; a field of forms would have to be named for each of them.
"""

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from . import errors, images
from .contents import check_content


def validate_document(value) -> None:
    """Judge a file that was just sent; one that is already stored was judged when it came."""
    if value and not getattr(value, "_committed", True):
        check_content(value, value.name)


def validate_image(value) -> None:
    if value and not getattr(value, "_committed", True):
        if value.name.rpartition(".")[2].lower() not in images.FORMATS:
            raise errors.not_what_it_says(value.name.rpartition(".")[2].lower())
        check_content(value, value.name)


def guard_fields() -> None:
    """Add the check to each model that takes a file; migrations do not see it."""
    for model, name, validate in [
        (get_document_model(), "file", validate_document),
        (get_image_model(), "file", validate_image),
        (UserProfile, "avatar", validate_image),
    ]:
        validators = model._meta.get_field(name).validators
        if validate not in validators:
            validators.append(validate)
