"""One demo account for each role of the staff."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from newsroom import roles


@dataclass(frozen=True)
class DemoRole:
    """A role and its demo account."""

    login: str
    group: str

    @property
    def password(self) -> str:
        """Known to all: these accounts exist on a developer's machine only."""
        return f"demo-{self.login}-2025"


ROLES = [DemoRole(role.login, role.group) for role in roles.ROLES]


def make_account(role: DemoRole) -> tuple[str, bool]:
    """The account of a role: its password if it is the demo's ("" if it was changed), and whether it is new."""
    user_model = get_user_model()
    group = next(group for group in roles.setup_roles() if group.name == role.group)
    user, created = user_model.objects.get_or_create(
        **{user_model.USERNAME_FIELD: role.login},
        defaults={"email": f"{role.login}@example.org", "first_name": role.group, "last_name": "(démo)"},
    )
    if created:
        user.set_password(role.password)
        user.save()
        user.groups.add(group)
        return role.password, True
    return (role.password if user.check_password(role.password) else ""), False
