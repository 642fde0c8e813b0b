"""Entries of what stands around the catalog: announcements, favourites, hints, forms that somebody has begun."""

from __future__ import annotations

from collections.abc import Mapping

from tests.security.matrix.entry import Entry, Thing
from tests.security.matrix.pages import ORDER
from tests.security.matrix.rest import BASE

PUBLISH = "announcement.publish"
PAGE, REST = "/announcements/{number}", f"{BASE}/announcements/{{number}}"


def _form(_: Thing) -> Mapping[str, str]:
    return {"kind": "outage", "title.ru": "Не работает"}


ENTRIES = (
    Entry(method="GET", path="/announcements", right=ORDER),
    Entry(method="GET", path="/announcements/new", right=PUBLISH),
    Entry(method="POST", path="/announcements/new", right=PUBLISH, body=_form, status=303),
    Entry(method="GET", path=PAGE, right=ORDER, about="news"),
    Entry(method="GET", path=f"{PAGE}/me-too", right=ORDER, about="news"),
    Entry(
        method="POST", path=f"{PAGE}/me-too", right=ORDER, about="news", body=lambda _: {"on": "1"}, status=303,
    ),
    Entry(method="GET", path=f"{PAGE}/edit", right=PUBLISH, about="news"),
    Entry(
        method="POST", path=f"{PAGE}/edit", right=PUBLISH, about="news", status=303,
        body=lambda thing: {"kind": "works", "title.ru": "Иначе", "version": thing.version},
    ),
    Entry(method="GET", path=f"{PAGE}/end", right=PUBLISH, about="news"),
    Entry(
        method="POST", path=f"{PAGE}/end", right=PUBLISH, about="news",
        body=lambda thing: {"version": thing.version}, status=303,
    ),
    Entry(method="GET", path=f"{BASE}/announcements", right=ORDER),
    Entry(method="GET", path=f"{BASE}/announcements", right=ORDER, query="?stage=past"),
    Entry(
        method="POST", path=f"{BASE}/announcements", right=PUBLISH, status=201,
        body=lambda _: {"kind": "news", "title": {"ru": "x"}},
    ),
    Entry(method="GET", path=REST, right=ORDER, about="news"),
    Entry(
        method="PATCH", path=REST, right=PUBLISH, about="news",
        body=lambda thing: {"kind": "works", "version": thing.version},
    ),
    Entry(method="POST", path=f"{REST}/me-too", right=ORDER, about="news"),
    Entry(method="DELETE", path=f"{REST}/me-too", right=ORDER, about="news"),
    Entry(method="POST", path="/favourites/{key}", right=ORDER, about="service", status=303),
    Entry(method="GET", path="/services/suggest", right=ORDER, query="?q=монитор"),
    Entry(
        method="POST", path="/catalog/{key}/draft", right=ORDER, about="service",
        body=lambda thing: dict(thing.values["answers"]), status=303,
    ),
)  # fmt: skip
