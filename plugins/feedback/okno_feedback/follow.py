"""What becomes of a bad mark: the lead of the team hears of it once, somebody answers it, and that is written down.

A ticket that is done takes no more tasks, and to open it again for that would tell its customer that work goes on. So
the thing to do stands on a list of its own until somebody says that it is done.
"""

from __future__ import annotations

from collections.abc import Sequence

from okno.api import N_, Actor, Row, errors, execute, fetch, fetch_one, fetch_value, in_list, now_us, record, tx
from okno.api.notify import Message, tell
from okno.api.people import get_many
from okno.api.teams import leads, members
from okno_feedback import scope
from okno_feedback.events import RatingSettled
from okno_feedback.rating import Rating, rating_of

PATH = "/x/feedback/bad"
PAGE = 30
_COLUMNS = (
    "id, invitation_id, ticket_id, person_id, team_id, assignee_id, service, stars, text, reasons, at, changed_at,"
    " changes, follow, keeper_id, settled_at, settled_by_id"
)


async def warn(rating_id: int, fact_id: int) -> None:
    """Tells the leads of the team, once for each mark whatever happens to the job; a team without a lead as a whole."""
    async with tx():
        row = await fetch_one(
            "UPDATE x_feedback_rating SET told_at = $1 WHERE id = $2 AND told_at IS NULL AND follow = 'open'"
            " RETURNING ticket_id, team_id, person_id, stars",
            now_us(),
            rating_id,
        )
        if row is None:
            return
        lead_ids = await leads(row["team_id"])
        people = list((await get_many(lead_ids)).values()) if lead_ids else await members(row["team_id"])
        for person in people:
            if person.active and person.id != row["person_id"]:
                await tell(fact_id, person, _message(row["ticket_id"], row["stars"]))


def _message(ticket_id: int, stars: int) -> Message:
    return Message(
        group="work",
        subject=N_("A bad mark: № %(number)s", number=ticket_id),
        lead=N_("The customer of request № %(number)s gives the mark %(stars)s of 5.", number=ticket_id, stars=stars),
        more=(N_("Read why, talk to the customer, then write down that it is answered."),),
        notice=N_("The customer gives a bad mark: %(stars)s of 5. Read why and answer.", stars=stars),
        ticket_id=ticket_id,
        path=PATH,
        letter_path=PATH,
    )


async def page(actor: Actor, *, done: bool = False, before: int | None = None) -> tuple[list[Rating], int | None]:
    """A page of bad marks that the actor may answer, or of those that were answered, the newest first."""
    places, args = in_list([team.id for team in await scope.teams_of(actor)], start=3)
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM x_feedback_rating WHERE follow = $1 AND id < $2 AND team_id IN {places}"
        f" ORDER BY id DESC LIMIT {PAGE + 1}",
        "done" if done else "open",
        before if before is not None else 2**62,
        *args,
    )
    found = [rating_of(row) for row in rows[:PAGE]]
    return found, found[-1].id if len(rows) > PAGE else None


async def count(teams: Sequence[int]) -> int:
    """How many bad marks of these teams wait for an answer."""
    places, args = in_list(teams)
    sql = f"SELECT count(*) AS n FROM x_feedback_rating WHERE follow = 'open' AND team_id IN {places}"
    return int(await fetch_value(sql, *args))


async def settle(actor: Actor, rating_id: int, *, done: bool) -> None:
    """Writes down that a bad mark is answered, or that it is not after all."""
    async with tx():
        row = await _held(actor, rating_id)
        goal = "done" if done else "open"
        if row["follow"] == goal:
            return
        await execute(
            "UPDATE x_feedback_rating SET follow = $1, settled_at = $2, settled_by_id = $3 WHERE id = $4",
            goal,
            now_us() if done else None,
            actor.id if done else None,
            rating_id,
        )
        await _record(actor, row["ticket_id"], rating_id, goal, row["keeper_id"])


async def give_to(actor: Actor, rating_id: int, keeper_id: int | None) -> None:
    """Says who answers it; None: nobody yet. Raises Invalid for who is not in the team."""
    async with tx():
        row = await _held(actor, rating_id)
        if keeper_id is not None and keeper_id not in {one.id for one in await members(row["team_id"])}:
            raise errors.Invalid({"keeper": N_("Choose somebody of the team.")})
        await execute("UPDATE x_feedback_rating SET keeper_id = $1 WHERE id = $2", keeper_id, rating_id)
        event_id = await _record(actor, row["ticket_id"], rating_id, "kept", keeper_id)
        if keeper_id is not None and keeper_id != actor.id:
            people = await get_many([keeper_id])
            await tell(event_id, people[keeper_id], _given(row["ticket_id"]))


def _given(ticket_id: int) -> Message:
    return Message(
        group="work",
        subject=N_("A bad mark to answer: № %(number)s", number=ticket_id),
        lead=N_("You are asked to answer the bad mark of request № %(number)s.", number=ticket_id),
        notice=N_("You are asked to answer a bad mark."),
        ticket_id=ticket_id,
        path=PATH,
        letter_path=PATH,
    )


async def _held(actor: Actor, rating_id: int) -> Row:
    """The bad mark, kept until the transaction ends. Raises NotFound for one that the actor may not know of."""
    row = await fetch_one(
        "UPDATE x_feedback_rating SET follow = follow WHERE id = $1 AND follow <> ''"
        " RETURNING ticket_id, team_id, follow, keeper_id",
        rating_id,
    )
    if row is None or row["team_id"] not in {team.id for team in await scope.teams_of(actor)}:
        raise errors.NotFound
    return row


async def _record(actor: Actor, ticket_id: int, rating_id: int, what: str, keeper_id: int | None) -> int:
    event = RatingSettled(stream_id=ticket_id, actor_id=actor.id, rating_id=rating_id, what=what, keeper_id=keeper_id)
    return await record(event, [f"ticket:{ticket_id}"])
