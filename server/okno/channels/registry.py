"""Which channels there are now: those of the plugins that run."""

from __future__ import annotations

from dataclasses import dataclass

from okno import extend
from okno.channels.contract import Channel, Policy
from okno.channels.hooks import message_channels
from okno.hooks import Context, guest_of
from okno.text import N_, pick


@dataclass(frozen=True)
class Known:
    """A channel and the plugin that brings it."""

    plugin: str
    channel: Channel

    @property
    def context(self) -> Context:
        """What its functions get as their first parameter."""
        guest = guest_of(self.plugin)
        return guest.context() if guest is not None else Context(self.plugin)


def known(*, also_inactive: bool = False) -> dict[str, Known]:
    """The channels by key; of two with the same key the first counts."""
    found: dict[str, Known] = {}
    for answer in message_channels.answers(also_inactive=also_inactive):
        for channel in answer.value:
            found.setdefault(channel.key, Known(answer.plugin, channel))
    return found


def find(key: str) -> Known | None:
    """The channel with this key; None when its plugin is gone or switched off."""
    return known().get(key)


def title(key: str, locale: str) -> str:
    """What people call a channel; of one that is gone its key."""
    found = known(also_inactive=True).get(key)
    return pick(found.channel.title, locale) if found is not None else key


async def policy_of(found: Known, endpoint: str) -> Policy:
    """What the endpoint allows. Asked outside of a transaction."""
    policy = found.channel.policy
    return policy if isinstance(policy, Policy) else await policy(found.context, endpoint)


# Looked at when plugins are loaded ----------------------------------------------------------------------------

_claimed: dict[str, str] = {}


@extend.on_reset
def _forget() -> None:
    _claimed.clear()


@extend.on_loaded
def _compare(plugin: extend.Plugin) -> None:
    """Raises Mismatch when its channels are not those of its manifest, are not right, or are another plugin's."""
    function = getattr(plugin.modules.get("hooks"), message_channels.name, None)
    brought: list[Channel] = list(function(Context(plugin.name))) if function is not None else []
    said, found = {one.key for one in plugin.manifest.channel}, {one.key for one in brought}
    if said != found or len(found) < len(brought):
        raise extend.Mismatch(
            N_(
                "plugin.toml names the channels %(said)s, and message_channels gives %(found)s.",
                said=", ".join(sorted(said)) or "—",
                found=", ".join(sorted(found)) or "—",
            )
        )
    for channel in brought:
        if problem := channel.problem():
            raise extend.Mismatch(N_("hooks.py: %(problem)s.", problem=problem))
        if _claimed.setdefault(channel.key, plugin.name) != plugin.name:
            raise extend.Mismatch(
                N_(
                    "The channel %(key)s is that of the plugin %(plugin)s.",
                    key=channel.key,
                    plugin=_claimed[channel.key],
                )
            )
