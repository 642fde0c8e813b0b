"""A channel: a message is a file `in/NAME.json` of a folder, an answer is a file `out/ID.json`.

A message is {"from": "anna@example.com", "name": "Anna", "subject": "A lamp", "text": "It is dark here.", ...};
`reference` or `in_reply_to` say to what it is an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from okno.api import Context
from okno.api.channels import Channel, Outgoing, Parsed, Policy, Undeliverable, receive

KEY = "file-drop"


def parse(raw: bytes, meta: Mapping[str, Any]) -> Parsed:
    """Reads a file. It runs in another process: nothing that it does to itself harms the server."""
    told = json.loads(raw)
    return Parsed(
        sender=told["from"],
        sender_name=told.get("name", ""),
        subject=told.get("subject", ""),
        text=told.get("text", ""),
        reference=told.get("reference", ""),
        in_reply_to=told.get("in_reply_to", ""),
    )


async def send(ctx: Context, outgoing: Outgoing) -> str:
    """Writes an answer beside the messages, whole or not at all; the same one again is the same file."""
    folder = ctx.settings["folder"]
    if not folder:
        raise Undeliverable("there is no folder")
    out = Path(folder) / "out"
    out.mkdir(parents=True, exist_ok=True)
    told = {"to": outgoing.address, "subject": outgoing.subject, "text": outgoing.text, "reference": outgoing.reference}
    part = out / f"{outgoing.id}.part"
    part.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    part.rename(out / f"{outgoing.id}.json")
    return outgoing.id


async def take_all(folder: Path) -> None:
    """Hands in what lies in the folder. A file goes when the message is safe, so nothing is lost in between."""
    for path in sorted((folder / "in").glob("*.json")):
        await receive(KEY, path.read_bytes(), external_id=path.name, endpoint=folder.name, meta={"file": path.name})
        path.replace(path.with_suffix(".taken"))


FILE_DROP = Channel(
    key=KEY,
    title={"ru": "Папка с файлами", "en": "Folder of files"},
    parse=parse,
    send=send,
    policy=Policy(strangers="refuse"),
    addresses="mail",
)
