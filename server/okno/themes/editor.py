"""The declared contexts of the catalog's administration: drafts, publishing, history, and the editors of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ArticleView, ErrorLink, FieldView, StepView


@dataclass(frozen=True, kw_only=True)
class FlawView:
    """What is wrong with a draft: where in words, what to do, and the page where it is put right."""

    text: str
    where: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """One difference in words."""

    where: str  # «Форма › Модель › Подсказка»
    before: str  # «—» for what was not there
    after: str


@dataclass(frozen=True, kw_only=True)
class MarkView:
    """A word about an item."""

    kind: str  # "draft" | "bad" | "gone" | "hidden" | "stale"
    text: str  # «черновик»


@dataclass(frozen=True, kw_only=True)
class TabView:
    """A part of an item."""

    href: str
    label: str
    current: bool = False
    bad: int = 0  # how many problems it has
    count: str = ""  # how many things are in it


# What is in force and what waits ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """A waiting change of an item. `value` is its name and version, sent back by what is done with it."""

    value: str  # "service/laptop:3"
    name: str  # "service/laptop"
    kind: str  # "add" | "change" | "remove"
    noun: str  # «Услуга»
    title: str
    href: str
    line: str  # «Вера Малинина, сегодня, 10:12»
    changes: tuple[ChangeView, ...] = ()
    more: str = ""  # «и ещё 12», "" when all are shown
    flaws: tuple[FlawView, ...] = ()
    stale: bool = False  # somebody changed the item since the draft was begun


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """A service in the list."""

    title: str
    href: str
    icon: str
    line: str  # «Выдача техники · 6 полей, согласование, 3 задачи»
    marks: tuple[MarkView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemGroup:
    """Services of a category."""

    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, kw_only=True)
class KindLink:
    """A list of items of another kind."""

    href: str
    label: str
    icon: str
    count: str


@dataclass(frozen=True, kw_only=True)
class AdminCatalogPage(Page):
    """The catalog. GET ?q= searches services.

    POST `act` = publish (`draft` of each chosen one, `note`) | discard:NAME:VERSION.
    """

    template: ClassVar[str] = "admin-catalog.html"
    force: str  # «Действует редакция 12, с сегодня, 10:12»
    by: str  # who put it in force, "" for a folder
    q: str
    drafts: tuple[DraftRow, ...]
    groups: tuple[ItemGroup, ...]
    kinds: tuple[KindLink, ...]
    note: FieldView
    errors: tuple[ErrorLink, ...] = ()
    whole: tuple[FlawView, ...] = ()  # what is wrong and belongs to no draft that is shown
    chosen: tuple[str, ...] | None = None  # after a refusal: the names of the drafts that were chosen


@dataclass(frozen=True, kw_only=True)
class AdminItemsPage(Page):
    """The items of one kind that is not services."""

    template: ClassVar[str] = "admin-catalog-items.html"
    title: str
    lead: str
    rows: tuple[ItemRow, ...]
    new_href: str = ""  # "" when nothing can be added
    new_label: str = ""


# History --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class RevisionRow:
    """A revision in the list."""

    number: int
    href: str
    time: str
    iso: str
    title: str  # full date
    who: str
    note: str
    line: str  # «изменено: Ноутбук, Монитор; добавлено: Чай»
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class AdminHistoryPage(Page):
    """Revisions, the newest first."""

    template: ClassVar[str] = "admin-catalog-history.html"
    rows: tuple[RevisionRow, ...]
    next_href: str = ""


@dataclass(frozen=True, kw_only=True)
class TouchedView:
    """What a revision did to an item. POST `act` = restore:KIND/KEY makes a draft of it as it was then."""

    name: str
    kind: str  # "add" | "change" | "remove"
    noun: str
    title: str
    href: str  # its editor, "" when there is none
    changes: tuple[ChangeView, ...]
    can_restore: bool


@dataclass(frozen=True, kw_only=True)
class AdminRevisionPage(Page):
    """One revision. POST `act` = undo | restore:KIND/KEY."""

    template: ClassVar[str] = "admin-catalog-revision.html"
    number: int
    when: str
    who: str
    note: str
    touched: tuple[TouchedView, ...]
    can_undo: bool
    undo_why: str = ""  # why it can't be undone
    errors: tuple[ErrorLink, ...] = ()


# Editing an item ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ItemHead:
    """The head of every page of an item: what it is, its parts, what its draft is and what is wrong with it."""

    noun: str  # «Услуга»
    title: str
    icon: str
    back_href: str
    back_label: str
    tabs: tuple[TabView, ...]
    marks: tuple[MarkView, ...] = ()
    line: str = ""  # «Черновик: Вера Малинина, сегодня, 10:12. Сотрудники его не видят.»
    flaws: tuple[FlawView, ...] = ()
    draft: bool = False
    stale: bool = False  # somebody changed the item since the draft was begun
    changes_href: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldSet:
    """Fields under one head; `wide` puts them one under the other."""

    id: str
    title: str
    fields: tuple[FieldView, ...]
    help: str = ""
    wide: bool = False
    folded: bool = False  # seldom needed: behind a line that opens
    drop: str = ""  # value of the button `act` that takes it away
    drop_label: str = ""


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A member of a list: a field, a step, a task. Its buttons send `act` = up:KEY | down:KEY | copy:KEY | drop:KEY."""

    key: str
    title: str
    href: str
    icon: str
    line: str
    tags: tuple[str, ...] = ()
    flaws: tuple[FlawView, ...] = ()
    first: bool = False
    last: bool = False
    lost: bool = False  # it can't be brought back once it is taken out: asks again


@dataclass(frozen=True, kw_only=True)
class GoneRow:
    """What the draft takes away and may be brought back: `act` = restore:KEY."""

    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PartList:
    """Members in their order, and what adds one (`act` = add)."""

    id: str
    title: str
    empty: str
    rows: tuple[PartRow, ...]
    add_title: str
    add_label: str
    add: tuple[FieldView, ...]
    help: str = ""
    gone: tuple[GoneRow, ...] = ()
    errors: tuple[ErrorLink, ...] = ()
    adding: bool = False  # the form for another one is open
    sortable: bool = True  # members are moved and copied, too
    add_act: str = "add"  # what the button of the form sends as `act`


@dataclass(frozen=True, kw_only=True)
class ConditionRow:
    """One condition: the field is said, how and with what it is compared is chosen."""

    label: str  # «Модель»
    hidden: str  # name of the hidden field that keeps the key
    key: str
    how: FieldView
    value: FieldView | None
    drop: str  # value of `act`
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionSet:
    """Conditions that must hold together."""

    id: str
    title: str
    help: str
    always: str  # what holds without any: «Поле показывается всегда.»
    rows: tuple[ConditionRow, ...]
    add: FieldView | None  # which field; None when the form has none to ask about
    act: str  # value of `act` that adds
    none: str = ""  # why no condition can be made
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceRow:
    """One option of a field with options."""

    fields: tuple[FieldView, ...]  # title.ru, title.en, of
    more: tuple[FieldView, ...]  # note.ru, note.en: folded
    noted: bool  # there is an explanation
    key: str  # its value, "" for a new one
    hidden: str  # name of the hidden field that keeps the value
    index: int
    error: str = ""
    first: bool = False
    last: bool = False
    spare: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceTable:
    """The options of a field. `act` = choice-up:N | choice-down:N | choice-drop:N."""

    rows: tuple[ChoiceRow, ...]
    paste: FieldView
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class IconView:
    """A picture to choose."""

    icon: str
    selected: bool = False


@dataclass(frozen=True, kw_only=True)
class YearDay:
    """A day whose hours are not those of its weekday."""

    day: str  # «12 июня, пт»
    text: str  # «День России», «рабочий день, 09:00–17:00»
    kind: str  # "off" | "worked" (a day off that is worked) | "moved" (other hours)


@dataclass(frozen=True, kw_only=True)
class YearView:
    """What a calendar makes of a year."""

    year: str
    line: str  # «247 рабочих дней, 1 973 ч»
    days: tuple[YearDay, ...]


@dataclass(frozen=True, kw_only=True)
class EditorPage(Page):
    """A part of an item: fields that are saved into the draft, lists, conditions, options. POST to `action`."""

    template: ClassVar[str] = "admin-item.html"
    head: ItemHead
    action: str
    version: str  # of the draft that the form was made from, "" without one
    title: str  # of this part
    lead: str = ""
    up_href: str = ""  # the list that this member belongs to
    up_label: str = ""
    sets: tuple[FieldSet, ...] = ()
    icons: tuple[IconView, ...] = ()
    choices: ChoiceTable | None = None
    conditions: tuple[ConditionSet, ...] = ()
    lists: tuple[PartList, ...] = ()
    errors: tuple[ErrorLink, ...] = ()
    save: str = ""  # words of the button, "" when there is nothing to save
    look_href: str = ""  # the preview
    years: tuple[YearView, ...] = ()  # of a calendar: what comes out of it


@dataclass(frozen=True, kw_only=True)
class NewItemPage(Page):
    """A new item: its draft is made with what it needs. POST the fields."""

    template: ClassVar[str] = "admin-item-new.html"
    title: str
    lead: str
    action: str
    back_href: str
    back_label: str
    sets: tuple[FieldSet, ...]
    button: str
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemStatePage(Page):
    """What a draft changes, and what can be done with the item as a whole.

    POST `act` = discard | renew | remove (all with `version`) | copy (`title.ru`, `title.en`) | restore:NUMBER.
    """

    template: ClassVar[str] = "admin-item-state.html"
    head: ItemHead
    action: str
    version: str
    changes: tuple[ChangeView, ...]
    theirs: tuple[ChangeView, ...] = ()  # what somebody else changed since the draft was begun
    removal: bool = False  # the draft takes the item away
    fresh: bool = False  # the item is not in force yet
    dependents: tuple[FlawView, ...] = ()  # what would not fit any more without it
    revisions: tuple[RevisionRow, ...] = ()
    copy: tuple[FieldView, ...] = ()
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemPreviewPage(Page):
    """The order form as an employee sees it, made from the draft; it can't be sent. GET answers: conditions apply."""

    template: ClassVar[str] = "admin-item-preview.html"
    head: ItemHead
    action: str
    title: str
    summary: str = ""
    fields: tuple[FieldView, ...] = ()
    steps: tuple[StepView, ...] = ()
    term: str = ""
    owner: str = ""
    articles: tuple[ArticleView, ...] = ()
    hidden: tuple[str, ...] = ()  # questions that the employee is not asked
    broken: str = ""  # why nothing can be shown
