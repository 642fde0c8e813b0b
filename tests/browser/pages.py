"""Every page of Okno, once: who sees it, and the way to it. The tests of pages and the gallery read this list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.browser import ways
from tests.browser.ways import TICKET, Steps, follows, goes

Role = Literal["visitor", "employee", "agent", "lead", "manager", "administrator"]


@dataclass(frozen=True)
class Shown:
    """A page: `path` is its address, or the pattern of its route where `steps` find the way."""

    title: str
    login: str
    path: str
    steps: Steps | None = None
    like: str = ""
    """A page of the same template: it shows axe the same parts, so this one is looked at more briefly."""

    @property
    def way(self) -> Steps:
        """How to come there."""
        return self.steps or goes(self.path)


REQUEST = "main a[href^='/tickets/']"
SERVICE = "/admin/catalog/services/onboarding"
MEMBER = ".edit-members a"
PLUGIN = ".plug h2 a"

VISITORS = {
    "sign-in": Shown("Signing in", "", "/sign-in"),
    "forgot": Shown("A new password by mail", "", "/forgot"),
    "link-over": Shown("A link that is over", "", "/reset/of-long-ago"),
    "invitation-open": Shown(
        "The first password of a new colleague", "admin", "/invitation/{secret}", ways.invitation_open
    ),
    "letters-link": Shown("Fewer letters, from the link in each of them", "", "/letters/of-nobody"),
    "offline": Shown("No connection", "", "/offline"),
}
EMPLOYEES = {
    "portal": Shown("The first page", "vera", "/"),
    "portal-suggests": Shown(
        "Services are offered while one types, even for a mistyped word", "vera", "/", ways.suggested
    ),
    "catalog": Shown("All services", "vera", "/catalog"),
    "catalog-direction": Shown("Services of one direction", "vera", "/catalog?category=it"),
    "catalog-heard": Shown("Found although typed in the wrong keyboard layout", "vera", "/catalog?q=ghbynth"),
    "catalog-nothing": Shown("Nothing is found", "vera", "/catalog?q=ъъъъ"),
    "catalog-starred": Shown("Favourite services", "vera", "/catalog?starred=1"),
    "service": Shown("Ordering a monitor", "vera", "/catalog/monitor"),
    "service-refused": Shown("A form with mistakes", "vera", "/catalog/monitor", ways.refused),
    "service-long": Shown(
        "A form whose questions depend on the answers", "galina", "/catalog/onboarding", like="service"
    ),
    "my-requests": Shown("My requests", "vera", "/tickets"),
    "my-requests-closed": Shown("My requests that are closed", "vera", "/tickets?show=closed", like="my-requests"),
    "request": Shown("A request", "vera", "/tickets/{number}", follows("/tickets", REQUEST)),
    "approvals": Shown("What waits for my decision", "vera", "/approvals"),
    "request-to-decide": Shown(
        "A request that waits for my decision", "vera", "/tickets/{number}", follows("/approvals", REQUEST)
    ),
    "announcements": Shown("Announcements", "vera", "/announcements"),
    "search": Shown("Search", "vera", "/search"),
    "search-mine": Shown("Search over my requests", "vera", "/search?q=монитор", like="search-found"),
    "notices": Shown("Notices", "vera", "/notices"),
    "profile": Shown("My profile", "vera", "/profile"),
    "absence": Shown("Holidays, illness and who stands in", "vera", "/profile/absence"),
    "notice-choices": Shown("What to hear of, where and when", "vera", "/profile/notices"),
    "my-rights": Shown("What I may do, and why", "timur", "/profile/access"),
    "tokens": Shown("A token for a script, shown once", "mary", "/profile/tokens", ways.token_shown),
    "second-factor": Shown("The second step of signing in", "mary", "/profile/second-factor", ways.second_factor_drawn),
    "not-found": Shown("What does not exist, or is not mine", "vera", "/tickets/99999"),
}
AGENTS = {
    "portal-of-agent": Shown("The first page of somebody who also works on requests", "timur", "/", like="portal"),
    "overview": Shown("The state of things in my teams", "timur", "/desk/overview"),
    "my-day": Shown("My day", "timur", "/desk/my-day"),
    "desk": Shown("The queue of all requests", "timur", "/desk/all"),
    "desk-mine": Shown("My requests in work", "timur", "/desk/mine"),
    "desk-conditions": Shown("A queue narrowed by conditions", "timur", "/desk/all?add=-", like="desk"),
    "desk-lists": Shown("My lists", "timur", "/desk/lists"),
    "desk-preview": Shown("A request beside the queue", "timur", "/desk/preview/{number}", ways.previewed),
    "desk-bulk": Shown("One act on several requests", "timur", "/desk/bulk", ways.chosen),
    "desk-bulk-left": Shown("What an act could not do, and why", "timur", "/desk/bulk/{bulk}", ways.left_alone),
    "desk-tasks": Shown("Tasks", "timur", "/desk/tasks"),
    "task": Shown("A task", "timur", "/tasks/{task}", follows("/desk/tasks", "main a[href^='/tasks/']")),
    "ticket": Shown("A request as its agent sees it", "timur", "/tickets/{number}", follows("/desk/all", TICKET)),
    "ticket-hand-over": Shown("Handing a request over", "timur", "/tickets/{number}", ways.hand_over, like="ticket"),
    "ticket-clock": Shown(
        "How the time of a request adds up", "timur", "/tickets/{number}", ways.adds_up, like="ticket"
    ),
    "ticket-links": Shown(
        "Linked requests", "timur", "/tickets/{number}/links", follows("/desk/all", TICKET, "/links")
    ),
    "ticket-merge": Shown(
        "Two requests become one", "timur", "/tickets/{number}/merge", follows("/desk/all", TICKET, "/merge")
    ),
    "ticket-split": Shown(
        "One request becomes two", "timur", "/tickets/{number}/split", follows("/desk/all", TICKET, "/split")
    ),
    "ticket-reclassify": Shown(
        "Another service, another form",
        "timur",
        "/tickets/{number}/reclassify",
        follows("/desk/all", TICKET, "/reclassify"),
    ),
    "search-found": Shown("Search over requests", "timur", "/search?q=монитор"),
    "search-people": Shown("Search over people", "timur", "/search?q=вера&kind=people"),
    "search-everywhere": Shown("The box of the search, from any page", "timur", "/desk/all", ways.searched),
    "own-replies": Shown("My canned replies", "timur", "/profile/replies"),
    "own-reply": Shown(
        "A canned reply of mine", "timur", "/profile/replies/{reply}", ways.own_reply, like="own-replies"
    ),
}
LEADS = {
    "board": Shown("Who of the team has which work", "matvey", "/desk/it-support/board"),
    "hand-out": Shown("Handing out what nobody has", "matvey", "/desk/it-support/board/hand-out"),
    "desk-team": Shown("The people of my team", "matvey", "/desk/it-support/team"),
    "overview-of-lead": Shown("The state of things, for who leads", "matvey", "/desk/overview", like="overview"),
    "absence-of-other": Shown("The absence of somebody in my team", "admin", "/people/3/absence", like="absence"),
}
MANAGERS = {
    "announcement-new": Shown("A new announcement", "admin", "/announcements/new"),
    "announcement-refused": Shown(
        "An announcement with mistakes", "admin", "/announcements/new", ways.announcement_refused
    ),
    "announcement": Shown("An outage that everybody sees", "admin", "/announcements/{number}", ways.published),
    "announcement-edit": Shown(
        "An announcement that changes", "admin", "/announcements/{number}/edit", ways.announced, like="announcement-new"
    ),
}
PEOPLE = {
    "people": Shown("People", "admin", "/admin/people"),
    "person": Shown(
        "A person",
        "admin",
        "/admin/people/{person}",
        follows("/admin/people?q=ksenia", "#people-rows a[href^='/admin/people/']"),
    ),
    "person-data": Shown("What is kept about a person", "admin", "/admin/people/1/data"),
    "invitation": Shown("An invitation, shown once", "admin", "/admin/people/{person}/invite", ways.invited),
    "teams": Shown("Teams", "admin", "/admin/teams"),
    "team": Shown("A team", "admin", "/admin/teams/{team}", follows("/admin/teams", "main a[href^='/admin/teams/']")),
    "roles": Shown("Roles", "admin", "/admin/roles", ways.sections_open),
    "role": Shown("A role", "admin", "/admin/roles/agent"),
    "access": Shown("Who may do what", "admin", "/admin/access?ask=who&right=ticket.see"),
    "access-to-ticket": Shown("Who sees a request", "admin", "/admin/access?ask=ticket"),
    "access-of": Shown("What a person may do", "admin", "/admin/access/1"),
    "sessions": Shown("Who is signed in", "admin", "/admin/sessions?person=1"),
    "sessions-tokens": Shown("Tokens of all people", "admin", "/admin/sessions?tab=tokens"),
    "audit": Shown("The record of what was done", "admin", "/admin/audit?group=roles"),
    "emergency": Shown("Reading a request in an emergency", "admin", "/admin/emergency"),
    "emergency-refused": Shown("An emergency without a reason", "admin", "/admin/emergency", ways.emergency_refused),
    "messages": Shown("Messages that wait", "admin", "/admin/messages"),
    "failures": Shown("What did not work", "admin", "/admin/failures"),
    "plugins": Shown("Plugins", "admin", "/admin/plugins"),
    "plugin": Shown("A plugin", "admin", "/admin/plugins/{name}", follows("/admin/plugins", PLUGIN)),
    "plugin-data": Shown(
        "What a plugin keeps", "admin", "/admin/plugins/{name}/data", follows("/admin/plugins", PLUGIN, "/data")
    ),
}
SERVICES = {
    "admin-catalog": Shown("The catalog", "admin", "/admin/catalog"),
    "catalog-history": Shown("All revisions of the catalog", "admin", "/admin/catalog/history"),
    "catalog-revision": Shown("A revision", "admin", "/admin/catalog/history/1"),
    "service-new": Shown("A new service", "admin", "/admin/catalog/services/new"),
    "service-texts": Shown("Texts of a service", "admin", "/admin/catalog/services/onboarding"),
    "service-place": Shown("Its place and due times", "admin", "/admin/catalog/services/onboarding/place"),
    "service-form": Shown("Its form", "admin", "/admin/catalog/services/onboarding/form"),
    "service-field": Shown(
        "A question of the form",
        "admin",
        "/admin/catalog/services/{key}/form/{field}",
        follows(f"{SERVICE}/form", MEMBER),
    ),
    "service-approval": Shown(
        "Its approval", "admin", "/admin/catalog/services/onboarding/approval", like="service-form"
    ),
    "service-step": Shown(
        "A step of the approval",
        "admin",
        "/admin/catalog/services/{key}/approval/{step}",
        follows(f"{SERVICE}/approval", MEMBER),
    ),
    "service-tasks": Shown("Its tasks", "admin", "/admin/catalog/services/onboarding/tasks", like="service-form"),
    "service-task": Shown(
        "A task of the service",
        "admin",
        "/admin/catalog/services/{key}/tasks/{task}",
        follows(f"{SERVICE}/tasks", MEMBER),
    ),
    "service-articles": Shown(
        "Its advice", "admin", "/admin/catalog/services/onboarding/articles", like="service-form"
    ),
    "service-routes": Shown("Who gets its requests", "admin", "/admin/catalog/services/printer/routes"),
    "service-state": Shown(
        "Its changes before they are published", "admin", "/admin/catalog/services/onboarding/state"
    ),
    "service-preview": Shown("Its form as people will see it", "admin", "/admin/catalog/services/onboarding/preview"),
}
KINDS = {
    "calendars": Shown("Working hours", "admin", "/admin/catalog/calendars", like="rules"),
    "calendar": Shown("A calendar with holidays", "admin", "/admin/catalog/calendars/office"),
    "calendar-day": Shown(
        "A holiday of the calendar",
        "admin",
        "/admin/catalog/calendars/{key}/days/{day}",
        follows("/admin/catalog/calendars/office", "main a[href*='/days/']"),
    ),
    "calendar-new": Shown("A new calendar", "admin", "/admin/catalog/calendars/new", like="service-new"),
    "calendar-state": Shown(
        "A calendar with holidays: changes before they are published",
        "admin",
        "/admin/catalog/calendars/office/state",
        like="service-state",
    ),
    "categories": Shown("Directions of the catalog", "admin", "/admin/catalog/categories", like="rules"),
    "category": Shown("A direction", "admin", "/admin/catalog/categories/it"),
    "category-new": Shown("A new direction", "admin", "/admin/catalog/categories/new", like="service-new"),
    "category-state": Shown(
        "A direction: changes before they are published",
        "admin",
        "/admin/catalog/categories/it/state",
        like="service-state",
    ),
    "lifecycles": Shown("Lives of requests", "admin", "/admin/catalog/lifecycles", like="rules"),
    "lifecycle": Shown("A life: states and ways", "admin", "/admin/catalog/lifecycles/default"),
    "lifecycle-state-of": Shown(
        "A state in the life of requests", "admin", "/admin/catalog/lifecycles/default/states/in_progress"
    ),
    "lifecycle-way": Shown("A way from state to state", "admin", "/admin/catalog/lifecycles/default/ways/1"),
    "lifecycle-new": Shown("A new life of requests", "admin", "/admin/catalog/lifecycles/new", like="service-new"),
    "lifecycle-state": Shown(
        "A life: changes before they are published",
        "admin",
        "/admin/catalog/lifecycles/default/state",
        like="service-state",
    ),
    "macros": Shown("Macros", "admin", "/admin/catalog/macros", like="rules"),
    "macro": Shown("A macro", "admin", "/admin/catalog/macros/take-and-tell"),
    "macro-new": Shown("A new macro", "admin", "/admin/catalog/macros/new", like="service-new"),
    "macro-state": Shown(
        "A macro: changes before they are published",
        "admin",
        "/admin/catalog/macros/take-and-tell/state",
        like="service-state",
    ),
    "policies": Shown("Who gets another level", "admin", "/admin/catalog/policies", like="rules"),
    "policy": Shown("A rule of service", "admin", "/admin/catalog/policies/critical-outages"),
    "policy-new": Shown("A new rule of service", "admin", "/admin/catalog/policies/new", like="service-new"),
    "policy-state": Shown(
        "A rule of service: changes before they are published",
        "admin",
        "/admin/catalog/policies/critical-outages/state",
        like="service-state",
    ),
    "priorities": Shown("Priorities", "admin", "/admin/catalog/priorities", like="rules"),
    "priority": Shown("Priorities by impact and urgency", "admin", "/admin/catalog/priorities/default"),
    "priority-new": Shown("New priorities", "admin", "/admin/catalog/priorities/new", like="service-new"),
    "priority-state": Shown(
        "Priorities by impact and urgency: changes before they are published",
        "admin",
        "/admin/catalog/priorities/default/state",
        like="service-state",
    ),
    "replies": Shown("Canned replies of teams", "admin", "/admin/catalog/replies", like="rules"),
    "reply": Shown("Canned replies of a team", "admin", "/admin/catalog/replies/it-support"),
    "reply-one": Shown(
        "A canned reply",
        "admin",
        "/admin/catalog/replies/{key}/{reply}",
        follows("/admin/catalog/replies/it-support", MEMBER),
    ),
    "reply-new": Shown("Replies of one more team", "admin", "/admin/catalog/replies/new", like="service-new"),
    "reply-state": Shown(
        "Canned replies of a team: changes before they are published",
        "admin",
        "/admin/catalog/replies/it-support/state",
        like="service-state",
    ),
    "rules": Shown("Rules that act by themselves", "admin", "/admin/catalog/rules"),
    "rule": Shown("A rule", "admin", "/admin/catalog/rules/vip-first"),
    "rule-try": Shown("A rule tried on requests of the past", "admin", "/admin/catalog/rules/vip-first/try?days=90"),
    "rule-runs": Shown("What a rule has done", "admin", "/admin/catalog/rules/vip-first/runs"),
    "rule-new": Shown("A new rule", "admin", "/admin/catalog/rules/new"),
    "rule-state": Shown(
        "A rule: changes before they are published",
        "admin",
        "/admin/catalog/rules/vip-first/state",
        like="service-state",
    ),
    "sla": Shown("Levels of service", "admin", "/admin/catalog/sla", like="rules"),
    "level": Shown("A level: due times and what happens then", "admin", "/admin/catalog/sla/incident"),
    "level-step": Shown(
        "A step of the level",
        "admin",
        "/admin/catalog/sla/{key}/steps/{step}",
        follows("/admin/catalog/sla/incident", "main a[href*='/steps/']"),
    ),
    "level-new": Shown("A new level", "admin", "/admin/catalog/sla/new", like="service-new"),
    "level-state": Shown(
        "A level: changes before they are published", "admin", "/admin/catalog/sla/incident/state", like="service-state"
    ),
    "catalog-teams": Shown("Teams of the catalog", "admin", "/admin/catalog/teams", like="rules"),
    "catalog-team": Shown("A team of the catalog", "admin", "/admin/catalog/teams/it-support"),
    "catalog-team-new": Shown("A new team", "admin", "/admin/catalog/teams/new", like="service-new"),
    "catalog-team-state": Shown(
        "A team of the catalog: changes before they are published",
        "admin",
        "/admin/catalog/teams/it-support/state",
        like="service-state",
    ),
}
ROLES: dict[Role, dict[str, Shown]] = {
    "visitor": VISITORS,
    "employee": EMPLOYEES,
    "agent": AGENTS,
    "lead": LEADS,
    "manager": MANAGERS,
    "administrator": {**PEOPLE, **SERVICES, **KINDS},
}
PAGES: dict[str, Shown] = {name: one for pages in ROLES.values() for name, one in pages.items()}
