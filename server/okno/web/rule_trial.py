"""Trying a rule on past tickets, and what it has done lately: the other pages of a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from okno.catalog.automation import Rule
from okno.catalog.shape import build
from okno.clock import from_us
from okno.errors import Invalid
from okno.http import page
from okno.i18n import utc
from okno.settings import Settings
from okno.teams import Team, get_many as get_teams
from okno.text import N_, Phrase, plural
from okno.themes.rules import (
    AdminRuleRunsPage,
    AdminRuleTrialPage,
    CountRow,
    DaysLink,
    RunRow,
    TrialRow,
)
from okno.tickets import Ticket, rule_runs, rule_trial
from okno.tickets.reading import seen_among
from okno.tickets.rule_trial import Trial
from okno.tickets.visible import is_staff
from okno.web.action_words import Names, said
from okno.web.catalog_kinds import PAGES
from okno.web.faces import state_view
from okno.web.kind_forms import NEEDS
from okno.web.rule_editor import RuleScreen

OUTCOMES: Mapping[str, Phrase] = {
    "done": N_("done"),
    "nothing": N_("all was so already"),
    "refused": N_("refused"),
    "failed": N_("broken"),
}
_SO = N_("is so already: %(what)s")
_NO_WAY = N_("there is no way now: %(what)s")


class RuleTrial(RuleScreen):
    """What the rule, with its draft, would have done in the last days. Nothing is written."""

    tab = "try"

    @property
    def days(self) -> int:
        """How far back is looked."""
        sent = self.query.get("days", "")
        return next((days for days in rule_trial.DAYS if str(days) == sent), rule_trial.DAYS[0])

    async def context(self) -> AdminRuleTrialPage:
        """The tickets, or why it can't be tried."""
        body = self.body
        rule = build(Rule, {**body, "key": self.key}, lambda _path, _reason: None)
        trial, broken = Trial(), ""
        try:
            if rule is None or not rule.actions or not (rule.on or rule.after):
                raise Invalid({}, N_("Say when the rule acts and what it does: then it can be tried."))
            trial = await rule_trial.attempt(self.actor, rule, days=self.days)
        except Invalid as error:
            broken = self.t.say(next(iter(error.fields.values()), error.phrase))
        return AdminRuleTrialPage(
            head=await self.head(body),
            sentence=await self.sentence(body),
            days=self._days(),
            summary=self._summary(trial),
            rows=await self._rows(trial, rule),
            teams=await self._elsewhere(trial),
            more=self._more(trial),
            cut=self._cut(trial),
            broken=broken,
        )

    def _days(self) -> tuple[DaysLink, ...]:
        return tuple(
            DaysLink(
                href=f"{self.here}/try?days={days}",
                label=self.t.say(plural("%(n)s day", "%(n)s days", days)),
                current=days == self.days,
            )
            for days in rule_trial.DAYS
        )

    def _summary(self, trial: Trial) -> str:
        n = trial.seen + sum(trial.elsewhere.values())
        if not n:
            return self.t.say(N_("It would have acted on no request."))
        return self.t.say(plural("It would have acted on %(n)s request.", "It would have acted on %(n)s requests.", n))

    def _more(self, trial: Trial) -> str:
        left = trial.seen - len(trial.hits)
        return self.t.say(plural("and %(n)s more", "and %(n)s more", left)) if left else ""

    def _cut(self, trial: Trial) -> str:
        if not trial.cut:
            return ""
        return self.t.say(N_("Only the newest %(n)s requests that fit were looked at.", n=trial.looked))

    async def _rows(self, trial: Trial, rule: Rule | None) -> tuple[TrialRow, ...]:
        if rule is None or not trial.hits:
            return ()
        names, ids = await Names.of(rule.actions), await rule_trial.ids_of(rule)
        teams = await get_teams(one.team_id for one in trial.hits)
        return tuple(self._row(ticket, rule, names, ids, teams[ticket.team_id]) for ticket in trial.hits)

    def _row(self, ticket: Ticket, rule: Rule, names: Names, ids: Mapping[str, int], team: Team) -> TrialRow:
        moment = from_us(ticket.created_at)
        return TrialRow(
            number=ticket.id,
            href=f"/tickets/{ticket.number}",
            subject=ticket.subject,
            state=state_view(ticket, self.t.locale),
            team=team.name(self.t.locale),
            time=self.t.moment(moment),
            iso=utc(moment),
            effects=tuple(self._effects(ticket, rule, names, ids, team)),
        )

    def _effects(self, ticket: Ticket, rule: Rule, names: Names, ids: Mapping[str, int], team: Team) -> Sequence[str]:
        found = []
        for action in rule.actions:
            what = said(action, self.t, names)
            if not rule_trial.has_way(action, ticket):
                what = self.t.say(_NO_WAY.msgid, what=what)
            elif rule_trial.is_so(action, ticket, team, ids):
                what = self.t.say(_SO.msgid, what=what)
            found.append(what)
        return found

    async def _elsewhere(self, trial: Trial) -> tuple[CountRow, ...]:
        teams = await get_teams(trial.elsewhere)
        listed = [CountRow(label=teams[key].name(self.t.locale), count=str(n)) for key, n in trial.elsewhere.items()]
        return tuple(sorted(listed, key=lambda row: row.label.casefold()))


class RuleRuns(RuleScreen):
    """The last acts of the rule."""

    tab = "runs"

    async def context(self) -> AdminRuleRunsPage:
        """Each act with what came of it; of tickets that the reader does not see neither number nor subject."""
        runs = await rule_runs.last(self.key, self.actor)
        counts = await rule_runs.counts(self.key, self.actor)
        seen = await seen_among(self.actor, {one.ticket_id for one in runs})
        known = {key: one for key, one in seen.items() if is_staff(self.actor, one)}
        return AdminRuleRunsPage(
            head=await self.head(self.body),
            counts=tuple(
                CountRow(label=self.t.say(words), count=str(counts[key]), kind=key)
                for key, words in OUTCOMES.items()
                if counts.get(key)
            ),
            rows=tuple(self._run(one, known.get(one.ticket_id)) for one in runs),
            broken=await self.broken(),
        )

    def _run(self, one: rule_runs.RuleRun, ticket: Ticket | None) -> RunRow:
        moment = from_us(one.at)
        return RunRow(
            number=f"№ {ticket.number}" if ticket is not None else "",
            href=f"/tickets/{ticket.number}" if ticket is not None else "",
            subject=ticket.subject if ticket is not None else self.t.say(N_("a request that you do not see")),
            kind=one.outcome,
            outcome=self.t.say(OUTCOMES[one.outcome]),
            why=self.t.say(one.why) if one.why is not None else "",
            time=self.t.moment(moment),
            iso=utc(moment),
            title=self.t.full(moment),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The trial and the acts of a rule."""
    path = f"{PAGES['rule'].path}/{{key}}"
    return [
        page(f"{path}/try", RuleTrial, needs=NEEDS, methods=("GET",)),
        page(f"{path}/runs", RuleRuns, needs=NEEDS, methods=("GET",)),
    ]
