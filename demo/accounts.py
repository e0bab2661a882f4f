"""One demo account for each role of the staff."""

from django.contrib.auth import get_user_model

from newsroom import roles


def make_account(role) -> tuple[str, bool]:
    """The account of a role: its password if it is the demo's ("" if it was changed), and whether it is new.

    The passwords are known to all: these accounts exist on a developer's machine only.
    """
    user_model, password = get_user_model(), f"demo-{role.login}-2025"
    user, created = user_model.objects.get_or_create(
        **{user_model.USERNAME_FIELD: role.login},
        defaults={"email": f"{role.login}@example.org", "first_name": role.group, "last_name": "(démo)"},
    )
    groups = {group.name: group for group in roles.setup_roles()}
    if created:
        user.set_password(password)
        user.save()
        user.groups.add(groups[role.group])
    return (password if user.check_password(password) else ""), created
