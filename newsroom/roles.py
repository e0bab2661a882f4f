"""The groups of the staff, with their permissions, and the workflow between them."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail import hooks
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from sections.approved import get_approved_models
from sections.registry import get_sections

from .guard import get_needed
from .models import ApprovalTask

FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
#: Apps of others whose every permission belongs to the administration, with all of the project's.
ADMINISTERED = ["auth", "django_tasks_database", "wagtail_localize"]
ADMINISTERED += ["wagtailcore", "wagtaildocs", "wagtailimages", "wagtailredirects"]
#: Names of what Wagtail makes in every new database, which this replaces.
WAGTAIL_GROUPS, WAGTAIL_WORKFLOW = ("Editors", "Moderators"), "Moderators approval"
#: Names of workflows, of two approvals, of one, and of none.
WORKFLOW, ENTRY_WORKFLOW = "Relecture puis publication", "Relecture d’une fiche ou d’un fichier"
NO_WORKFLOW = "Sans relecture"


@dataclass(frozen=True)
class Role:
    """A role of the staff: its login on a demo site, its group, what it may do on pages."""

    login: str
    group: str
    pages: tuple[str, ...]
    #: Whether it may delete the entries of the registers.
    deletes: bool = False


REDACTION = Role("redaction", "Rédaction", ("add_page", "change_page"))
RELECTURE = Role("relecture", "Relecture", ("add_page", "change_page", "lock_page"))
PUBLICATION = Role(
    "publication", "Publication", ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"), deletes=True
)
ADMINISTRATION = Role("administration", "Administration", (*PUBLICATION.pages, "bulk_delete_page"))
ROLES = (REDACTION, RELECTURE, PUBLICATION, ADMINISTRATION)


@transaction.atomic
def setup_roles() -> list[Group]:
    """Make the four groups and the workflow; what they were given besides is kept."""
    groups = [make_group(role) for role in ROLES]
    make_workflows()
    # Wagtail's own groups, in English and outside of the workflow, when nobody is in them.
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
    return groups


def make_group(role: Role) -> Group:
    """The group of a role, with its permissions on every page; those that it was given besides are kept."""
    group, _created = Group.objects.get_or_create(name=role.group)
    give_pages(group, role, Page.get_first_root_node())
    give_common(group, role)
    if role == ADMINISTRATION:
        labels = [*ADMINISTERED, *get_own_labels()]
        group.permissions.add(*Permission.objects.filter(content_type__app_label__in=labels))
    return group


def make_section_group(role: Role, slug: str) -> Group:
    """The group of a role for one section alone: its pages in every language, and the common registers."""
    sections = {section.section_slug: section for section in get_sections()}
    if not (section := sections.get(slug)):
        raise LookupError(f"No section is called {slug!r}; there are {', '.join(sections)}.")
    if not (indexes := list(section.index_class.objects.all())):
        raise LookupError(f"The section {slug!r} has no page yet.")
    group, _created = Group.objects.get_or_create(name=f"{role.group} ({section.section_title})")
    for index in indexes:
        give_pages(group, role, index)
    give_common(group, role)
    if role in (RELECTURE, PUBLICATION):
        for task in ApprovalTask.objects.filter(name__in=[role.group, ENTRY_WORKFLOW]):
            task.groups.add(group)
    return group


def give_pages(group: Group, role: Role, page) -> None:
    for permission in get_permissions("wagtailcore", role.pages):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def give_common(group: Group, role: Role) -> None:
    """The admin, the files, the registers, translations and statistics."""
    collection = Collection.get_first_root_node()
    for permission in get_permissions("wagtailimages", FILES) | get_permissions("wagtaildocs", FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    actions = ("view_", "add_", "change_", "delete_") if role.deletes else ("view_", "add_", "change_")
    group.permissions.add(
        *get_permissions("wagtailadmin", ["access_admin"]),
        *(permission for permission in get_register_permissions() if permission.codename.startswith(actions)),
        *get_permissions("wagtail_localize", ["submit_translation"]),
        *get_permissions("search", ["view_querycount"]),
    )


def make_workflows() -> None:
    """As many approvals as `settings.APPROVALS` says for each kind, unless it was given another workflow."""
    steps = {
        0: (),
        1: ((ENTRY_WORKFLOW, (RELECTURE, PUBLICATION, ADMINISTRATION)),),
        2: ((RELECTURE.group, (RELECTURE,)), (PUBLICATION.group, (PUBLICATION, ADMINISTRATION))),
    }
    own = {}
    for number, name in enumerate((NO_WORKFLOW, ENTRY_WORKFLOW, WORKFLOW)):
        own[number], _created = Workflow.objects.get_or_create(name=name)
        for order, (step, roles) in enumerate(steps[number]):
            task, _created = ApprovalTask.objects.get_or_create(name=step)
            task.groups.add(*Group.objects.filter(name__in=[role.group for role in roles]))
            WorkflowTask.objects.get_or_create(workflow=own[number], task=task, defaults={"sort_order": order})
    replaced = [*own.values(), *Workflow.objects.filter(name=WAGTAIL_WORKFLOW)]
    kinds = ContentType.objects.get_for_models(*get_approved_models(), for_concrete_models=False)
    needed = [(WorkflowContentType, {"content_type": kind}, get_needed(model())) for model, kind in kinds.items()]
    for given, what, number in (*needed, (WorkflowPage, {"page": Page.get_first_root_node()}, get_needed(Page()))):
        if not given.objects.filter(**what).exclude(workflow__in=replaced).exists():
            given.objects.update_or_create(**what, defaults={"workflow": own[number]})
    for unused in Workflow.objects.filter(name=WAGTAIL_WORKFLOW, active=True):
        if not unused.workflow_pages.exists():
            unused.deactivate()


def get_own_labels() -> list[str]:
    """The labels of the project's apps, those inside another too."""
    own = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)]
    return [config.label for config in own if "site-packages" not in Path(config.path).parts]


def get_register_permissions():
    """The permissions of the registers of the admin's menus: those that Wagtail's page of groups shows.

    What the public writes of itself (`holds_personal_data`) and what answers it (`answers_people`) are for the
    administration, and whomever it gives them to.
    """
    shown = {permission.pk for hook in hooks.get_hooks("register_permissions") for permission in hook()}
    marks = ("holds_personal_data", "answers_people")
    personal = [model for model in apps.get_models() if any(getattr(model, mark, False) for mark in marks)]
    kept_apart = ContentType.objects.get_for_models(*settings_registry, *personal).values()
    permissions = Permission.objects.filter(pk__in=shown, content_type__app_label__in=get_own_labels())
    permissions = permissions.exclude(content_type__in=kept_apart)
    return permissions.exclude(codename="publish_in_emergency")


def get_permissions(app_label: str, codenames):
    return Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
