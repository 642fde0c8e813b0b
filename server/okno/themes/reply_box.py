"""What the reply box of an agent has beside the words: drafts, the letterhead, what others said, what follows."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.canned import CannedView


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that was stored before the words are sent."""

    id: str
    name: str
    size: str


@dataclass(frozen=True, kw_only=True)
class MeanwhileView:
    """What a colleague has answered while one typed."""

    who: str
    when: str  # «сегодня, 10:12»
    text: str


@dataclass(frozen=True, kw_only=True)
class ThenView:
    """What may follow the sending: another state, or the next request of the list."""

    value: str  # sent as `then`
    label: str  # «Ответить и ждать заказчика»
    icon: str = "arrow-right"


@dataclass(frozen=True, kw_only=True)
class BoxView:
    """The box. Drafts are kept by POST to `keep` (`visibility`, `text`, `once`) and dropped by POST to `drop`."""

    keep: str  # "/tickets/10427/draft"
    drop: str
    seen: int = 0  # the last comment that the page shows
    version: int = 0  # of the ticket, for what follows the sending
    public_draft: str = ""  # the words that wait under the switch
    internal_draft: str = ""
    draft_line: str = ""  # «Черновик, сегодня, 14:04», "" when there is none
    dropped: str = ""  # the words of a draft that was just thrown away
    dropped_visibility: str = "public"
    kept: tuple[KeptFile, ...] = ()
    meanwhile: tuple[MeanwhileView, ...] = ()
    then: tuple[ThenView, ...] = ()
    own: tuple[CannedView, ...] = ()  # replies of one's own
    own_href: str = "/profile/replies"
    save_href: str = ""  # makes a reply of one's own out of the draft
    greeting: str = ""  # of the letter
    signature: str = ""
    upload: str = ""  # takes one file at once: POST /tickets/10427/files
