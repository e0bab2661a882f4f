"""The roles of the staff, as groups, and one demo account for each."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

PAGES = {
    "redaction": ["add_page", "change_page"],
    "relecture": ["add_page", "change_page", "lock_page"],
    "publication": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "administration": ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"],
}
FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
#: Registers that every role writes in; only some may delete from them.
REGISTERS = [
    "people.person",
    "people.organisation",
    "themes.theme",
    "themes.keyword",
    "content.keyfigure",
    "places.place",
]
#: Apps whose every permission belongs to the administration.
ADMINISTERED = [
    "auth",
    "content",
    "home",
    "people",
    "places",
    "themes",
    "wagtail_localize",
    "wagtailcore",
    "wagtaildocs",
    "wagtailimages",
    "wagtailredirects",
]


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
    actions = ["view", "add", "change"] + (["delete"] if role.login == "publication" else [])
    for label in REGISTERS:
        app_label, model = label.split(".")
        group.permissions.add(*get_permissions(app_label, [f"{action}_{model}" for action in actions]))
    group.permissions.add(*get_permissions("wagtail_localize", ["submit_translation"]))
    if role.login == "administration":
        group.permissions.add(*Permission.objects.filter(content_type__app_label__in=ADMINISTERED))
    return group


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
