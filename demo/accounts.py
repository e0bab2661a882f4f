"""The roles of the staff, as groups, and one demo account for each."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail import hooks
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

PAGES = {
    "redaction": ["add_page", "change_page"],
    "relecture": ["add_page", "change_page", "lock_page"],
    "publication": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "administration": ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"],
}
FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
#: Wagtail's own apps whose every permission belongs to the administration, with all of the project's.
ADMINISTERED = ["auth", "wagtail_localize", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailredirects"]


@dataclass
class Role:
    login: str
    group: str
    name: str

    @property
    def password(self) -> str:
        """Known to all: these accounts exist on a developer's machine only."""
        return f"demo-{self.login}-2025"


ROLES = [
    Role("redaction", "Rédaction", "Rédaction"),
    Role("relecture", "Relecture", "Relecture"),
    Role("publication", "Publication", "Publication"),
    Role("administration", "Administration", "Administration"),
]


def make_group(role: Role) -> Group:
    """The group of a role, with its permissions; those that it was given besides are kept."""
    group, _created = Group.objects.get_or_create(name=role.group)
    root = Page.get_first_root_node()
    for permission in get_permissions("wagtailcore", PAGES[role.login]):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in get_permissions(("wagtailimages", "wagtaildocs"), FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    group.permissions.add(*get_permissions("wagtailadmin", ["access_admin"]))
    actions = ("view_", "add_", "change_", "delete_") if role.login == "publication" else ("view_", "add_", "change_")
    group.permissions.add(*(p for p in get_register_permissions() if p.codename.startswith(actions)))
    group.permissions.add(*get_permissions("wagtail_localize", ["submit_translation"]))
    group.permissions.add(*get_permissions("search", ["view_querycount"]))
    if role.login == "administration":
        labels = [*ADMINISTERED, *get_own_labels()]
        group.permissions.add(*Permission.objects.filter(content_type__app_label__in=labels))
    return group


def get_own_labels() -> list[str]:
    """The labels of the project's apps."""
    return [config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]


def get_register_permissions():
    """The permissions of the registers of the admin's menus: those that Wagtail's page of groups shows."""
    shown = {permission.pk for hook in hooks.get_hooks("register_permissions") for permission in hook()}
    settings_models = ContentType.objects.get_for_models(*settings_registry).values()
    permissions = Permission.objects.filter(pk__in=shown, content_type__app_label__in=get_own_labels())
    return permissions.exclude(content_type__in=settings_models)


def get_permissions(app_labels: str | tuple[str, ...], codenames: list[str]):
    labels = [app_labels] if isinstance(app_labels, str) else app_labels
    return Permission.objects.filter(content_type__app_label__in=labels, codename__in=codenames)


def make_account(role: Role) -> tuple[str, bool]:
    """The account of a role: its password if it is the demo's ("" if it was changed), and whether it is new."""
    user_model = get_user_model()
    user, created = user_model.objects.get_or_create(
        **{user_model.USERNAME_FIELD: role.login},
        defaults={"email": f"{role.login}@example.org", "first_name": role.name, "last_name": "(démo)"},
    )
    if created:
        user.set_password(role.password)
        user.save()
        user.groups.add(make_group(role))
        return role.password, True
    make_group(role)
    return (role.password if user.check_password(role.password) else ""), False
