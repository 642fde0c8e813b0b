"""Requests that may be sent twice: the first answer is kept in the transaction of its work and given again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256

from starlette.responses import Response

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch_one, prepared, tx
from okno.errors import Conflict, Invalid
from okno.text import N_

HEADER = "Idempotency-Key"
KEPT_US = 24 * 3600 * SECOND_US
LONGEST = 255


async def once(actor_id: int, key: str, *, request: bytes, work: Callable[[], Awaitable[Response]]) -> Response:
    """Does `work` in a transaction and keeps its answer; the same `key` of the same actor gets that answer again.

    `request` is all that makes the request what it is: another one under the same key is a Conflict. A twin that
    comes while the first is at work waits for it. What fails leaves no trace, so that it may be tried again.
    """
    if not key.isascii() or not key.isprintable() or not 0 < len(key) <= LONGEST:
        raise Invalid({HEADER: N_("A key has 1 to %(n)s Latin letters, digits and signs.", n=LONGEST)})
    digest = sha256(request).hexdigest()
    return await prepared(lambda: _once(actor_id, key, digest, work))


async def _once(actor_id: int, key: str, digest: str, work: Callable[[], Awaitable[Response]]) -> Response:
    now = now_us()
    async with tx():
        await execute(
            "DELETE FROM idempotency WHERE actor_id = $1 AND key = $2 AND at < $3", actor_id, key, now - KEPT_US
        )
        # Waits, on PostgreSQL, for a twin that has written the key and not committed yet; on SQLite the
        # transaction itself has waited.
        new = await execute(
            "INSERT INTO idempotency (actor_id, key, body_hash, status, response, location, at)"
            " VALUES ($1, $2, $3, 0, '', '', $4) ON CONFLICT (actor_id, key) DO NOTHING",
            actor_id,
            key,
            digest,
            now,
        )
        if not new:
            return await _kept(actor_id, key, digest)
        response = await work()
        await execute(
            "UPDATE idempotency SET status = $1, response = $2, location = $3 WHERE actor_id = $4 AND key = $5",
            response.status_code,
            bytes(response.body).decode(),
            response.headers.get("location", ""),
            actor_id,
            key,
        )
        return response


async def known(actor_id: int, beginning: str) -> bool:
    """Whether a request of the actor whose key begins so has done its work."""
    sql = "SELECT 1 AS one FROM idempotency WHERE actor_id = $1 AND substr(key, 1, $2) = $3 LIMIT 1"
    return await fetch_one(sql, actor_id, len(beginning), beginning) is not None


async def _kept(actor_id: int, key: str, digest: str) -> Response:
    row = await fetch_one("SELECT * FROM idempotency WHERE actor_id = $1 AND key = $2", actor_id, key)
    if row is None or row["body_hash"] != digest:
        raise Conflict(N_("This Idempotency-Key was used for another request. Take a new one."))
    headers = {"Location": row["location"]} if row["location"] else {}
    headers["Idempotent-Replayed"] = "true"
    return Response(row["response"], row["status"], headers, media_type="application/json")
