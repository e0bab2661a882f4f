"""Changes of rights are logged and end the sessions of those they concern.

They are caught at the tables themselves: the users' page, bulk actions, commands and code all pass there.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from . import audit, lockout, sessions

User = get_user_model()
#: Fields of an account that open or close doors.
STATUS = ("is_active", "is_staff", "is_superuser")
ADDED, REMOVED = ("post_add",), ("post_remove", "pre_clear")


def end_sessions(user) -> None:
    """End the sessions of `user`, but for the one in which they changed their own rights."""
    if get_active_log_context().user != user:
        sessions.end_all(user)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def on_user_rights(sender, instance, action, reverse, model, pk_set, **kwargs):
    if action not in (*ADDED, *REMOVED):
        return
    field = "groups" if sender is User.groups.through else "user_permissions"
    related = Group if field == "groups" else Permission
    if reverse:
        # From the side of the group: `instance` is what the users receive.
        users = (
            User.objects.filter(**{field: instance}) if action == "pre_clear" else model.objects.filter(pk__in=pk_set)
        )
        changes = [(user, [str(instance)]) for user in users]
    else:
        given = getattr(instance, field).all() if action == "pre_clear" else related.objects.filter(pk__in=pk_set)
        changes = [(instance, sorted(str(right) for right in given))]
    for user, names in changes:
        if names:
            audit.record(
                None, audit.Action.GROUPS_CHANGED, instance=user, **{"added" if action in ADDED else "removed": names}
            )
            end_sessions(user)


@receiver(m2m_changed, sender=Group.permissions.through)
def on_group_permissions(sender, instance, action, reverse, model, pk_set, **kwargs):
    if reverse or action not in (*ADDED, *REMOVED):
        return
    given = instance.permissions.all() if action == "pre_clear" else Permission.objects.filter(pk__in=pk_set)
    names = sorted(given.values_list("codename", flat=True))
    if names:
        audit.record(
            None, audit.Action.GROUP_CHANGED, instance=instance, **{"added" if action in ADDED else "removed": names}
        )


@receiver(post_save, sender=GroupPagePermission)
@receiver(post_save, sender=GroupCollectionPermission)
@receiver(post_delete, sender=GroupPagePermission)
@receiver(post_delete, sender=GroupCollectionPermission)
def on_group_places(sender, instance, signal, created=False, raw=False, **kwargs):
    is_added = signal is post_save
    if raw or (is_added and not created) or not Group.objects.filter(pk=instance.group_id).exists():
        return
    place = instance.page_id if sender is GroupPagePermission else instance.collection_id
    kind = _("page") if sender is GroupPagePermission else _("collection")
    name = f"{instance.permission.codename} ({kind} {place})"
    audit.record(
        None, audit.Action.GROUP_CHANGED, instance=instance.group, **{"added" if is_added else "removed": [name]}
    )


@receiver(pre_save, sender=User)
def before_status(sender, instance, raw=False, update_fields=None, **kwargs):
    """Remember what the account was, when it may change."""
    instance._accounts_before = None
    if raw or instance.pk is None or (update_fields is not None and not {*STATUS, "password"} & set(update_fields)):
        return
    instance._accounts_before = sender.objects.filter(pk=instance.pk).values(*STATUS).first()
    # Set by `set_password` alone: a hash that is only renewed at sign-in is no change.
    instance._accounts_new_password = instance._password is not None


@receiver(post_save, sender=User)
def on_status(sender, instance, **kwargs):
    before = getattr(instance, "_accounts_before", None)
    if before is None:
        return
    names = {"is_active": _("active"), "is_staff": _("Django’s own admin"), "is_superuser": _("superuser")}
    added = [names[field] for field in STATUS if getattr(instance, field) and not before[field]]
    removed = [names[field] for field in STATUS if before[field] and not getattr(instance, field)]
    if added or removed:
        audit.record(None, audit.Action.STATUS_CHANGED, instance=instance, added=added, removed=removed)
        end_sessions(instance)
    if instance._accounts_new_password:
        # Sessions carry a digest of the password: Django ends them by itself.
        audit.record(None, audit.Action.PASSWORD_CHANGED, instance=instance)
    instance._accounts_before = None


@receiver(post_delete, sender=User)
def on_deletion(sender, instance, **kwargs):
    """Who left is named no more: an entry of the log has the number of the account still."""
    lockout.unlock(instance)
    audit.forget_name(instance)
