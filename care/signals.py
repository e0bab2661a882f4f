"""Keeping what is needed to report links to what was deleted."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from sections.following import PUBLICATION, RESTORATION, follows

from .models import LostReference


@receiver(pre_delete)
def remember_references(sender, instance, **kwargs):
    """Write down which texts lead to what is about to be deleted."""
    if sender not in (Page, get_document_model(), get_image_model()):
        return
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    references = ReferenceIndex.get_references_to(instance).filter(base_content_type=page_type)
    references = [row for row in references if row.object_id != str(instance.pk) or sender is not Page]
    pages = Page.objects.in_bulk({int(row.object_id) for row in references})
    for row in references:
        page = pages.get(int(row.object_id))
        if page and is_in_text(page, row.model_path):
            LostReference.objects.get_or_create(
                page=page,
                content_type_id=row.to_content_type_id,
                object_id=row.to_object_id,
                model_path=row.model_path,
                defaults={"title": str(instance)[:255]},
            )


@receiver(post_delete, sender=Page)
def forget_references(sender, instance, **kwargs):
    """A page that is deleted together with what it leads to has no text left to mend."""
    LostReference.objects.filter(page_id=instance.pk).delete()


def is_in_text(page, model_path: str) -> bool:
    """Whether a reference stands in a text, which a deletion leaves as it is; relations go with their target."""
    try:
        field = (page.specific_class or Page)._meta.get_field(model_path.split(".")[0])
    except FieldDoesNotExist:
        return False
    return isinstance(field, (StreamField, RichTextField))


@follows(PUBLICATION, "care.lost_references")
def forget_mended_references(page):
    """A page that is published without the link has mended it."""
    lost = list(LostReference.objects.filter(page_id=page.pk))
    if lost:
        found = {(row[0], row[1]) for row in ReferenceIndex._extract_references_from_object(page)}
        mended = [row.pk for row in lost if (row.content_type_id, row.object_id) not in found]
        LostReference.objects.filter(pk__in=mended).delete()


@follows(RESTORATION, "care.lost_references")
def find_references_again(thing):
    """What was deleted is back: the texts that led to it do again."""
    model = Page if isinstance(thing, Page) else type(thing)
    LostReference.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=thing.pk).delete()
