"""A small catalog that is right and says something with every key that the model has."""

from typing import Any

from okno.catalog.automation import Action, Criterion, Macro, Rule
from okno.catalog.levels import ClockStep, Policy
from okno.catalog.model import (
    ApprovalStep,
    Article,
    Audience,
    CalendarSpec,
    Catalog,
    Category,
    Choice,
    Condition,
    Field,
    Lifecycle,
    PriorityMatrix,
    Reply,
    ReplySet,
    Route,
    Service,
    SlaSpec,
    State,
    Target,
    TaskSpec,
    TeamSpec,
    Transition,
)


def said(ru: str, en: str) -> dict[str, str]:
    """Words in both languages."""
    return {"ru": ru, "en": en}


NAME = said("Имя", "Name")
ROOM = Choice(value="room", title=said("Комната", "Room"), note=said("На одного", "For one"))
HALL = Choice(value="hall", title=said("Зал", "Hall"))
IN_HALL = (Condition(answer="where", values=("hall",)),)
MANY = (Condition(answer="people", at_least=5, below=30),)
HOSTED = (Condition(answer="where", others=("hall",)), Condition(answer="host", filled=True))
CORNER = Choice(value="corner", title=said("Угол", "Corner"), of=("room", "hall"))

FIELDS = (
    Field(key="about", type="heading", title=said("О встрече", "About the meeting")),
    Field(key="where", type="select", title=NAME, choices=(ROOM, HALL), required=True, default="room"),
    Field(key="part", type="linked", title=NAME, parent="where", choices=(CORNER,)),
    Field(key="people", type="number", title=NAME, min=1, max=40, whole=True, show_if=IN_HALL),
    Field(key="price", type="money", title=NAME, currency="EUR", required_if=MANY),
    Field(key="code", type="string", title=NAME, help=said("А-12", "A-12"), max_length=8, pattern=r"\w-[0-9]+"),
    Field(key="pass", type="string", title=NAME, help=said("Как 12-34", "Such as 12-34"), mask="99-99"),
    Field(key="host", type="person", title=NAME, prefill="self"),
    Field(key="note", type="text", title=NAME, show_if=HOSTED),
    Field(key="check", type="checkbox", title=NAME, required_to_close=True, teams=("rooms",)),
)  # fmt: skip

STEPS = (
    ApprovalStep(key="boss", title=NAME, ask="manager", remind="4h", deadline="2d", at_deadline="refuse"),
    ApprovalStep(key="post", title=NAME, ask="role", role="manager", team="rooms", need="all"),
    ApprovalStep(key="one", title=NAME, ask="person", person="vera", need=1),
    ApprovalStep(key="named", title=NAME, ask="field", field="host", when=IN_HALL),
)  # fmt: skip

TASKS = (
    TaskSpec(key="clean", title=NAME, text=said("Убрать", "Clean"), team="rooms", due="4h", shows=("where",)),
    TaskSpec(
        key="open", title=NAME, team="rooms", due="1h", after=("clean",),
        fields=(Field(key="key", type="string", title=NAME),),
        when=IN_HALL,
    ),
)  # fmt: skip

MEETING = Service(
    key="meeting", title=NAME, summary=NAME, description=NAME, done_text=NAME, category="halls", icon="calendar",
    kind="request", kinds=("consultation",), team="rooms", owner=NAME, lifecycle="short", sla="usual", respond="1h",
    resolve="8h", cost=100, currency="EUR", popular=True, words={"ru": ("сходка",), "en": ("gathering",)},
    visible_to=Audience(groups=("staff",), departments=("Отдел",)), subject=said("Встреча: {code}", "Meeting: {code}"),
    fields=FIELDS, approval=STEPS, approval_order="parallel", tasks=TASKS, finish_by_tasks=False,
    articles=(Article(title=NAME, text=NAME),), skills=("projector",),
    routes=(Route(team="rooms", departments=("Отдел",)), Route(team="rooms", places=("Офис",))),
)  # fmt: skip
BREAKAGE = Service(
    key="breakage", title=NAME, summary=NAME, done_text=NAME, category="rooms", icon="headset", kind="incident",
    team="rooms", owner=NAME, sla="usual",
)  # fmt: skip


CRITERIA = (
    Criterion(of="priority", values=("high",)),
    Criterion(of="state", others=("waits",)),
    Criterion(of="assignee", filled=False),
    Criterion(of="created", at_least=1, below=8),
    Criterion(of="subject", words="зал"),
)
ACTIONS = (
    Action(do="priority", value="high"),
    Action(do="tell", who=("lead",)),
    Action(do="task", key="rooms", value="4h", text=NAME),
)


def _lifecycle(key: str) -> Lifecycle:
    states: Any = (
        State(key="new", title=NAME, requester=NAME, glyph="new", phase="open"),
        State(key="waits", title=NAME, requester=NAME, glyph="wait", phase="paused", pause="approval"),
        State(key="done", title=NAME, requester=NAME, glyph="done", phase="done"),
        State(key="closed", title=NAME, requester=NAME, glyph="closed", phase="closed"),
    )
    ways = (
        Transition(origins=("new",), to="waits", title=NAME, who=("rule",)),
        Transition(origins=("waits",), to="new", title=NAME, who=("rule",)),
        Transition(origins=("waits",), to="closed", title=NAME, who=("rule",)),
        Transition(
            origins=("new",),
            to="done",
            title=NAME,
            who=("agent",),
            right="ticket.handle",
            asks="required",
            guards=("x.trial.guard",),
        ),
        Transition(origins=("new",), to="done", title=NAME, who=("rule",)),
        Transition(origins=("new",), to="closed", title=NAME, who=("requester",), right="ticket.own"),
        Transition(origins=("done",), to="closed", title=NAME, who=("requester",), right="ticket.own"),
        Transition(origins=("done",), to="new", title=NAME, who=("requester",), right="ticket.own"),
    )
    return Lifecycle(
        key=key, title=NAME, start="new", auto_close_days=3, reopen_days=5, states=states, transitions=ways
    )


def rich() -> Catalog:
    """The catalog."""
    level = {name: Target(respond="1h", resolve="2d") for name in ("critical", "high", "normal", "low")}
    steps = (NAME, NAME, NAME)
    return Catalog(
        categories={
            "rooms": Category(key="rooms", title=NAME, icon="building-2", sort=10, general="breakage"),
            "halls": Category(key="halls", title=NAME, icon="building-2", sort=20, general="meeting", parent="rooms"),
        },
        teams={
            "rooms": TeamSpec(
                key="rooms", title=NAME, calendar="week", general="breakage", category="rooms", confidential=True,
                lines=2, routing="least_load", greeting=NAME, signature=said("{agent}", "{agent}"),
            )
        },
        calendars={
            "week": CalendarSpec(
                key="week", title=NAME, zone="Europe/Moscow", week={"mon": ("09:00-18:00",)}, holidays="RU",
                exceptions={"2026-01-05": (), "2026-01-10": ("10:00-12:00", "13:00-15:00")},
            )
        },
        lifecycles={"default": _lifecycle("default"), "short": _lifecycle("short")},
        sla={
            "usual": SlaSpec(
                key="usual", title=NAME, targets=level, stops=("requester",), calendar="week",
                steps=(
                    ClockStep(at="75%", of="respond", tell=("assignee",)),
                    ClockStep(at="+4h", tell=("lead",), next_line=True, raise_priority=True),
                ),
            )
        },
        policies={
            "all": Policy(
                key="all", title=NAME, sort=1, sla="usual", services=("breakage",), categories=("halls",),
                kinds=("request",), priorities=("high",), teams=("rooms",), lines=(2,),
                departments=("Отдел",), vip=True,
            )
        },
        rules={
            "waits": Rule(
                key="waits", title=NAME, sort=1, active=True, since="requester_wrote", after="2h", criteria=CRITERIA,
                actions=ACTIONS,
            ),
            "new": Rule(key="new", title=NAME, sort=2, on=("created",), actions=ACTIONS[:1]),
        },
        macros={
            "answer": Macro(key="answer", title=NAME, sort=1, teams=("rooms",), criteria=CRITERIA, actions=ACTIONS)
        },
        priorities={
            "default": PriorityMatrix(
                key="default", title=NAME, impacts=steps, urgencies=steps, matrix=(("high", "normal", "low"),) * 3
            )
        },
        replies={"rooms": ReplySet(key="rooms", title=NAME, replies=(Reply(key="hello", title=NAME, text=NAME),))},
        services={"breakage": BREAKAGE, "meeting": MEETING},
    )  # fmt: skip
