"""Images and documents: what the public reads of one changes once somebody else approved it, and no byte is written over.

A change is a batch (`registers.batches`), with the file as it was and as it would be; its history is the file's. New
bytes are stored beside those that are there, under the same name in a folder of their own, so that the public
address of a document stays. A file that nothing shows yet may be changed by whoever sent it.
"""

import os
import secrets

from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelsearch.index import FilterField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ReferenceIndex

from registers.batches import Doer, declare, propose
from registers.models import Batch
from sections.approved import Refusal

from ..entries import is_free
from ..media import is_awaited

#: Where the bytes of later versions are, in folders with names of as many characters; paths are short.
FOLDER, LENGTH = "v", 6
#: Wagtail's own lists look for words among the files of one tag, which its fields do not provide for.
for _model in (get_image_model(), get_document_model()):
    next(field for field in _model.search_fields if field.field_name == "tags").fields.append(FilterField("name"))


def get_fields(model: type) -> list:
    """The fields of a file that are approved: those of its form, but for the tags, which the public never sees."""
    fields = [model._meta.get_field(name) for name in model.admin_form_fields]
    return [field for field in fields if not field.many_to_many]


def read(file) -> dict:
    """What a file is: attribute → value, the bytes by the name under which they are stored."""
    return {
        field.attname: field.value_to_string(file) if field.name == "file" else field.value_from_object(file)
        for field in get_fields(type(file))
    }


def may_change_alone(file, user) -> bool:
    """Whether a user may change a file at once: one that they sent, and that nothing shows nor will show."""
    is_shown = ReferenceIndex.get_references_to(file).exists() or is_awaited(type(file), [file.pk])
    return file.uploaded_by_user_id == user.pk and not is_shown


def propose_change(form, user) -> Batch | None:
    """Hand what a form says of a file to those who approve it; None when nothing of it changes.

    Raises `Refusal` for bytes of another format, which would be another document at the same address.
    """
    model = type(form.instance)
    file = model._base_manager.get(pk=form.instance.pk)
    before, after = read(file), read(form.instance)
    after["file"] = before["file"]
    if "file" in form.changed_data:
        after["file"] = store(file, form.cleaned_data["file"])
    if "tags" in form.cleaned_data:
        file.tags.set(form.cleaned_data["tags"])
    return propose_values(file, after, user) if after != before else None


def propose_values(file, after: dict, user) -> Batch:
    """Propose that a file become what `after` says (see `read`)."""
    data = {"pk": file.pk, "before": read(file), "after": after}
    return propose(Batch.Kind.FILE, type(file), file.title, data, user)


def store(file, content) -> str:
    """Keep new bytes of a file; return their name."""
    name = os.path.basename(file.file.name)
    if os.path.splitext(name)[1].lower() != os.path.splitext(content.name)[1].lower():
        title = _("This file is of another format than the one that it would replace: add it as a new file.")
        raise Refusal(file, title)
    content.seek(0)
    limit = file._meta.get_field("file").max_length
    return file.file.storage.save(f"{FOLDER}/{secrets.token_hex(LENGTH // 2)}/{name}", content, max_length=limit)


@declare(Batch.Kind.FILE)
class FileChange(Doer):
    """The change of a file; `data` is {pk, before, after}, as `read` gives them."""

    template_name = "newsroom/files/change.html"

    def find(self):
        return self.model._base_manager.filter(pk=self.data["pk"]).first()

    def describe(self) -> dict:
        file = self.find()
        before, after = self.data["before"], self.data["after"]
        changes = [
            {"label": capfirst(str(field.verbose_name)), "before": before[field.attname], "after": after[field.attname]}
            for field in get_fields(self.model)
            if field.name != "file" and before[field.attname] != after[field.attname]
        ]
        stale = [] if file and read(file) == before else [str(self.batch)]
        shown = {"has_bytes": before["file"] != after["file"], "is_image": is_image(self.model)}
        return {"file": file, "changes": changes, "stale": stale, **shown}

    def do(self, user) -> None:
        file = self.model._base_manager.select_for_update().filter(pk=self.data["pk"]).first()
        if file is None or read(file) != self.data["before"]:
            self.refuse([str(self.batch)])
        write(file, self.data["after"])
        log(file, "wagtail.edit", user=user)


def is_image(model: type) -> bool:
    return issubclass(model, get_image_model())


@transaction.atomic
def write(file, values: dict) -> None:
    """Have a file be what `values` say."""
    has_bytes = values["file"] != file.file.name
    for name, value in values.items():
        setattr(file, name, value)
    if has_bytes and is_image(type(file)):
        file._set_image_file_metadata()
        for rendition in file.renditions.all():
            rendition.delete()
    elif has_bytes:
        file._set_document_file_metadata()
    file.save()


def get_versions(file) -> list[Batch]:
    """The changes of a file that were done, newest first: what each has as `before` can be brought back."""
    changes = Batch.objects.filter(kind=Batch.Kind.FILE, model=file._meta.label, data__pk=file.pk)
    return list(changes.filter(live=True).select_related("author").order_by("-last_published_at", "-pk"))


@receiver(pre_save)
def guard_change(sender, instance, raw=False, update_fields=None, **kwargs):
    """Whatever screen writes a file."""
    if raw or is_free() or not issubclass(sender, (get_image_model(), get_document_model())) or not instance.pk:
        return
    stored = sender._base_manager.filter(pk=instance.pk).first()
    is_changed = stored and (read(stored) != read(instance) or not instance.file._committed)
    if is_changed and not may_change_alone(stored, get_active_log_context().user):
        raise Refusal(stored, _("Someone else must approve the change of a file: change it on its own screen."))
