"""Translating passage by passage, for pages and registers alike."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from .. import guard
from .entries import get_edit_url, get_registers, may_change
from .forms import TranslationForm
from .progress import get_missing, get_source_locale, get_target_locale, refresh


def check_access(user, instance) -> None:
    """Raise `PermissionDenied` unless `user` may translate `instance`: submit translations, and edit it."""
    is_page = isinstance(instance, Page)
    allowed = instance.permissions_for_user(user).can_edit() if is_page else may_change(user, type(instance))
    if not (allowed and user.has_perm("wagtail_localize.submit_translation")):
        raise PermissionDenied


def start(request, app_label: str, model_name: str, pk: str):
    """Begin to translate an entry of a register: it stays in French for readers until it is whole."""
    register = next((one for one in get_registers() if one.label == f"{app_label}.{model_name}"), None)
    if register is None or not str(pk).isdecimal() or len(str(pk)) > 18:
        raise Http404
    entry = get_object_or_404(register.model, pk=pk, locale=get_source_locale())
    check_access(request.user, entry)
    if request.method == "POST":
        with transaction.atomic():
            source, _created = TranslationSource.get_or_create_from_instance(entry)
            Translation.objects.update_or_create(
                source=source, target_locale=get_target_locale(), defaults={"enabled": True}
            )
        return redirect("translations_segments", source.pk)
    context = {"entry": entry, "back": get_edit_url(register.model, entry.pk)}
    return TemplateResponse(request, "translations/start.html", context)


def start_page(request, page_id: int):
    """Begin to translate a page: its draft in English is made, and nothing of it is online."""
    page = get_object_or_404(Page, pk=page_id, locale=get_source_locale(), depth__gt=1, alias_of=None).specific
    check_access(request.user, page)
    follow = Translation.objects.filter(source__object_id=page.translation_key, target_locale=get_target_locale())
    if not follow.filter(enabled=True).exists():
        if target := page.get_translation_or_none(get_target_locale()):
            return redirect("wagtailadmin_pages:edit", target.pk)
        if request.method != "POST":
            context = {"entry": page.get_admin_display_title(), "is_page": True, "back": get_edit_url(Page, page.pk)}
            return TemplateResponse(request, "translations/start.html", context)
        translate_object(page, [get_target_locale()], user=request.user)
    return redirect("translations_segments", follow.get().source_id)


def segments(request, source_id: int):
    """The passages of a page or an entry, with their translations."""
    source = get_object_or_404(TranslationSource, pk=source_id, locale=get_source_locale())
    locale = get_target_locale()
    translation = get_object_or_404(Translation, source=source, target_locale=locale, enabled=True)
    original = source.get_source_instance()
    check_access(request.user, original)
    target = type(original).objects.filter(translation_key=source.object_id, locale=locale).first()
    if isinstance(original, Page) and target is not None:
        check_access(request.user, target)
    refresh(source)
    form = TranslationForm(source, locale, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, translation, original)
    missing = [passage for passage in form.passages if passage.is_missing]
    context = {
        "form": form,
        "original": original,
        "target": target,
        "missing": len(missing),
        "is_page": isinstance(original, Page),
        "edit_url": get_edit_url(type(original), original.pk),
        "can_submit": bool((target or original).get_workflow()) and (bool(target) or not isinstance(original, Page)),
    }
    return TemplateResponse(request, "translations/segments.html", context)


def _save(request, form: TranslationForm, translation: Translation, original):
    """Write the passages down, then the draft of the page or the entry; submit the page if asked."""
    here = redirect("translations_segments", translation.source_id)
    try:
        with transaction.atomic():
            form.save(request.user)
            missing = get_missing(translation.source, translation.target_locale)
            if isinstance(original, Page) or not missing:
                translation.save_target(user=request.user, publish=False)
    except ValidationError as error:
        messages.error(request, _("The translation was not saved: %(why)s") % {"why": " ".join(error.messages)})
        return here
    if missing:
        words = ngettext("Saved; %(count)s passage is left.", "Saved; %(count)s passages are left.", len(missing))
        messages.warning(request, words % {"count": len(missing)})
    elif "submit" in request.POST:
        submit(request, translation)
    else:
        messages.success(request, _("The translation is whole: its draft is ready to be submitted."))
    return here


def submit(request, translation: Translation) -> None:
    """Hand the draft to those who approve it, as any other."""
    page = translation.get_target_instance()
    workflow = page.get_workflow()
    # Whoever translates an entry may change it: that was asked.
    may_submit = not isinstance(page, Page) or page.permissions_for_user(request.user).can_submit_for_moderation()
    if page.workflow_in_progress:
        messages.warning(request, _("The translation is being reviewed already."))
    elif workflow is None or not may_submit:
        messages.error(request, _("The translation cannot be submitted from here."))
    else:
        guard.submit(page, request.user)
        messages.success(request, _("The translation is submitted for review."))


def refuse_alias(request, page_id: int):
    """An English page that copies the French one would show French text as English."""
    page = get_object_or_404(Page, pk=page_id)
    why = _(
        "A page in English cannot be a copy of the page in French: unpublish it instead, and readers see the French."
    )
    messages.error(request, why)
    return redirect("wagtailadmin_pages:edit", page.pk)
