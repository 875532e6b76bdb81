"""Who may do what: roles and the permissions that each has. Whoever is not named here may nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a route needs. PUBLIC: nothing, not even a log-in; SIGNED_IN: a log-in of any role.

    TOKEN: a system's signed token, held against the configuration's issuers (`signed`); no role has it.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    TOKEN = "a system's token"
    ASSESS = "assess"
    CHAIN_READ = "read the chain"
    CHAIN_WRITE = "write in the chain"
    IMAGES_READ = "see images"
    IMAGES_WRITE = "read and sign images"
    INDICATORS = "indicators"
    LOG_REVIEW = "log review"
    ADMINISTER = "administer"
    INTAKE = "intake"


class Role(StrEnum):
    """What somebody is in the service."""

    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    CLINIC = "clinic"
    MANAGER = "manager"
    LOG_REVIEWER = "log_reviewer"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


_EVERYBODY = frozenset({Permission.PUBLIC, Permission.SIGNED_IN})
_READS_IMAGES = frozenset({Permission.IMAGES_READ, Permission.IMAGES_WRITE})
GRANTED: Mapping[Role, frozenset[Permission]] = {
    Role.CLINICIAN: _EVERYBODY | _READS_IMAGES | {Permission.ASSESS, Permission.CHAIN_READ, Permission.INDICATORS},
    Role.COORDINATOR: _EVERYBODY
    | {Permission.ASSESS, Permission.CHAIN_READ, Permission.CHAIN_WRITE, Permission.INDICATORS, Permission.INTAKE}
    | {Permission.IMAGES_READ},
    Role.CLINIC: _EVERYBODY
    | _READS_IMAGES
    | {Permission.ASSESS, Permission.CHAIN_READ, Permission.CHAIN_WRITE, Permission.INDICATORS},
    Role.MANAGER: _EVERYBODY | {Permission.INDICATORS},
    Role.LOG_REVIEWER: _EVERYBODY | {Permission.LOG_REVIEW},
    Role.ADMINISTRATOR: _EVERYBODY | {Permission.ADMINISTER},
    Role.SYSTEM: _EVERYBODY | {Permission.ASSESS, Permission.INTAKE},
}
"""A manager sees numbers and no patient; who reviews the log, or administers, sees no patient's care."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is logged in: by their commission, for one unit, with the units that they may see.

    `units`: of the chain; empty means none, ALL_UNITS every one (the osteoporosis clinic). `session`: its digest;
    `token`: what forms must bring back; `since`: when they logged in.
    """

    id: str
    name: str
    roles: frozenset[Role]
    unit: str
    commission: str
    units: frozenset[str]
    session: str = ""
    token: str = ""
    since: str = ""

    def may(self, needed: Permission) -> bool:
        """Whether any of the roles grants it."""
        return any(needed in GRANTED[role] for role in self.roles)

    def sees(self, unit: str | None) -> bool:
        """Whether patients of the unit may be seen. A patient without a unit is seen by those who see every one."""
        return ALL_UNITS in self.units or (unit is not None and unit in self.units)


ALL_UNITS = "*"
NOBODY = Who("", "", frozenset(), "", "", frozenset())
"""Nobody is logged in."""


def as_json(who: Who) -> dict[str, object]:
    """Them as JSON, but for the session."""
    return {
        "id": who.id,
        "name": who.name,
        "roles": sorted(who.roles),
        "unit": who.unit,
        "commission": who.commission,
        "units": sorted(who.units),
    }


def who_of(said: dict[str, object], session: str = "", token: str = "", since: str = "") -> Who:
    """Whom `as_json` said."""
    roles, units = said["roles"], said["units"]
    assert isinstance(roles, list)
    assert isinstance(units, list)
    return Who(
        str(said["id"]),
        str(said["name"]),
        frozenset(Role(role) for role in roles),
        str(said["unit"]),
        str(said["commission"]),
        frozenset(map(str, units)),
        session,
        token,
        since,
    )
