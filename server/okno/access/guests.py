"""Rights of plugins: they stand beside those of the core, and delivered roles have them as the manifests say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from okno.access.rights import COMPANY, RIGHTS, Right
from okno.access.roles import DELIVERED
from okno.extend.loader import Mismatch, on_manifest, on_reset
from okno.extend.plugin import Plugin
from okno.text import N_


@dataclass(frozen=True)
class Wish:
    """A right that a plugin brings, and the delivered roles that have it as long as nobody has changed them."""

    right: Right
    roles: tuple[str, ...] = ()


def bring(plugin: str, wishes: Iterable[Wish]) -> None:
    """Adds the rights of a plugin, which begin with its name. Raises LookupError for a role that there is not,
    and for a right that the core has.

    A role that the company has changed is its own by then: an administrator adds the right where he wants it.
    """
    wanted = list(wishes)
    leave(plugin)
    unknown = {role for one in wanted for role in one.roles} - DELIVERED.keys()
    taken = {one.right.key for one in wanted} & RIGHTS.keys()
    if unknown or taken:
        raise LookupError(", ".join(sorted(unknown | taken)))
    for one in wanted:
        RIGHTS[one.right.key] = one.right
        field = "rights" if one.right.holds == COMPANY else "in_team"
        for key in one.roles:
            role = DELIVERED[key]
            DELIVERED[key] = replace(role, **{field: getattr(role, field) | {one.right.key}})


def leave(plugin: str) -> None:
    """Takes the rights of a plugin away again."""
    _forget({key for key in RIGHTS if key.startswith(f"{plugin}.") and RIGHTS[key].group})


def _forget(gone: set[str]) -> None:
    for key in gone:
        del RIGHTS[key]
    for key, role in DELIVERED.items():
        if role.everything & gone:
            DELIVERED[key] = replace(role, rights=role.rights - gone, in_team=role.in_team - gone)


@on_manifest
def _settle(plugin: Plugin) -> None:
    """Before the code of a plugin is imported: its routes name its rights."""
    wishes = [Wish(Right(one.key, one.holds, one.title, plugin.title), one.roles) for one in plugin.manifest.permission]
    try:
        bring(plugin.name, wishes)
    except LookupError as unknown:
        raise Mismatch(
            N_(
                "plugin.toml: a permission names a role that there is not, or is a right of Okno itself: %(names)s.",
                names=str(unknown),
            )
        ) from None
    if strange := sorted({one.needs for one in plugin.manifest.menu} - RIGHTS.keys()):
        raise Mismatch(N_("plugin.toml: a menu needs a right that there is not: %(names)s.", names=", ".join(strange)))


@on_reset
def _reset() -> None:
    _forget({key for key, right in RIGHTS.items() if right.group})
