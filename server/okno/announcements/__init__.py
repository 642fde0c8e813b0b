"""What everybody should know before he orders: news, planned works and outages."""

from okno.announcements import ending as _ending  # noqa: F401  registers its job
from okno.announcements.affected import me_too, not_me
from okno.announcements.announcement import KINDS, NEWS, OUTAGE, PUBLISH, TOPIC, WORKS, Announcement, Reader
from okno.announcements.publish import Wording, change, end, end_what_is_over, publish
from okno.announcements.reading import affected_by, affected_counts, affected_people, beside, current, get, load, staged

__all__ = [
    "KINDS",
    "NEWS",
    "OUTAGE",
    "PUBLISH",
    "TOPIC",
    "WORKS",
    "Announcement",
    "Reader",
    "Wording",
    "affected_by",
    "affected_counts",
    "affected_people",
    "beside",
    "change",
    "current",
    "end",
    "end_what_is_over",
    "get",
    "load",
    "me_too",
    "not_me",
    "publish",
    "staged",
]
