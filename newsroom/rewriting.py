"""Screens that write in many pages at once: find and replace, themes and keywords; all they make is drafts."""

import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from content.models import ContentPage
from sections.approved import Refusal
from sections.locales import get_locale
from sections.page_reports import get_section_choices, get_section_types, may_edit_pages
from themes.models import Keyword, Theme

from .corpus import Words, find_in_pages, get_pages_to_write, replace_in_page, why_left_alone, write_draft
from .guard import submit

#: Pages that a preview shows, and that are written at once.
MAX_PAGES = 200


class ReplaceForm(forms.Form):
    find = forms.CharField(label=_("Find"), max_length=200)
    by = forms.CharField(
        label=_("Replace with"), max_length=200, required=False, strip=False, help_text=_("Empty to take it out.")
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    is_whole = forms.BooleanField(label=_("Whole words"), required=False, initial=True)
    is_exact = forms.BooleanField(label=_("Same capitals"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("All")), *get_section_choices()]

    def clean_find(self):
        words = self.cleaned_data["find"]
        if not any(character.isalnum() for character in words):
            raise forms.ValidationError(_("Write a word at least."))
        return words

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["find"], given["is_whole"], given["is_exact"])


class ReplaceView(WagtailAdminTemplateMixin, FormView):
    """First each passage is shown (GET), then drafts are made of the pages that were ticked (POST)."""

    form_class = ReplaceForm
    template_name = "newsroom/replace.html"
    page_title = _("Find and replace")
    header_icon = "search"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_edit_pages(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self):
        given = self.request.POST or self.request.GET
        return {"data": given if "find" in given else None}

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        found = self.find(form) if form.is_bound and form.is_valid() else []
        shown = found[:MAX_PAGES]
        return super().get_context_data(
            form=form,
            searched=form.is_bound and form.is_valid(),
            found=[one for one in shown if not one.why_not],
            left_alone=[one for one in shown if one.why_not],
            more=len(found) - len(shown),
            number=sum(len(one.passages) for one in found),
            **{name: value for name, value in kwargs.items() if name != "form"},
        )

    def find(self, form) -> list:
        section = form.cleaned_data["section"]
        types = get_section_types(section) if section else None
        return list(find_in_pages(self.request.user, form.words, form.cleaned_data["by"], types))

    def form_valid(self, form):
        chosen = [int(pk) for pk in self.request.POST.getlist("page") if re.fullmatch("[0-9]{1,9}", pk)][:MAX_PAGES]
        user, done, left = self.request.user, 0, []
        for page in get_pages_to_write(user).filter(pk__in=chosen):
            if reason := why_left_alone(page, user):
                left.append(reason)
            else:
                done += replace_in_page(page, form.words, form.cleaned_data["by"], user)
        tell(self.request, done, left)
        return redirect("newsroom_replace")


def tell(request, done: int, left: list[str]) -> None:
    """How many drafts were made, and what was left alone."""
    words = ngettext("%(n)d draft made: nothing is online yet.", "%(n)d drafts made: nothing is online yet.", done)
    messages.success(request, words % {"n": done})
    if left:
        messages.warning(request, " ".join([gettext("Left alone:"), *left]))


class ThemesForm(forms.Form):
    add_themes = forms.ModelMultipleChoiceField(Theme.objects.none(), label=_("Themes to add"), required=False)
    remove_themes = forms.ModelMultipleChoiceField(Theme.objects.none(), label=_("Themes to take out"), required=False)
    add_keywords = forms.ModelMultipleChoiceField(Keyword.objects.none(), label=_("Keywords to add"), required=False)
    remove_keywords = forms.ModelMultipleChoiceField(
        Keyword.objects.none(), label=_("Keywords to take out"), required=False
    )
    submit = forms.BooleanField(label=_("Submit for review at once"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        themes = Theme.objects.live().filter(locale=get_locale(settings.LANGUAGE_CODE))
        for name in ("add_themes", "remove_themes"):
            self.fields[name].queryset = themes
        for name in ("add_keywords", "remove_keywords"):
            self.fields[name].queryset = Keyword.objects.live().order_by("name")

    def clean(self):
        if not any(self.cleaned_data.get(name) for name in self.fields if name != "submit"):
            raise forms.ValidationError(_("Choose what is added or taken out."))
        return self.cleaned_data


class ThemesBulkAction(PageBulkAction):
    """Themes and keywords of the pages that were ticked in a list."""

    display_name = _("Themes")
    action_type = "themes"
    aria_label = _("Change the themes of the selected pages")
    template_name = "newsroom/bulk_themes.html"
    action_priority = 40
    form_class = ThemesForm
    models = [Page]

    def check_perm(self, page):
        model = page.specific_class
        own = model and issubclass(model, ContentPage) and page.permissions_for_user(self.request.user).can_edit()
        return bool(own) and not why_left_alone(page, self.request.user)

    def get_execution_context(self):
        return {"user": self.request.user, **self.cleaned_form.cleaned_data}

    @classmethod
    @transaction.atomic
    def execute_action(cls, objects, user=None, submit=False, **changes):
        done = 0
        for page in objects:
            if write_themes(page, user, **changes):
                done += 1
                if submit:
                    hand_over(page, user)
        return done, 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        words = ngettext(
            "%(n)d draft made: nothing is online yet.", "%(n)d drafts made: nothing is online yet.", num_parent_objects
        )
        return words % {"n": num_parent_objects}


def hand_over(page, user) -> None:
    """Submit a draft, if nothing blocks it; else it stays one, and the home page says what it lacks."""
    try:
        submit(page.specific_class.objects.get(pk=page.pk), user)
    except Refusal:
        return


def write_themes(page, user, add_themes=(), remove_themes=(), add_keywords=(), remove_keywords=()) -> bool:
    """A draft with these changes; False when the page has them already."""
    latest = page.specific.get_latest_revision_as_object()
    themes, keywords = set(latest.themes.all()), set(latest.tags.all())
    wanted = (themes - set(remove_themes)) | set(add_themes)
    named = (keywords - set(remove_keywords)) | set(add_keywords)
    if (wanted, named) == (themes, keywords):
        return False

    def change(text):
        text.themes.set(sorted(wanted, key=str))
        text.tags.set(sorted(named, key=str))

    write_draft(page, change, user)
    return True
