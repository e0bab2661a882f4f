"""Find and replace through the corpus, and themes of many pages at once: screens, which make drafts for review."""

import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from content.models import ContentPage
from sections.locales import get_locale
from sections.page_reports import get_section_choices, get_section_types
from themes.models import Keyword, Theme

from .corpus import compile_words, find_in_pages, get_pages_to_write, replace_in, why_left_alone, write_draft
from .views import EditorsMixin

#: Pages that a preview shows, and that are written at once.
MAX_PAGES = 200


class ReplaceForm(forms.Form):
    find = forms.CharField(label=_("Find"), max_length=200)
    by = forms.CharField(
        label=_("Replace with"), max_length=200, required=False, strip=False, help_text=_("Empty to take it out.")
    )
    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=lambda: [("", _("All")), *get_section_choices()]
    )
    is_whole = forms.BooleanField(label=_("Whole words"), required=False, initial=True)
    is_exact = forms.BooleanField(label=_("Same capitals"), required=False, initial=True)

    def clean_find(self):
        words = self.cleaned_data["find"]
        if not any(character.isalnum() for character in words):
            raise forms.ValidationError(_("Write a word at least."))
        return words

    @property
    def words(self) -> re.Pattern:
        return compile_words(*(self.cleaned_data[name] for name in ("find", "is_whole", "is_exact")))


class ReplaceView(EditorsMixin, FormView):
    """First each passage is shown (GET), then drafts are made of the pages that were ticked (POST)."""

    form_class = ReplaceForm
    template_name = "newsroom/replace.html"
    page_title = _("Find and replace")
    header_icon = "search"

    def get_form_kwargs(self):
        given = self.request.POST or self.request.GET
        return {"data": given if "find" in given else None}

    def get_context_data(self, **kwargs):
        form = kwargs.setdefault("form", self.get_form())
        is_searched = form.is_bound and form.is_valid()
        found = self.find(form) if is_searched else []
        shown = found[:MAX_PAGES]
        return super().get_context_data(
            searched=is_searched,
            found=[row for row in shown if not row.why_not],
            left_alone=[row for row in shown if row.why_not],
            more=len(found) - len(shown),
            number=sum(len(row.passages) for row in found),
            **kwargs,
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
                done += write_draft(page, lambda text: replace_in(text, form.words, form.cleaned_data["by"]), user)
        messages.success(self.request, say_done(done))
        if left:
            messages.warning(self.request, " ".join([gettext("Left alone:"), *left]))
        return redirect("newsroom_replace")


def say_done(number: int) -> str:
    words = ngettext("%(n)d draft made: nothing is online yet.", "%(n)d drafts made: nothing is online yet.", number)
    return words % {"n": number}


def choose(queryset, label: str) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(queryset, label=label, required=False)


class ThemesForm(forms.Form):
    add_themes = choose(Theme.objects.none(), _("Themes to add"))
    remove_themes = choose(Theme.objects.none(), _("Themes to take out"))
    add_keywords = choose(Keyword.objects.live().order_by("name"), _("Keywords to add"))
    remove_keywords = choose(Keyword.objects.live().order_by("name"), _("Keywords to take out"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        themes = Theme.objects.live().filter(locale=get_locale(settings.LANGUAGE_CODE))
        self.fields["add_themes"].queryset = self.fields["remove_themes"].queryset = themes

    def clean(self):
        if not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Choose what is added or taken out."))
        return self.cleaned_data


class ThemesBulkAction(PageBulkAction):
    """Themes and keywords of the pages that were ticked in a list; their drafts are submitted together as a batch."""

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
        return {"user": self.request.user, "changes": self.cleaned_form.cleaned_data}

    @classmethod
    @transaction.atomic
    def execute_action(cls, objects, user=None, changes=None):
        def change(text) -> bool:
            is_changed = False
            for manager, name in ((text.themes, "themes"), (text.tags, "keywords")):
                before = set(manager.all())
                after = (before - set(changes[f"remove_{name}"])) | set(changes[f"add_{name}"])
                if after != before:
                    manager.set(sorted(after, key=str))
                    is_changed = True
            return is_changed

        return sum(write_draft(page, change, user) for page in objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return say_done(num_parent_objects)
