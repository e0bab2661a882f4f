"""What only administrators do to versions: withhold one that holds what must not be read."""

from django.contrib import admin

from .models import PublishedVersion


@admin.register(PublishedVersion)
class PublishedVersionAdmin(admin.ModelAdmin):
    list_display = ("page", "number", "published_at", "is_withheld")
    search_fields = ("page__title", "page__reference")
    fields = ("is_withheld",)
    has_add_permission = has_delete_permission = lambda *args, **kwargs: False
