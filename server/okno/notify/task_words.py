"""In which words people are told of tasks."""

from __future__ import annotations

from collections.abc import Mapping

from okno.text import N_, Phrase

WORDS: Mapping[str, Phrase] = {
    "task_new": N_("A new task for your team."),
    "task_given": N_("%(actor)s gives you this task."),
    "task_given_away": N_("%(actor)s gives this task to a colleague for whom you stand in."),
    "task_back": N_("%(actor)s puts the task back: it is not done yet."),
    "task_burns": N_("Three quarters of the time of the task are gone."),
    "task_late": N_("The task is overdue."),
    "task_cancelled": N_("%(actor)s has given up the task: nothing is to be done any more."),
}
"""The sentence of each kind of notice about a task."""
