"""Entries of the editor of the catalog: whoever manages it reads and drafts everything, nobody else learns of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.company import starter_catalog
from tests.security.matrix import offers
from tests.security.matrix.entry import Entry
from tests.security.matrix.truth import IT

MANAGE = "catalog.manage"
HOME = "/admin/catalog"
SERVICE = f"{HOME}/services/{{key}}"


def _lists() -> dict[str, str]:
    """The kinds besides services, each with the key of an item that there is."""
    catalog = starter_catalog()
    return {
        "calendars": next(key for key, one in catalog.calendars.items() if one.exceptions),
        "categories": next(iter(catalog.categories)),
        "lifecycles": "default",
        "macros": next(iter(catalog.macros)),
        "policies": next(iter(catalog.policies)),
        "priorities": next(iter(catalog.priorities)),
        "replies": next(iter(catalog.replies)),
        "rules": next(iter(catalog.rules)),
        "sla": next(key for key, one in catalog.sla.items() if one.steps),
        "teams": IT,
    }


LISTS = _lists()
_OF_SERVICE = "/services/{key}"
ANSWERS: Mapping[str, int] = {
    f"{_OF_SERVICE}/articles": 303,
    f"{_OF_SERVICE}/routes": 303,
    "/calendars/{key}/days/{day}": 303,
    **dict.fromkeys((f"{_OF_SERVICE}/{part}" for part in ("approval", "form", "tasks", "tasks/{task}")), 200),
}
"""What a form without anything in it means: what is optional is taken out, or nothing is asked for."""


def _parts() -> dict[str, Mapping[str, str]]:
    """The addresses of what an item consists of, with the parts that name one."""
    catalog = starter_catalog()
    calendar, replies = catalog.calendars[LISTS["calendars"]], catalog.replies[LISTS["replies"]]
    whole, asked = {"key": offers.PARTED}, {"key": offers.ASKED}
    task = {**whole, "task": "part"}
    return {
        SERVICE: whole,
        f"{SERVICE}/approval": asked,
        f"{SERVICE}/approval/{{step}}": {**asked, "step": offers.STEP},
        f"{SERVICE}/articles": whole,
        f"{SERVICE}/form": whole,
        f"{SERVICE}/form/{{field}}": {**whole, "field": offers.ROOM},
        f"{SERVICE}/place": whole,
        f"{SERVICE}/routes": whole,
        f"{SERVICE}/state": whole,
        f"{SERVICE}/tasks": whole,
        f"{SERVICE}/tasks/{{task}}": task,
        f"{SERVICE}/tasks/{{task}}/{{field}}": {**task, "field": offers.SEAT},
        f"{HOME}/calendars/{{key}}/days/{{day}}": {
            "key": LISTS["calendars"], "day": next(iter(calendar.exceptions)),
        },
        f"{HOME}/sla/{{key}}/steps/{{step}}": {"key": LISTS["sla"], "step": "0"},
        f"{HOME}/lifecycles/{{key}}/states/{{state}}": {"key": "default", "state": "new"},
        f"{HOME}/lifecycles/{{key}}/ways/{{way}}": {"key": "default", "way": "0"},
        f"{HOME}/replies/{{key}}/{{reply}}": {"key": LISTS["replies"], "reply": replies.replies[0].key},
        **{f"{HOME}/{kind}/{{key}}": {"key": key} for kind, key in LISTS.items()},
        **{f"{HOME}/{kind}/{{key}}/state": {"key": key} for kind, key in LISTS.items()},
    }  # fmt: skip


def _entries() -> Iterator[Entry]:
    """Each page for who may, and what it answers to a form that asks for nothing that there is."""
    yield Entry(method="GET", path=HOME, right=MANAGE)
    yield Entry(method="POST", path=HOME, right=MANAGE, body=lambda _: {"act": "publish"}, status=422)
    yield Entry(method="GET", path=f"{HOME}/history", right=MANAGE)
    number = {"number": "1"}
    yield Entry(method="GET", path=f"{HOME}/history/{{number}}", right=MANAGE, parts=number)
    yield Entry(
        method="POST", path=f"{HOME}/history/{{number}}", right=MANAGE, parts=number, body=lambda _: {"act": "undo"},
        status=422,
    )  # fmt: skip
    yield Entry(method="GET", path=f"{SERVICE}/preview", right=MANAGE, parts={"key": offers.PARTED})
    for kind in ("services", *LISTS):
        if kind != "services":
            yield Entry(method="GET", path=f"{HOME}/{kind}", right=MANAGE)
        yield Entry(method="GET", path=f"{HOME}/{kind}/new", right=MANAGE)
        yield Entry(method="POST", path=f"{HOME}/{kind}/new", right=MANAGE, status=422)
    for part in ("try", "runs"):
        yield Entry(method="GET", path=f"{HOME}/rules/{{key}}/{part}", right=MANAGE, parts={"key": LISTS["rules"]})
    for path, parts in _parts().items():
        yield Entry(method="GET", path=path, right=MANAGE, parts=parts)
        yield Entry(
            method="POST", path=path, right=MANAGE, about="item", parts=parts, body=lambda _: {"act": "none"},
            status=ANSWERS.get(path.removeprefix(HOME), 422),
        )  # fmt: skip
    for path, parts in _parts().items():
        yield Entry(
            method="GET", path=path, right=MANAGE, about="item", names=("absent",), parts={**parts, "key": "absent"}
        )


ENTRIES = tuple(_entries())
