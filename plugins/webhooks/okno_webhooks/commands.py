"""`okno webhooks ...`: a look at them, a test, a delivery once more."""

from __future__ import annotations

import typer

from okno.api import Context
from okno.api.commands import connected
from okno_webhooks import delivery
from okno_webhooks.claiming import settled
from okno_webhooks.delivery import Delivery
from okno_webhooks.hook import Hook, every, present
from okno_webhooks.replaying import replay_one
from okno_webhooks.sending import send

app = typer.Typer(help="Webhooks: list them, send a test, send a delivery again.")


@app.command("list")
def list_() -> None:
    """Lists all webhooks: number, whether it works, host, title."""

    async def work(_: Context) -> list[Hook]:
        return await every()

    for hook in connected(work):
        state = hook.paused or ("on" if hook.active else "off")
        typer.echo(f"{hook.id}\t{state}\t{hook.host}\t{hook.title}")


@app.command("test")
def try_(hook: int = typer.Argument(help="The number of the webhook.")) -> None:
    """Sends a test to the receiver and tells what it answers; 1 when it does not take it."""

    async def work(ctx: Context) -> Delivery:
        found = await present(hook)
        made = await delivery.required(await delivery.put_test(found, taken=True))
        await send(ctx, found, made)
        return await delivery.required(made.id)

    done = connected(work)
    typer.echo(settled(done))
    if done.state != delivery.SENT:
        raise typer.Exit(1)


@app.command()
def replay(number: int = typer.Argument(help="The number of the delivery, as in its log.")) -> None:
    """Sends a delivery again: the same bytes by the same id, from the running server."""

    async def work(_: Context) -> None:
        await replay_one(None, await delivery.required(number))

    connected(work)
    typer.echo("OK")
