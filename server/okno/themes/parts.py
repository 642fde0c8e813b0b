"""The parts that pages are made of: small frozen views whose values are already words, numbers and links."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.canned import CannedView
from okno.themes.clock_parts import ClockView
from okno.themes.reply_box import BoxView


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """A person as a page shows him: name, round initials, one line about him, ways to reach him."""

    id: int  # person id, for forms
    name: str  # full name
    initials: str  # one or two letters for the avatar
    colour: str = "a1"  # "a1".."a5", chosen from the id so that it never changes; "none" for nobody
    line: str = ""  # title, department, place in one line
    phone: str = ""  # as people read it: "+7 900 000-12-34"
    phone_href: str = ""  # "tel:+79000001234" or ""
    mail: str = ""  # address or ""
    href: str = ""  # his page for administrators, or ""
    vip: bool = False  # marked as important; only where its reader is of the staff
    away: str = ""  # «отсутствует по 5 декабря, замещает Вера Петрова», "" while he is here


@dataclass(frozen=True, kw_only=True)
class FileView:
    """An attachment that can be opened."""

    id: str  # public id of the file, for forms that keep files after a refused send
    name: str  # the name that the person gave
    size: str  # "240 КБ"
    href: str  # "/files/7/name.pdf"
    icon: str = "file-text"  # "file-text" | "image" | "file"


@dataclass(frozen=True, kw_only=True)
class StateView:
    """A state: glyph and word, colour third (DESIGN.md part 5)."""

    kind: str  # colour class: "new" | "progress" | "wait" | "pause" | "done" | "closed" | "cancel"
    icon: str  # glyph: "st-new", "st-progress", "st-wait", "st-pause", "st-done", "st-closed", "st-cancel"
    word: str  # the agent's word: «В работе»


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A column of choice in a row of the desk."""

    label: str  # the head of the column, for who hears the page and for the phone
    text: str  # "" shows a dash
    title: str = ""  # the whole text, when it may be cut
    tone: str = ""  # "late" | "burn" | ""


@dataclass(frozen=True, kw_only=True)
class RowView:
    """One ticket in a list of the desk."""

    number: int  # ticket number
    href: str  # "/tickets/10427"
    subject: str  # what it is about
    line: str  # "Артём Рябинин, закупки · Почта"
    state: StateView
    clock: ClockView
    assignee: PersonView | None = None  # None draws the empty ring «ничья»
    unread: bool = False  # something new since this person looked
    marks: tuple[str, ...] = ()  # icons after the subject: "paperclip", "message-square", "lock"
    cells: tuple[CellView, ...] = ()  # columns of choice, in the order of the heads
    version: int = 0  # for the take form
    can_take: bool = False  # nobody has it and this person may: «Взять» stands in the row
    vip: bool = False  # whom it is for is marked as important
    begun: bool = False  # whoever looks has begun an answer and not sent it


@dataclass(frozen=True, kw_only=True)
class RowGroup:
    """Rows under one head: overdue, burning, today, later, on hold, done."""

    kind: str  # "late" | "burn" | "today" | "later" | "pause" | "done"
    title: str  # "Просрочены"
    count: str  # exact to 1000, then "1000+"; "" when unknown
    rows: tuple[RowView, ...]


@dataclass(frozen=True, kw_only=True)
class MineRow:
    """One request in a list of its requester, in his words."""

    number: int
    href: str
    subject: str
    text: str  # «Устанавливаем программы. Дальше: выдача в кабинете 214.»
    strong: str = ""  # bold words before the text: «Нужен ваш ответ:»
    when: str = ""  # "Завтра, до 16:00" or "Ждём вас, срок на паузе"
    when_iso: str = ""
    step: int = 0  # the step that is going on, from 1; 0 hides the bar
    steps: int = 0  # how many steps there are
    tone: str = "progress"  # "progress" | "ask" (done, asks to confirm) | "wait" (asks an answer) | "closed"
    can_confirm: bool = False  # shows «Работает» and «Не работает»
    version: int = 0  # for the confirm form


@dataclass(frozen=True, kw_only=True)
class MiniRow:
    """A ticket in one short line (other tickets of the person)."""

    number: int
    href: str
    subject: str
    state: StateView


@dataclass(frozen=True, kw_only=True)
class CalledView:
    """Somebody who is named in a text by @ and his login."""

    login: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """What became of a message that left by a channel."""

    icon: str
    text: str  # «Письма: доставлено»
    why: str = ""  # why it was not
    failed: bool = False
    again: str = ""  # address that sends it again, for a failed one


@dataclass(frozen=True, kw_only=True)
class StoryEntry:
    """One entry of the story: a day head, a fact in one grey line or a message of a person."""

    kind: str  # "day" | "fact" | "message" | "earlier": the way to what is not shown
    id: str = ""  # stable within the page: "e123"; live updates keep to it
    text: str = (
        ""  # day: "Вторник, 17 ноября"; fact: what happened, after the name; message: the text, plain, with line breaks
    )
    who: str = ""  # name in bold; «Вы» for the reader's own words on the requester's page
    icon: str = ""  # glyph of a fact
    initials: str = ""  # of the author of a message
    colour: str = "a1"  # of the author's avatar
    time: str = ""  # "10:12"
    iso: str = ""  # ISO 8601
    title: str = ""  # full date and zone
    own: bool = False  # message of the requester: petrol tint
    internal: bool = False  # message for the team only: sand and a lock
    outside: str = ""  # «видят Иван Гость и команда»: said with somebody outside
    source: str = ""  # by which channel it came: «Письма», or ""
    delivery: DeliveryView | None = None  # how it left by a channel, for the staff
    origin: str = ""  # «из № 10427», when it happened in a request that goes on as this one
    origin_href: str = ""  # of that request, for who may open it
    href: str = ""  # earlier: the page with all of it
    split_href: str = ""  # makes a request of its own out of this message, for who may
    files: tuple[FileView, ...] = ()
    called: tuple[CalledView, ...] = ()  # who is named by @login in the text


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step of a request in the requester's words."""

    kind: str  # "ok" | "cur" | "todo" | "sub" (a part of the step before it)
    name: str  # «Готовим»
    line: str = ""  # «с сегодняшнего утра»


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """What helps without an order: a few words that unfold."""

    title: str
    text: str  # plain, with line breaks


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """One answer of the order: label and value in words."""

    label: str
    value: str  # plain, may have line breaks
    href: str = ""  # of a person or a file
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """A button that moves the ticket to another state."""

    to: str  # state key: "done"
    label: str  # «Сделано», «Ждём заказчика»
    icon: str = ""  # "check", "pause", "rotate-ccw", "x"
    kind: str = ""  # "main" (one at most, the first), "danger" or ""
    needs_comment: bool = False  # asks a reason before it moves
    comment_label: str = ""  # «Что ждём», «Почему отменяем»
    fields: tuple[FieldView, ...] = ()  # what is to be answered before; multipart then


@dataclass(frozen=True, kw_only=True)
class OutsideChoice:
    """Somebody outside to whom the staff may write."""

    value: str  # what the form sends as `visibility`
    name: str
    label: str  # «Ответить: Иван Гость»
    sees: str  # «увидят Иван Гость и команда»
    guest: bool = False  # the request is his
    begun: str = ""  # his draft


@dataclass(frozen=True, kw_only=True)
class ReplyView:
    """The reply box with what was typed before a refused send."""

    label: str  # «Ответить Вере», «Написать Тимуру»: button and accessible name
    once: str = ""  # the key of this very form: sent twice, it is written once
    text: str = ""  # kept after a refusal
    error: str = ""  # why it was refused
    visibility: str = "public"  # "public" | "internal"
    can_internal: bool = False  # the switch is shown (agents)
    can_public: bool = True  # False: only notes for the team can be written
    sees_public: str = ""  # «увидят Вера Малинина и команда»
    sees_internal: str = ""  # «увидит только команда «Выдача техники»»
    internal_label: str = ""  # «Записать для команды»
    outside: tuple[OutsideChoice, ...] = ()  # people outside with whom there is a conversation
    max_chars: int = 20000
    max_bytes: int = 25 * 2**20  # one file
    max_size: str = "25 МБ"  # the same in words
    canned: tuple[CannedView, ...] = ()  # replies of the team, ready to be put in
    box: BoxView | None = None  # what an agent's box has beside this


@dataclass(frozen=True, kw_only=True)
class OptionView:
    """One choice of a field."""

    value: str
    label: str
    note: str = ""  # a line of explanation under the label
    selected: bool = False
    of: tuple[str, ...] = ()  # values of the field's `parent` with which it is offered; () = with any
    group: str = ""  # the words of these values, as a head in the list


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The field is shown while all of this is so of another field, and that one is shown; the server decides the same.

    What nobody has answered is none of `values`, none of `others`, not `filled` and under no bound.
    """

    field: str  # `name` of the other field
    values: tuple[str, ...] = ()  # it has one of them; () = any
    others: tuple[str, ...] = ()  # it has none of them
    filled: bool | None = None  # it has an answer (a tick), or has none
    at_least: float | None = None  # it is a number not under this
    below: float | None = None  # it is a number under this
    numeric: bool = False  # values are numbers: 5 and 5,0 are the same


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """A field of a form with its value and its error.

    kind: "text", "long" (textarea), "number", "date", "datetime" (a day and a time, without a zone), "mail", "phone",
    "secret" (password), "choice" (radio cards), "list" (select), "many" (ticks), "yes" (one tick, sends "1"),
    "person" (search; sends `name` = id and `name`+".text" = what was typed; without script only the text is sent),
    "file" (several files; ids of files kept from a refused send come as `name`+".kept"), "fixed" (shown, not sent),
    "rows" (several `rows` of one kind, each with the choice `name`+".label"; the last one is spare), "heading" and
    "help" (words between fields, not sent).
    """

    kind: str
    name: str  # the name in the form
    label: str
    value: str = ""  # text value; for a person his id
    value_text: str = ""  # for a person: his name, or what was typed
    value_line: str = ""  # for a person: his department and place
    help: str = ""
    error: str = ""  # what to do, beside the field
    optional: bool = False  # marked «по желанию»
    short: bool = False  # a narrow input
    options: tuple[OptionView, ...] = ()
    when: tuple[Condition, ...] = ()  # all must hold; () = always shown
    shown: bool = True  # False: its conditions do not hold now
    when_words: str = ""  # its conditions in words, for who has no script: «если «Зачем»: «На время»»
    parent: str = ""  # `name` of the list that the options depend on
    mask: str = ""  # "99-AA": 9 a digit, A a letter, * any of both
    sample: str = ""  # what it may look like, shown while it is empty: "12-CD"
    unit: str = ""  # after the input: "₽"
    fresh: bool = False  # it was not asked when the form was opened
    files: tuple[FileView, ...] = ()  # kept from a refused send
    max_chars: int = 0  # 0 = no limit stated
    min: str = ""  # for number and date (ISO)
    max: str = ""
    autocomplete: str = "off"
    max_size: str = ""  # for files: "25 МБ"
    max_bytes: int = 0  # for files
    hints: tuple[str, ...] = ()  # known values, offered while typing
    several: bool = False  # values separated by commas; the hints are offered for each
    rows: tuple[FieldView, ...] = ()  # for "rows"
    most: int = 0  # for "rows": how many there may be

    @property
    def id(self) -> str:
        """The id of the control; links of the error summary point at it."""
        return "f-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in self.name)


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """A service in a list or a pane."""

    key: str
    href: str  # "/catalog/laptop"
    title: str
    summary: str = ""
    icon: str = "circle-help"
    term: str = ""  # «до 3 рабочих дней»
    note: str = ""  # «согласует руководитель»
    starred: bool = False  # one of the person's favourites
    place: str = ""  # its direction, where the list does not tell it


@dataclass(frozen=True, kw_only=True)
class CategoryLine:
    """A direction of the catalog."""

    href: str
    title: str
    count: str  # "22" or "7 из 22"
    icon: str = "layout-grid"
    current: bool = False
    below: tuple[CategoryLine, ...] = ()  # the directions in it, shown when it is open


@dataclass(frozen=True, kw_only=True)
class ServiceGroup:
    """Services under one head."""

    title: str
    services: tuple[ServiceLine, ...]
    note: str = ""  # «3 услуги по слову «ноут»»


@dataclass(frozen=True, kw_only=True)
class SideItem:
    """A link of the desk's side list."""

    href: str
    label: str
    icon: str = "inbox"
    count: str = ""
    current: bool = False
    hot: bool = False  # the count is red: something is late


@dataclass(frozen=True, kw_only=True)
class SideGroup:
    """Links of the desk's side list under one head."""

    items: tuple[SideItem, ...]
    title: str = ""  # "" = no head (the first group: mine)
    href: str = ""  # where what is in it is changed, or ""


@dataclass(frozen=True, kw_only=True)
class ChipView:
    """A quick filter above a list."""

    href: str
    label: str
    count: str = ""
    current: bool = False
    tone: str = ""  # "late" | "burn" | "" colours the count


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """One in-page notice."""

    id: int
    href: str
    text: str  # «Тимур Хасанов отвечает вам»
    line: str = ""  # subject of the ticket
    time: str = ""
    iso: str = ""
    icon: str = "bell"
    unread: bool = False


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """One place where the person is signed in. POST /profile/sessions/{id} ends it."""

    id: str
    device: str  # «Firefox, Windows»
    address: str  # «192.0.2.7»
    since: str  # «вчера, 9:01»
    seen: str  # «сегодня, 10:12»
    current: bool = False  # this very browser


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person in the administrator's list."""

    person: PersonView
    login: str
    roles: str  # in words, by comma
    teams: str
    department: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class AbsenceView:
    """A time in which a person is away."""

    id: int
    days: str  # «с 1 по 5 декабря»
    substitute: str = ""  # name of whoever stands in
    now: bool = False  # it lasts already


@dataclass(frozen=True, kw_only=True)
class ErrorLink:
    """A line of the error summary."""

    href: str  # "#f-date": `FieldView.id` with a hash; "" = plain text
    text: str


@dataclass(frozen=True, kw_only=True)
class ToastView:
    """What was just done, said once at the bottom: past tense, never an error."""

    text: str
    href: str = ""  # «Показать» link or ""
    link: str = ""  # its words
    undo: str = ""  # where a form is posted to that takes it back, or ""
