"""What plugins are asked for at the start: the channels that they bring."""

from __future__ import annotations

from collections.abc import Sequence

from okno.channels.contract import Channel
from okno.hooks import Start


@Start.hook()
def message_channels() -> Sequence[Channel]:
    """The channels of the plugin: each is named in `[[channel]]` of its manifest, with the same key.

    Asked once. A channel takes messages by `channels.receive` as soon as the plugin runs; while it is switched off,
    what came in and what is to go out waits.
    """
    raise NotImplementedError
