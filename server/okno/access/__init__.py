"""Access: who acts, with which rights."""

from okno.access.actor import Actor, actor_of, may, require, system
from okno.access.roles import ROLES, Role, grant, revoke, roles_of, set_roles

__all__ = [
    "ROLES",
    "Actor",
    "Role",
    "actor_of",
    "grant",
    "may",
    "require",
    "revoke",
    "roles_of",
    "set_roles",
    "system",
]
