"""The pages of plugins: what is there and in which state, settings from the manifest, switching, removal of data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from okno import extend
from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.events.dispatch import deliver_due
from okno.extend import faults
from okno.hooks import failures
from okno.jobs import enqueue
from okno.settings import Settings
from tests.stands.plugins import Shelf
from tests.web.conftest import Company

PATH = "/admin/plugins"
TRIAL = f"{PATH}/trial"
HOUR = 3600 * SECOND_US
MANIFEST = """
    icon = "star"
    hooks = ["settings_check", "health"]
    listens = ["TicketDone"]
    [[permission]]
    key = "trial.report"
    title = { ru = "Видеть отчёт", en = "See the report" }
    [[job]]
    name = "tidy"
    every = "1h"
    title = { ru = "Уборка", en = "Tidying" }
    [[setting]]
    key = "days"
    type = "int"
    default = 7
    min = 1
    max = 60
    title = { ru = "Дни", en = "Days" }
    help = { ru = "Сколько ждать.", en = "How long to wait." }
    [[setting]]
    key = "token"
    type = "secret"
    title = { ru = "Ключ", en = "Token" }
    [[setting]]
    key = "pause"
    type = "duration"
    default = "2h"
    title = { ru = "Пауза", en = "Pause" }
    [[setting]]
    key = "mood"
    type = "choice"
    required = true
    default = "calm"
    choices = [
        { key = "calm", title = { ru = "Тихо", en = "Calm" } },
        { key = "loud", title = { ru = "Громко", en = "Loud" } },
    ]
    title = { ru = "Тон", en = "Mood" }
    [[setting]]
    key = "loudly"
    type = "bool"
    title = { ru = "Вслух", en = "Loudly" }
    [[setting]]
    key = "greeting"
    type = "texts"
    title = { ru = "Приветствие", en = "Greeting" }
    [[setting]]
    key = "hosts"
    type = "list"
    title = { ru = "Узлы", en = "Hosts" }
"""
FILES = {
    "hooks.py": '''
        """Hooks."""
        from okno.extend import HealthLine, listen
        from okno.text import N_

        async def settings_check(ctx, *, values):
            return {"days": N_("Not thirteen.")} if values["days"] == 13 else None

        async def health(ctx):
            return [HealthLine(N_("One"), ctx.settings["days"] != 5, N_("It is looked at."))]

        @listen("TicketDone")
        async def done(ctx, fact):
            """Hears."""
    ''',
    "jobs.py": '''
        """Jobs."""
        async def tidy(ctx, payload):
            """Tidies."""
    ''',
}
NEEDY = """
    [[setting]]
    key = "server"
    required = true
    title = { ru = "Сервер", en = "Server" }
"""


@pytest.fixture
def loaded_plugins(tmp_path: Path) -> Iterator[str]:
    """Plugins in this process: two that are whole, one lacks a setting, two can't be imported or read."""
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", FILES, manifest=MANIFEST)
    shelf.put("needy", manifest=NEEDY)
    shelf.put("broken", {"hooks.py": "import nothing_like_this"})
    shelf.put("unread", whole="name = ")
    shelf.put("keeper", manifest='[data]\nremovable = "keep"')
    with shelf.loaded():
        yield ""
    failures.forget()


async def settings_of(company: Company, **typed: str) -> dict[str, str]:
    """Saves the settings of the plugin with what was typed and gives what is stored, by key."""
    page = await company.admin.open(TRIAL)
    await company.admin.send(page.form(TRIAL), fill={f"s.{key}": value for key, value in typed.items()})
    rows = await fetch("SELECT key, value FROM plugin_setting WHERE plugin = 'trial'")
    return {row["key"]: row["value"] for row in rows}


async def audited() -> list[str]:
    """Kinds of audited facts about plugins, the oldest first."""
    return [row["kind"] for row in await fetch("SELECT kind FROM audit WHERE kind LIKE 'Plugin%' ORDER BY event_id")]


async def test_those_that_need_somebody_come_first_and_say_why(company: Company) -> None:
    page = await company.admin.open(PATH)
    titles = [
        href.removeprefix(f"{PATH}/") for href, _ in page.links if href.startswith(f"{PATH}/") and "#" not in href
    ]
    order = list(dict.fromkeys(titles))
    assert set(order[:3]) == {"broken", "needy", "unread"}
    assert set(order[3:]) == {"trial", "keeper"}
    text = page.text("main")
    for words in (
        "ModuleNotFoundError",
        "hooks.py:1",
        "Set this first: Server",
        "not right TOML",
        "2 of 5 run",
        "Runs",
    ):
        assert words in text
    assert "Plugins 3" in page.text("nav")


async def test_what_a_plugin_adds_is_listed(company: Company) -> None:
    text = (await company.admin.open(PATH)).text("main")
    for words in ("See the report", "trial.report", "x.trial.tidy", "has not run yet", "TicketDone", "settings_check"):
        assert words in text
    now = now_us()
    sql = "INSERT INTO schedule (name, plan, next_at, last_at) VALUES ('x.trial.tidy', '-', $1, $2)"
    await execute(sql, now + HOUR, now - HOUR)
    text = (await company.admin.open(TRIAL)).text("main")
    assert "last time" in text
    assert "next time" in text


async def test_without_plugins_it_says_how_to_get_one(company: Company, settings: Settings) -> None:
    extend.load(settings, found=())
    assert "pip install okno-NAME" in (await company.admin.open(PATH)).text("main")


async def test_only_who_manages_plugins_sees_them(company: Company) -> None:
    for who in (company.anna, company.boris):
        for path in (PATH, TRIAL, f"{TRIAL}/data", f"{PATH}/nothing"):
            await who.open(path, status=403)
    await company.admin.open(f"{PATH}/nothing", status=404)
    assert PATH not in dict((await company.boris.open("/")).links)
    assert PATH in dict((await company.admin.open("/admin/people")).links)


async def test_it_is_switched_off_and_taken_back(company: Company) -> None:
    page = await company.admin.open(PATH)
    page = await company.admin.send(page.form(f"{TRIAL}/disable"))
    assert company.admin.path == PATH
    assert not extend.active("trial")
    assert "is switched off, its data stays" in page.text("toast")
    page = await company.admin.send(page.form(f"{TRIAL}/enable"))
    assert extend.active("trial")
    assert await audited() == ["PluginDisabled", "PluginEnabled"]
    log = (await company.admin.open("/admin/audit?group=plugins")).text("main")
    assert "Ольга Админ switches the plugin “Trial” off" in log


async def test_settings_are_made_from_the_manifest(company: Company) -> None:
    page = await company.admin.open(TRIAL)
    text = page.text("main")
    for words in (
        "How long to wait. From 1 to 60. Usually: 7.",
        "Usually: 2h.",
        "It is not set.",
        "Greeting, in Russian",
    ):
        assert words in text
    form = page.form(TRIAL)
    assert form.values["s.days"] == ["7"]
    assert form.values["s.pause"] == ["2h"]
    stored = await settings_of(
        company,
        days="21",
        pause="90m",
        loudly="1",
        mood="loud",
        hosts="one.test\ntwo.test",
        **{"greeting.ru": "Привет"},
    )
    assert stored == {
        "days": "21",
        "pause": "5400",
        "loudly": "true",
        "mood": '"loud"',
        "hosts": '["one.test", "two.test"]',
        "greeting": '{"ru": "Привет", "en": "Привет"}',
    }
    form = company.admin.page.form(TRIAL)
    assert (form.values["s.pause"], form.values["s.hosts"]) == (["90m"], ["one.test\ntwo.test"])
    assert extend.values("trial")["days"] == 21
    payload = await fetch_value("SELECT payload FROM event WHERE kind = 'PluginSettingsChanged'")
    assert "two.test" not in str(payload)
    assert "mood" in str(payload)


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(company: Company) -> None:
    page = await company.admin.open(TRIAL)
    page = await company.admin.send(
        page.form(TRIAL), 422, fill={"s.days": "90", "s.pause": "soon", "s.hosts": "a.test"}
    )
    text = page.text("main")
    assert "Days: Not more than 60." in text
    assert "Pause: Write a length of time" in text
    form = page.form(TRIAL)
    assert (form.values["s.days"], form.values["s.hosts"]) == (["90"], ["a.test"])
    page = await company.admin.send(form, 422, fill={"s.days": "13", "s.pause": "1h"})
    assert "Days: Not thirteen." in page.text("main"), "the plugin itself looks at its settings"
    assert not await fetch("SELECT 1 FROM plugin_setting")


async def test_a_secret_is_never_shown_again(company: Company) -> None:
    stored = await settings_of(company, token="a-very-secret-word")
    assert "a-very-secret-word" not in stored["token"]
    assert extend.values("trial")["token"] == "a-very-secret-word"
    page = await company.admin.open(TRIAL)
    assert "a-very-secret-word" not in company.admin.response.text
    assert "It is set and not shown" in page.text("main")
    await company.admin.send(page.form(TRIAL), fill={"s.days": "8"})
    assert extend.values("trial")["token"] == "a-very-secret-word", "left empty it stays"
    page = await company.admin.open(TRIAL)
    await company.admin.send(page.form(TRIAL), fill={"s.clear.token": "1"})
    assert not extend.values("trial")["token"]
    assert "It is not set." in company.admin.page.text("main")


async def test_who_comes_second_keeps_what_was_typed(company: Company) -> None:
    page = await company.admin.open(TRIAL)
    await settings_of(company, days="9")
    page = await company.admin.send(page.form(TRIAL), 409, fill={"s.days": "11"})
    assert "Somebody else has changed this plugin meanwhile" in page.text("main")
    form = page.form(TRIAL)
    assert form.values["s.days"] == ["11"]
    await company.admin.send(form)
    assert extend.values("trial")["days"] == 11


async def test_a_plugin_without_what_it_needs_runs_once_it_is_set(company: Company) -> None:
    page = await company.admin.open(f"{PATH}/needy")
    assert "Set this first: Server" in page.text("main")
    await company.admin.send(page.form(f"{PATH}/needy"), 422, fill={"s.server": ""})
    await company.admin.send(company.admin.page.form(f"{PATH}/needy"), fill={"s.server": "mail.test"})
    assert extend.active("needy")


async def test_how_it_is_and_what_failed_is_told_without_words(company: Company) -> None:
    assert "One: It is looked at." in (await company.admin.open(TRIAL)).text("main")
    failures.failed("trial", "health", ValueError("Канарейка"))
    async with tx():
        await enqueue("x.trial.tidy", {"subject": "Канарейка"})
    await execute("UPDATE job SET attempts = 3, error = 'KeyError: Канарейка', failed_at = $1", now_us())
    text = (await company.admin.open(TRIAL)).text("main")
    assert "Канарейка" not in company.admin.response.text
    for words in ("ValueError", "1 time", "job tidy", "KeyError", "3 tries", "1 job is given up"):
        assert words in text
    assert "Plugin “Trial”" in (await company.admin.open("/admin/failures")).text("main")


async def test_its_data_goes_when_its_name_is_typed_and_it_is_off(company: Company) -> None:
    await settings_of(company, days="9")
    text = (await company.admin.open(TRIAL)).text("main")
    assert "After that it can be removed here" in text
    await company.admin.send(company.admin.page.form(f"{TRIAL}/disable"))
    async with tx():
        await enqueue("x.trial.tidy")
    page = await company.admin.open(f"{TRIAL}/data")
    assert "Settings that were changed1" in page.text("main")
    assert "Jobs that wait or failed1" in page.text("main")
    page = await company.admin.send(page.form(f"{TRIAL}/data"), 422, name="trail")
    assert "Type the name trial" in page.text("main")
    page = await company.admin.send(page.form(f"{TRIAL}/data"), name="trial")
    assert "is removed" in page.text("toast")
    assert not await fetch("SELECT 1 FROM plugin_setting")
    assert not await fetch("SELECT 1 FROM job WHERE name LIKE 'x.trial.%'")
    assert "PluginDataRemoved" in await audited()


async def test_what_is_kept_for_good_is_not_offered(company: Company) -> None:
    await company.admin.send((await company.admin.open(PATH)).form(f"{PATH}/keeper/disable"))
    page = await company.admin.open(f"{PATH}/keeper/data")
    assert "keeps its data for good" in page.text("main")
    assert not page.has_form(f"{PATH}/keeper/data")


async def test_one_notice_of_what_does_not_start_however_often_it_is_seen(company: Company) -> None:
    for _ in range(3):
        await faults.tell()
    await extend.suspend("trial", what="health", fault="ValueError")
    await extend.suspend("trial", what="health", fault="ValueError")
    while await deliver_due():
        pass
    text = (await company.admin.open("/notices")).text("main")
    assert text.count("is stopped, for it failed again and again") == 1
    assert text.count("does not start") == 2, "broken and unread, once each"
    assert "does not start" not in (await company.boris.open("/notices")).text("main")
    assert (await fetch_value("SELECT count(*) FROM audit WHERE kind = 'PluginFailed'")) == 2
    page = await company.admin.open(PATH)
    assert "ValueError (health)" in page.text("main")
    await company.admin.send(page.form(f"{TRIAL}/enable"))
    assert extend.active("trial")
