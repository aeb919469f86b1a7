"""The person who is signed in, and the actor he is when he does something."""

from dataclasses import dataclass, field
from math import inf

from shared.event_sourcing.decider import Actor, Role
from shared.identity.permissions import SCOPES, WHO_MAY

ROLE_NAMES = {
    Role.CHAIR: "督导委员会主任",
    Role.CHIEF_INSPECTOR: "总督学",
    Role.DEPUTY_CHIEF_INSPECTOR: "副总督学",
    Role.OFFICE: "督导室",
    Role.INSPECTOR: "督学",
    Role.UNIT: "被督导单位",
    Role.SUPERIOR: "主管部门",
    Role.MEMBER_UNIT: "成员单位",
    Role.AUDITOR: "监督人员",
    Role.PUBLIC: "公众",
    Role.OPERATOR: "运维人员",
    Role.SYSTEM: "系统",
}
UNIT_ROLES = frozenset({Role.UNIT, Role.SUPERIOR, Role.MEMBER_UNIT})


class NotAllowed(Exception):
    """None of the person's roles may do this; the text says which roles may."""

    def __init__(self, action: str) -> None:
        may = "、".join(name for role, name in ROLE_NAMES.items() if role in WHO_MAY[action])
        super().__init__(f"您的身份不能办理这件事。可以办理的是：{may}。")
        self.action = action


class OutOfScope(NotAllowed):
    """The token of a service does not reach so far."""

    def __init__(self, action: str) -> None:
        Exception.__init__(self, f"这个服务令牌的授权范围里没有 {action}。需要人办理的，请本人登录后办理。")
        self.action = action


@dataclass(frozen=True, slots=True)
class Principal:
    """A person who can sign in, in these roles.

    `unit` is the code of the unit he answers for, `inspector` his number if he is one. `session` names the
    sign-in his token came from, and `until` (seconds since 1970, the system's time) is when that token ends.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None = None
    inspector: str | None = None
    session: str = field(default="", compare=False, repr=False)
    until: float = field(default=inf, compare=False, repr=False)

    def may(self, action: str) -> bool:
        """Whether one of the roles may do `action`."""
        return not WHO_MAY[action].isdisjoint(self.roles)

    def acting(self, action: str) -> Actor:
        """The person in the first of his roles that may do `action`. Raises `NotAllowed`.

        A person is the same actor in all his roles, or he could be his own second pair of eyes.
        """
        for role in self.roles:
            if role in WHO_MAY[action]:
                unit = self.unit if role in UNIT_ROLES else None
                return Actor(self.inspector or self.id, self.name, role, unit)
        raise NotAllowed(action)


@dataclass(frozen=True, slots=True)
class ServicePrincipal(Principal):
    """Another system, with no person behind it: what it may do is in its scopes, never in a role."""

    scopes: frozenset[str] = frozenset()

    def may(self, action: str) -> bool:
        """Whether `action` is among its scopes and one that a service can have at all."""
        return action in self.scopes & SCOPES

    def acting(self, action: str) -> Actor:
        """The service, which sees what `system` sees. Raises `OutOfScope`."""
        if not self.may(action):
            raise OutOfScope(action)
        return Actor(self.id, self.name, Role.SYSTEM)
