"""Class 6: letters about a confidential request name its number and who did something, never a word of it."""

from __future__ import annotations

from okno import db
from okno.tickets import approvals, comment, deciding, task_adding, task_work, watch
from okno.tickets.task_adding import NewTask
from okno.tickets.task_work import Wish
from tests.security.matrix import World, offers
from tests.security.matrix.truth import PARTS
from tests.security.matrix.world import open_word, shown_word
from tests.security.test_06_canary import delivered

SAID = "ТайноеСлово"


async def letters() -> list[str]:
    """All letters there are, as they would be sent."""
    return [f"{row['to_address']}\n{row['subject']}\n{row['text']}" for row in await db.fetch("SELECT * FROM message")]


async def test_no_letter_tells_what_it_is_about(world: World) -> None:
    """Neither to those who are asked, nor to teams of parts, followers, those who are called, or the requester."""
    keeper, approver = world.actors["keeper_hr"], world.actors["approver"]
    names = ("confidential", "secret_asked", "secret_parted")
    things = {name: await world.make("ticket", name) for name in names}
    for name, thing in things.items():
        number = thing.parts["number"]
        await watch.add(keeper, number, world.actors["watcher"].id)
        await comment(keeper, number, text=f"@watcher @approver {SAID}")
        await comment(keeper, number, text=f"@hr {SAID}", visibility="internal")
        asked = await approvals.ask_person(keeper, number, world.actors["auditor"].id, SAID)
        await deciding.decide(world.actors["auditor"], number, asked, decision="approve", text=SAID)
        if name == "secret_asked":
            made = await world.make("approval", name)
            await deciding.decide(
                approver, made.parts["number"], int(made.parts["approval"]), decision="refuse", text=SAID
            )
    number = things["secret_parted"].parts["number"]
    part = await task_adding.add(keeper, number, NewTask(title=SAID, text=SAID, team=PARTS))
    await task_work.change(world.actors["tasked"], part.task.id, Wish(to="done", comment=SAID))
    await delivered()
    found = await letters()
    hidden = (SAID, shown_word("secret_parted"), offers.SECRET_ASKED, *(open_word(name) for name in names))
    wrong = [f"{word} in {letter[:200]}" for letter in found for word in hidden if word in letter]
    assert not wrong, "\n".join(wrong[:5])
    assert any(number in letter for letter in found)
