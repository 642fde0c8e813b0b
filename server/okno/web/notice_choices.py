"""What, where and when one is told: the page of the profile, devices, a trial."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.access import may
from okno.clock import DAYS, from_us, zone_of
from okno.errors import NotFound
from okno.http import Page, page
from okno.http.forms import texts
from okno.notify import push, trial, webpush
from okno.notify.choices import Wishes, wishes_of
from okno.notify.groups import CHANNELS, GROUPS, MAIL, PAGE, PUSH, Group
from okno.notify.keeping import keep
from okno.notify.times import HOURLY, USUAL, Times
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import FieldView
from okno.themes.notice_choices import ChoiceCell, ChoiceRow, DeviceRow, NoticeChoicesPage
from okno.web import toast
from okno.web.device import device
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

PATH = trial.PATH
CHANNEL_WORDS = {PAGE: N_("In Okno"), MAIL: N_("By mail"), PUSH: N_("On devices")}
DAY_WORDS = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
_DAILY = "day"
_TIMES = ("quiet_from", "quiet_until", "digest_at")


class Choices(Screen):
    """The page and its form."""

    section = "profile"

    async def load(self) -> None:
        """Reads what he has chosen until now."""
        self.wishes: Wishes = (await wishes_of([self.person]))[self.person.id]
        self.groups = shown_to(self)

    async def act(self) -> Response:
        """Keeps the choices; what waits to be sent is planned anew."""
        usual = self.text("act") == "usual"
        new = USUAL if usual else self._times()
        wanted = {
            (one.key, channel): channel in one.usual if usual else self.text(f"{one.key}.{channel}") == "1"
            for one in self.groups
            for channel in CHANNELS
            if channel not in one.fixed
        }
        version = self.text("version")
        await keep(
            self.person,
            wanted,
            new,
            before=self.wishes.times,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        )
        return self.go(PATH, self.t.say(N_("Your choices are kept")))

    def _times(self) -> Times:
        kind = self.text("digest")
        return Times(
            quiet_from=self.text("quiet_from")[:5],
            quiet_until=self.text("quiet_until")[:5],
            quiet_days=tuple(day for day in DAYS if day in texts(self.form, "quiet_days")),
            digest=self.text("digest_at")[:5] or "?" if kind == _DAILY else HOURLY if kind == HOURLY else "",
            urgent=self.text("urgent") == "1",
        )

    async def context(self) -> NoticeChoicesPage:
        """The grid, the times and the devices."""
        typed = self.problem is not None
        times = self._times() if typed else self.wishes.times
        fields, days, urgent = self._fields(times), self._days(times), self._urgent(times)
        errors = dict(self.errors)
        if "digest" in errors:
            errors["digest_at"] = errors.pop("digest")
        linked = (*fields.values(), days)
        return NoticeChoicesPage(
            channels=tuple(self.t.say(CHANNEL_WORDS[one]) for one in CHANNELS),
            rows=tuple(self._row(one, typed=typed) for one in self.groups),
            changed=bool(self.wishes.chosen) or self.wishes.times.version > 0,
            quiet_from=fields["quiet_from"],
            quiet_until=fields["quiet_until"],
            days=days,
            digest=self._digest(times),
            digest_at=fields["digest_at"],
            urgent=urgent,
            clock=self.t.city(zone_of(self.person.time_zone)),
            mail=self.person.mail,
            no_mail=self._no_mail(),
            version=self.wishes.times.version,
            devices=tuple([self._device(one) for one in await push.devices_of(self.person.id)]),
            push_key=webpush.public_key(self.settings.home) if self.settings.push.enabled else "",
            errors=error_links(linked, errors, self.notice if typed and not errors else ""),
        )

    def _row(self, group: Group, *, typed: bool) -> ChoiceRow:
        title = self.t.say(group.title)
        cells = []
        for channel in CHANNELS:
            name, word = f"{group.key}.{channel}", self.t.say(CHANNEL_WORDS[channel])
            cells.append(
                ChoiceCell(
                    name=name,
                    label=f"{title}: {word}",
                    wanted=self.text(name) == "1" if typed else self.wishes.wants(group.key, channel),
                    usual=channel in group.usual,
                    fixed=channel in group.fixed,
                    channel=word,
                )
            )
        return ChoiceRow(title=title, about=self.t.say(group.about), cells=tuple(cells))

    def _fields(self, times: Times) -> dict[str, FieldView]:
        at = times.digest if times.digest not in ("", HOURLY, "?") else ""
        errors = dict(self.errors) | ({"digest_at": self.errors["digest"]} if "digest" in self.errors else {})
        values = {"quiet_from": times.quiet_from, "quiet_until": times.quiet_until, "digest_at": at}
        made = Inputs(self.t, values, errors)
        words = (N_("From"), N_("Until"), N_("At what time, if once a day"))
        return {name: made.field("text", name, word, optional=True) for name, word in zip(_TIMES, words, strict=True)}

    def _days(self, times: Times) -> FieldView:
        options = [(day, self.t.say(DAY_WORDS[day])) for day in DAYS]
        made = Inputs(self.t, {}, self.errors)
        return made.options("many", "quiet_days", N_("Quiet days"), options, times.quiet_days)

    def _digest(self, times: Times) -> FieldView:
        options = [
            ("", self.t.say(N_("Each letter by itself, at once"))),
            (HOURLY, self.t.say(N_("Together, each full hour"))),
            (_DAILY, self.t.say(N_("Together, once a day"))),
        ]
        chosen = _DAILY if times.digest not in ("", HOURLY) else times.digest
        return Inputs(self.t, {}, {}).options("choice", "digest", N_("How letters come"), options, (chosen,))

    def _urgent(self, times: Times) -> FieldView | None:
        if not may(self.actor, "desk.open") and not self.actor.teams:
            return None
        made = Inputs(self.t, {"urgent": "1" if times.urgent else ""}, {})
        return made.field("yes", "urgent", N_("Critical requests of mine that burn come through at any hour"))

    def _no_mail(self) -> str:
        if not notify.can_send():
            return self.t.say(N_("No mail server is set: letters do not leave Okno yet."))
        return "" if self.person.mail else self.t.say(N_("There is no mail address of yours: no letters come."))

    def _device(self, one: push.Device) -> DeviceRow:
        return DeviceRow(
            id=one.id,
            name=device(one.browser, self.t),
            since=self.t.moment(from_us(one.created_at)),
            seen=self.t.moment(from_us(one.sent_at)) if one.sent_at is not None else "",
            silent=one.failures > 0,
            mark=hashlib.sha256(one.endpoint.encode()).hexdigest()[:16],
        )


def shown_to(current: Page) -> Sequence[Group]:
    """The groups that somebody can get notices of."""
    staff = may(current.actor, "desk.open") or bool(current.actor.teams)
    return [
        one for one in GROUPS.values() if (staff or not one.staff) and (not one.right or may(current.actor, one.right))
    ]


async def send_one(current: Page) -> Response:
    """Sends a trial notice."""
    tried = await trial.send_one(current.person)
    response = current.redirect(PATH)
    toast.put(response, current.visit, current.t.say(_went(tried)))
    return response


def _went(tried: trial.Tried) -> Phrase:
    if tried.mail and notify.can_send():
        return N_("Sent: to the list, to %(mail)s, to devices: %(n)s", mail=tried.mail, n=tried.devices)
    return N_("Sent: to the list, to devices: %(n)s", n=tried.devices)


async def subscribe(current: Page) -> Response:
    """Takes on the browser that asks."""
    await push.subscribe(
        current.person.id,
        endpoint=current.text("endpoint"),
        key=current.text("key"),
        secret=current.text("secret"),
        browser=current.request.headers.get("user-agent", ""),
    )
    return _back(current, N_("Notices come to this device now"))


async def unsubscribe(current: Page) -> Response:
    """Lets go of one of his devices."""
    number = str(current.params["device"])
    known = number.isascii() and number.isdigit() and len(number) < 19
    if not known or not await push.remove(current.person.id, int(number), actor_id=current.actor.id):
        raise NotFound(N_("There is no such device."))
    return _back(current, N_("The device is removed"))


def _back(current: Page, said: Phrase) -> Response:
    response = current.redirect(PATH)
    toast.put(response, current.visit, current.t.say(said))
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of choosing."""
    return [
        page(PATH, Choices, needs="profile.edit"),
        page(f"{PATH}/try", send_one, needs="profile.edit", methods=("POST",)),
        page(f"{PATH}/devices", subscribe, needs="profile.edit", methods=("POST",)),
        page(f"{PATH}/devices/{{device}}", unsubscribe, needs="profile.edit", methods=("POST",)),
    ]
