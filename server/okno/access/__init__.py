"""Access: who acts, with which rights and why."""

from okno.access import guests as _guests  # noqa: F401  registers itself
from okno.access.actor import Actor, actor_of, actors_of, may, require, system
from okno.access.granting import grant, revoke, set_roles
from okno.access.grants import roles_of
from okno.access.rights import RIGHTS, Right
from okno.access.roles import Role, all_roles

__all__ = [
    "RIGHTS",
    "Actor",
    "Right",
    "Role",
    "actor_of",
    "actors_of",
    "all_roles",
    "grant",
    "may",
    "require",
    "revoke",
    "roles_of",
    "set_roles",
    "system",
]
