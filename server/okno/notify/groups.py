"""What one can be told of, in groups that a person chooses by, and what is usual for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from okno.text import N_, Phrase

PAGE, MAIL, PUSH = "page", "mail", "push"
BROUGHT = "x."
"""How the kind of a notice begins that a plugin has brought; the key of its group follows."""
CHANNELS = (PAGE, MAIL, PUSH)


@dataclass(frozen=True)
class Group:
    """Notices of one sort. `usual` are the channels that they take without any choice, `fixed` those that stay on.

    `staff`, `right`: nobody else gets such. `left_by_link`: its letters may be ended by the link in them, without
    signing in.
    """

    key: str
    title: Phrase
    about: Phrase
    kinds: Sequence[str]
    usual: frozenset[str] = frozenset(CHANNELS)
    fixed: frozenset[str] = field(default_factory=frozenset)
    staff: bool = False
    right: str = ""
    left_by_link: bool = False


_ALL = (
    Group(
        "requests",
        N_("My requests"),
        N_("Answers, questions to you, what is done and closed."),
        ("taken", "asked", "approved", "answered", "done", "refused", "overdue", "cancelled", "closed", "bypassed",
         "merged", "separated", "split"),
    ),
    Group(
        "approvals",
        N_("My approvals"),
        N_("You are asked to agree, or reminded of it."),
        ("approve", "approve_again", "approve_instead", "approve_above", "bypassed_you"),
    ),
    Group(
        "work",
        N_("My work"),
        N_("Requests that are given to you, and what their requesters write."),
        ("assigned", "given", "told", "may_begin", "commented", "noted", "reopened", "not_approved", "withdrawn",
         "joined", "returned"),
        staff=True,
    ),
    Group(
        "team",
        N_("The queue of my team"),
        N_("New requests of the team, and tasks that are over."),
        ("team_new", "line_new", "tasks_done", "tasks_missing", "tasks_over"),
        usual=frozenset({PAGE}),
        staff=True,
        left_by_link=True,
    ),
    Group(
        "deadlines",
        N_("Deadlines"),
        N_("A request burns or is late."),
        ("burns", "burns_answer", "ends", "ends_answer", "late", "late_answer", "late_long", "late_long_answer",
         "task_burns", "task_late"),
        staff=True,
    ),
    Group(
        "tasks",
        N_("Tasks"),
        N_("Parts of requests that are given to you or to your team."),
        ("task_new", "task_given", "task_back", "task_cancelled"),
        staff=True,
    ),
    Group(
        "following",
        N_("What I follow"),
        N_("Requests that you follow, and where somebody names you."),
        ("mentioned", "mentioned_note", "watching", "watched_words", "watched_move", "watched_done", "watched_back",
         "watched_end"),
        left_by_link=True,
    ),
    Group(
        "announcements",
        N_("Announcements"),
        N_("What did not work for you works again."),
        ("outage_over", "works_over"),
        left_by_link=True,
    ),
    Group(
        "server",
        N_("Plugins"),
        N_("A plugin was stopped by the server, or does not start."),
        (),
        right="plugin.manage",
    ),
    Group(
        "account",
        N_("My account and safety"),
        N_("Signing in, passwords, and who gets into a confidential team."),
        ("account", "try", "newcomer", "new_lead", "new_role", "keys", "emergency"),
        fixed=frozenset({PAGE, MAIL}),
    ),
)  # fmt: skip

GROUPS: Mapping[str, Group] = {one.key: one for one in _ALL}
"""All groups by key, in the order in which they are shown."""
_OF_KIND = {kind: one for one in _ALL for kind in one.kinds}


def known(kind: str) -> bool:
    """Whether a kind of notice stands in a group."""
    return kind.removesuffix("_away") in _OF_KIND or kind.removeprefix(BROUGHT) in GROUPS


def group_of(kind: str) -> Group:
    """The group of a kind of notice, also of that for whoever stands in; one that nobody has sorted is work."""
    if kind.startswith(BROUGHT):
        return GROUPS.get(kind.removeprefix(BROUGHT), GROUPS["work"])
    return _OF_KIND.get(kind.removesuffix("_away"), GROUPS["work"])
