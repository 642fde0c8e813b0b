"""The pages of webhooks."""

from __future__ import annotations

from okno.api import page
from okno_webhooks.hook_pages import PATH, Deletion, Hooks, OneHook, Restoration, Rotation
from okno_webhooks.log_pages import Log
from okno_webhooks.pausing import RIGHT

ROUTES = [
    page(PATH, Hooks, needs=RIGHT, methods=("GET",)),
    page(f"{PATH}/new", OneHook, needs=RIGHT),
    page(f"{PATH}/{{hook}}", OneHook, needs=RIGHT),
    page(f"{PATH}/{{hook}}/log", Log, needs=RIGHT),
    page(f"{PATH}/{{hook}}/secret", Rotation, needs=RIGHT, methods=("POST",)),
    page(f"{PATH}/{{hook}}/delete", Deletion, needs=RIGHT, methods=("POST",)),
    page(f"{PATH}/{{hook}}/restore", Restoration, needs=RIGHT, methods=("POST",)),
]
