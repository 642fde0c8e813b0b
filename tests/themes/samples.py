"""Sample pages: every context filled the way a working day fills it. Used by the tests and by preview.py."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.clock_parts import ClockDay, StripTick
from okno.themes.contexts import (
    AbsencePage,
    AbsenceView,
    AdminPeoplePage,
    AdminPersonPage,
    AnswerView,
    ArticleView,
    CatalogPage,
    CategoryLine,
    ChipView,
    ClockSegment,
    ClockStrip,
    ClockView,
    Condition,
    DeskPage,
    ErrorLink,
    ErrorPage,
    FieldView,
    FileView,
    MinePage,
    MineRow,
    MiniRow,
    MoveView,
    NoticesPage,
    NoticeView,
    OptionView,
    Page,
    PersonRow,
    PersonView,
    PortalPage,
    ProfilePage,
    ReplyView,
    RequestPage,
    RowGroup,
    RowView,
    ServiceGroup,
    ServiceLine,
    SessionView,
    Shell,
    SideGroup,
    SideItem,
    SignInPage,
    StateView,
    StepView,
    StoryEntry,
    StripBar,
    StripMark,
    TicketPage,
    ToastView,
)
from okno.themes.life import WatcherView, WatchPanel
from okno.themes.ordering import ServicePage
from okno.themes.parts import DeliveryView, OutsideChoice
from tests.themes.agent_day import BOX, DROPPED, OWN as OWN_REPLIES, PANELS, QUIET
from tests.themes.approvals import APPROVALS, PANEL
from tests.themes.automating import AUTOMATING, MACROS
from tests.themes.board import BOARDS, LINES, REST
from tests.themes.bulletins import BULLETINS, NEWS, OUTAGE, WORKS
from tests.themes.desks import PAGES as DESKS, with_tools
from tests.themes.doors import OUTSIDE, OWN_PAGES, invitation
from tests.themes.editing import EDITING
from tests.themes.emergency import EMERGENCIES
from tests.themes.joining import BESIDE, BROUGHT, CANNED, JOINING, MERGED, OWN, PRINTER
from tests.themes.life import ALONE, END_FIELD, FOLLOW_UP, RECLASSIFYING, living
from tests.themes.notice_choices import CHOOSING, LEAVING
from tests.themes.oversight import OVERSIGHT
from tests.themes.overview import OVERVIEWS
from tests.themes.personal import PERSONAL
from tests.themes.plugged import plugged
from tests.themes.plugins import PLUGIN_PAGES
from tests.themes.rights import ENTRIES, RIGHTS
from tests.themes.searching import SEARCHES
from tests.themes.tasks import PARTS, STAGES, TASKS

VERA = PersonView(
    id=5,
    name="Вера Малинина",
    initials="ВМ",
    colour="a1",
    line="Руководитель отдела продаж, каб. 210",
    phone="+7 900 000-12-34",
    phone_href="tel:+79000001234",
    mail="malinina@sever.example",
    href="/admin/people/5",
)
TIMUR = PersonView(
    id=7, name="Тимур Хасанов", initials="ТХ", colour="a4", line="Выдача техники", href="/admin/people/7"
)
KSENIA = PersonView(
    id=8, name="Ксения Журавлёва", initials="КЖ", colour="a2", line="Поддержка, линия 1", href="/admin/people/8"
)
NADEZHDA = PersonView(id=9, name="Надежда Уварова", initials="НУ", colour="a5", line="Отдел продаж, каб. 214")

SUPPORT = "Служба поддержки: будни с 8:00 до 20:00, внутренний 7000"
EMPLOYEE = Shell(
    person=VERA,
    locale="ru",
    csrf="token",
    company="Компания «Северный ветер»",
    path="/",
    section="home",
    mine=3,
    unread=2,
    live="100",
    support=SUPPORT,
    request_id="01J9Z",
)
AGENT = replace(EMPLOYEE, person=TIMUR, section="desk", path="/desk/it-line-1?filter=all", is_agent=True)
ADMIN = replace(
    EMPLOYEE, person=KSENIA, section="people", path="/admin/people", is_agent=True, is_admin=True, admin=ENTRIES
)
NOBODY = Shell(
    person=None, locale="ru", csrf="token", company="Компания «Северный ветер»", path="/sign-in", support=SUPPORT
)

NEW = StateView(kind="new", icon="st-new", word="Новая")
WORK = StateView(kind="progress", icon="st-progress", word="В работе")
WAIT = StateView(kind="wait", icon="st-wait", word="Ждём заказчика")
DONE = StateView(kind="done", icon="st-done", word="Сделано")
PDF = FileView(id="1", name="Перенос файлов.pdf", size="240 КБ", href="/files/1/name.pdf")
SHOT = FileView(id="2", name="Снимок экрана.png", size="1,2 МБ", href="/files/2/shot.png", icon="image")

LAPTOP = ServiceLine(
    key="laptop",
    href="/catalog/laptop",
    title="Ноутбук или компьютер",
    icon="laptop",
    term="до 3 рабочих дней",
    summary="Новый, на замену или на время. С настройкой и программами.",
    note="согласует руководитель",
)


def _service(title: str, icon: str, term: str, summary: str = "", note: str = "") -> ServiceLine:
    return ServiceLine(key=icon, href=f"/catalog/{icon}", title=title, icon=icon, term=term, summary=summary, note=note)


POPULAR = (
    LAPTOP,
    _service("Доступ к системе", "key-round", "до 4 часов"),
    _service("Сбросить пароль", "lock", "сразу, без очереди"),
    _service("Справка 2‑НДФЛ", "file-text", "до 3 рабочих дней"),
    _service("Отпуск: взять или перенести", "palmtree", "до 1 рабочего дня"),
    _service("Командировка", "plane", "до 2 рабочих дней"),
    _service("Пропуск для гостя", "id-card", "до 1 часа"),
    _service("Что-то сломалось", "wrench", "ответим за 30 минут"),
)
CATEGORIES = (
    CategoryLine(href="/catalog?category=it", title="Компьютеры и связь", count="22", icon="monitor", current=True),
    CategoryLine(href="/catalog?category=hr", title="Кадры", count="14", icon="users"),
    CategoryLine(href="/catalog?category=acc", title="Бухгалтерия", count="11", icon="wallet"),
    CategoryLine(href="/catalog?category=office", title="Офис и хозяйство", count="12", icon="building-2"),
    CategoryLine(href="/catalog?category=sec", title="Безопасность", count="5", icon="shield-check"),
)
MINE = (
    MineRow(
        number=10391,
        href="/tickets/10391",
        subject="Доступ к 1С: Зарплата и кадры",
        tone="ask",
        can_confirm=True,
        version=4,
        text="Доступ открыт. Проверьте, что всё работает. Если не ответите, закроем заявку 26 ноября.",
    ),
    MineRow(
        number=10427,
        href="/tickets/10427",
        subject="Ноутбук для Надежды Уваровой",
        step=3,
        steps=5,
        when="Завтра, до 16:00",
        text="Устанавливаем программы. Дальше: выдача в кабинете 214.",
        when_iso="2026-11-20T13:00:00Z",
    ),
    MineRow(
        number=10418,
        href="/tickets/10418",
        subject="Авансовый отчёт: Казань, 10–12 ноября",
        tone="wait",
        step=2,
        steps=4,
        strong="Нужен ваш ответ:",
        text="приложите чек за такси от 11 ноября.",
        when="Ждём вас, срок на паузе",
    ),
)

PORTAL = PortalPage(
    greeting="Вера",
    popular=POPULAR,
    services=64,
    categories=CATEGORIES,
    mine=MINE,
    mine_total=27,
    live="person:5",
    hints=(
        _service("доступ к VPN", "globe", ""),
        _service("справка 2‑НДФЛ", "file-text", ""),
        _service("пропуск для гостя", "id-card", ""),
    ),
)
CATALOG = CatalogPage(
    q="ноут",
    category="it",
    categories=CATEGORIES,
    total=5,
    groups=(
        ServiceGroup(
            title="Оборудование",
            note="3 услуги по слову «ноут»",
            services=(
                LAPTOP,
                _service(
                    "Ремонт ноутбука или монитора",
                    "wrench",
                    "до 2 рабочих дней",
                    "Не включается, шумит, разбит экран.",
                    "ответим за 30 минут",
                ),
                _service(
                    "Мышь, клавиатура, зарядка",
                    "package",
                    "до 4 часов",
                    "Мелочи со склада для ноутбука, без согласования.",
                    "забрать в каб. 112",
                ),
            ),
        ),
        ServiceGroup(
            title="Доступ и программы",
            services=(
                _service(
                    "Удалённая работа и VPN",
                    "globe",
                    "до 4 часов",
                    "Работа из дома или в поездке с рабочего ноутбука.",
                    "согласует безопасность",
                ),
                _service(
                    "Установить программу",
                    "download",
                    "до 1 рабочего дня",
                    "Из разрешённого списка: сразу.",
                    "бесплатные сразу",
                ),
            ),
        ),
    ),
)
STEPS = (
    StepView(kind="ok", name="Вы отправляете заявку", line="Она сразу видна службе ИТ"),
    StepView(kind="todo", name="Согласует руководитель", line="Олег Берёзкин, обычно за 2 часа"),
    StepView(kind="todo", name="Готовит служба ИТ", line="Выдача техники, до 2 рабочих дней"),
    StepView(kind="todo", name="Вы получаете", line="и подтверждаете, что всё работает"),
)
FIELDS = (
    FieldView(kind="heading", name="about", label="О ноутбуке", help="Старый заберём сами."),
    FieldView(
        kind="choice",
        name="for",
        label="Для кого",
        options=(
            OptionView(value="me", label="Для меня"),
            OptionView(value="other", label="Для другого сотрудника", selected=True),
        ),
    ),
    FieldView(
        kind="person",
        name="person",
        label="Сотрудник",
        value="9",
        value_text="Надежда Уварова",
        value_line="Отдел продаж, каб. 214",
        help="Начните вводить фамилию или почту.",
        when=(Condition(field="for", values=("other",)),),
    ),
    FieldView(
        kind="choice",
        name="why",
        label="Зачем",
        options=(
            OptionView(value="new", label="Новому сотруднику"),
            OptionView(value="swap", label="Взамен старого", selected=True),
            OptionView(value="while", label="На время", note="командировка, обучение, ремонт"),
        ),
    ),
    FieldView(
        kind="text",
        name="inventory",
        label="Инвентарный номер старого",
        short=True,
        when=(Condition(field="why", values=("swap",)),),
        help="На наклейке снизу, например НБ‑004512. Нет наклейки? Напишите «нет».",
        error="Укажите номер с наклейки или напишите «нет»",
    ),
    FieldView(
        kind="number",
        name="days",
        label="На сколько дней",
        short=True,
        when=(Condition(field="why", values=("while",)),),
        when_words="если «Зачем»: «На время»",
        shown=False,
    ),
    FieldView(kind="datetime", name="since", label="С какого времени", short=True, min="2026-11-19T00:00"),
    FieldView(kind="number", name="sum", label="Не дороже", short=True, unit="₽", optional=True, fresh=True),
    FieldView(kind="text", name="pass", label="Номер пропуска", mask="99-AA", sample="12-DE", optional=True),
    FieldView(
        kind="list",
        name="house",
        label="Здание",
        options=(OptionView(value="n", label="Северное", selected=True), OptionView(value="s", label="Южное")),
    ),
    FieldView(
        kind="list",
        name="floor",
        label="Этаж",
        parent="house",
        options=(
            OptionView(value="n1", label="Первый", of=("n",), group="Северное"),
            OptionView(value="n2", label="Второй", of=("n",), group="Северное"),
            OptionView(value="s1", label="Нижний", of=("s",), group="Южное"),
        ),
    ),
    FieldView(kind="help", name="note", label="Данные перенесём", help="Это займёт около часа."),
    FieldView(
        kind="many",
        name="add",
        label="Добавить",
        optional=True,
        options=(
            OptionView(value="screen", label="Внешний монитор 24″", selected=True),
            OptionView(value="dock", label="Док-станция"),
            OptionView(value="mouse", label="Мышь и клавиатура", selected=True),
        ),
    ),
    FieldView(
        kind="list",
        name="office",
        label="Где выдать",
        options=(
            OptionView(value="msk", label="Москва, Лесная, 5", selected=True),
            OptionView(value="kzn", label="Казань"),
        ),
    ),
    FieldView(
        kind="date",
        name="until",
        label="К какому дню",
        short=True,
        value="2026-11-18",
        help="Обычно готовим за 3 рабочих дня.",
        error="18 ноября уже прошло. Ближайший день: понедельник, 23 ноября",
        min="2026-11-19",
    ),
    FieldView(
        kind="long",
        name="soft",
        label="Какие программы нужны",
        optional=True,
        value="1С: Управление торговлей",
        max_chars=500,
    ),
    FieldView(kind="yes", name="agree", label="Верну старый ноутбук в день выдачи", value="1"),
    FieldView(kind="fixed", name="office-line", label="Отдел", value="Отдел продаж"),
    FieldView(
        kind="file", name="files", label="Файлы", optional=True, max_size="25 МБ", max_bytes=25 * 2**20, files=(SHOT,)
    ),
)
SERVICE = ServicePage(
    key="laptop",
    title="Ноутбук или компьютер",
    summary="Новый, на замену или на время. Привезём настроенным, с вашими программами.",
    icon="laptop",
    revision=14,
    category="Компьютеры и связь",
    category_href="/catalog?category=it",
    fields=FIELDS,
    steps=STEPS,
    term="3 рабочих дня с согласования",
    owner="Галина Пчелинцева, владелец услуги",
    note="Срочно и без техники? Позвоните 7000.",
    cost="54 000 ₽",
    articles=(ArticleView(title="Не включается?", text="Подержите кнопку 10 секунд."),),
    draft="Черновик: сегодня, 10:12",
    errors=(
        ErrorLink(href="#f-inventory", text="Укажите инвентарный номер старого ноутбука"),
        ErrorLink(href="#f-until", text="Дата уже прошла: выберите 23 ноября или позже"),
    ),
)
MINE_PAGE = MinePage(
    show="open",
    rows=MINE,
    next_href="/tickets?show=open&cursor=abc",
    live="person:5",
    chips=(
        ChipView(href="/tickets", label="Открытые", count="3", current=True),
        ChipView(href="/tickets?show=closed", label="Закрытые", count="24"),
    ),
)

STORY = (
    StoryEntry(kind="day", id="d1", text="Вторник, 17 ноября"),
    StoryEntry(
        kind="fact",
        id="e1",
        who="Вера Малинина",
        text="заказывает через портал",
        icon="ticket",
        time="10:12",
        iso="2026-11-17T07:12:00Z",
    ),
    StoryEntry(
        kind="fact",
        id="e2",
        who="Тимур Хасанов",
        text="берёт заявку",
        icon="user-plus",
        time="11:04",
        iso="2026-11-17T08:04:00Z",
    ),
    StoryEntry(kind="day", id="d2", text="Вчера"),
    StoryEntry(
        kind="message",
        id="e3",
        who="Ксения Журавлёва",
        initials="КЖ",
        colour="a2",
        internal=True,
        time="10:15",
        iso="2026-11-18T07:15:00Z",
        text="На складе только 13″. Спроси «Сервис‑Ноут», у них была такая модель по договору: https://intra.example/dogovor?id=7.",
    ),
    StoryEntry(kind="day", id="d3", text="Сегодня"),
    StoryEntry(
        kind="message",
        id="e4",
        who="Тимур Хасанов",
        initials="ТХ",
        colour="a4",
        time="11:20",
        iso="2026-11-19T08:20:00Z",
        files=(PDF,),
        text="Вера, здравствуйте!\n\nНоутбук на складе, ставлю 1С и телефонию. "
        "Нужен ли Надежде доступ к папке «Продажи / Договоры»?",
    ),
    StoryEntry(
        kind="message",
        id="e5",
        who="Вера Малинина",
        initials="ВМ",
        own=True,
        time="11:34",
        iso="2026-11-19T08:34:00Z",
        source="письмо",
        delivery=DeliveryView(icon="check", text="Письма: доставлено"),
        text="Да, нужен, на чтение и запись. Спасибо!",
    ),
    StoryEntry(
        kind="message",
        id="e6",
        who="Иван Гость",
        initials="ИГ",
        outside="видят Иван Гость и команда",
        time="11:40",
        iso="2026-11-19T08:40:00Z",
        delivery=DeliveryView(
            icon="triangle-alert",
            text="Письма: не доставлено",
            why="Канал не принимает.",
            failed=True,
            again="/tickets/10427/messages/7",
        ),
        text="Сколько это стоит?",
    ),
)
ANSWERS = (
    AnswerView(label="Кому", value="Надежда Уварова, продажи", href="/admin/people/9"),
    AnswerView(label="Зачем", value="Взамен старого, НБ‑004512"),
    AnswerView(label="Модель", value="Обычный, 15″, 16 ГБ"),
    AnswerView(label="Добавить", value="Монитор 24″\nмышь и клавиатура"),
    AnswerView(label="Где выдать", value="Москва, Лесная, 5, каб. 214", files=(SHOT,)),
)
WAY = (
    StepView(kind="ok", name="Принята", line="17 ноября, 10:12"),
    StepView(kind="ok", name="Согласована", line="Олег Берёзкин, 17 ноября"),
    StepView(kind="cur", name="Готовим", line="с сегодняшнего утра"),
    StepView(kind="todo", name="Выдача", line="кабинет 214"),
    StepView(kind="todo", name="Вы подтверждаете", line="что всё работает"),
)
REQUEST = RequestPage(
    number=10427,
    subject="Ноутбук для Надежды Уваровой",
    ordered="Вы заказали 17 ноября",
    version=6,
    state=WORK,
    big="Готовим ноутбук",
    line="Тимур устанавливает программы. От вас сейчас ничего не нужно.",
    steps=WAY,
    who=TIMUR,
    who_line="Тимур Хасанов, техника",
    next="Привезёт в каб. 214 и проверит вместе с Надеждой",
    when="Завтра, до 16:00",
    when_iso="2026-11-20T13:00:00Z",
    when_note="по графику, успеваем",
    answers=ANSWERS,
    can_cancel=True,
    call="Срочный вопрос: 7000, назовите номер 10427.",
    live="ticket:10427",
    story=tuple(replace(e, who="Вы") if e.own else e for e in STORY if not e.internal and not e.outside),
    reply=ReplyView(label="Написать Тимуру"),
)
REQUEST_DONE = replace(
    REQUEST,
    number=10391,
    subject="Доступ к 1С: Зарплата и кадры",
    state=DONE,
    big="Доступ открыт. Всё работает?",
    line="Войдите в 1С под своей обычной учётной записью.",
    done_line="Сделано сегодня в 12:40, за 3 ч 05 мин",
    can_confirm=True,
    can_reopen=True,
    can_cancel=False,
    later="Если не ответите до 26 ноября, закроем заявку сами.",
    next="",
    when="",
    text="Нужна роль «Расчётчик».\nСпасибо",
    files=(SHOT,),
    live="ticket:10391",
    steps=(
        *(replace(s, kind="ok") for s in WAY[:3]),
        StepView(kind="cur", name="Вы подтверждаете", line="до 26 ноября"),
    ),
)

SIDE = (
    SideGroup(
        items=(
            SideItem(href="/desk/mine", label="Мои заявки", count="12"),
            SideItem(href="/desk/all", label="Все мои команды", icon="layout-grid", count="73"),
        )
    ),
    SideGroup(
        title="Команды",
        items=(
            SideItem(href="/desk/it-line-1", label="Поддержка, линия 1", icon="headset", count="46", current=True),
            SideItem(href="/desk/hardware", label="Выдача техники", icon="laptop", count="18"),
            SideItem(href="/desk/network", label="Сеть и доступ", icon="network", count="9", hot=True),
        ),
    ),
)
CHIPS = (
    ChipView(href="?filter=all", label="Все", count="46", current=True),
    ChipView(href="?filter=nobody", label="Ничьи", count="7"),
    ChipView(href="?filter=overdue", label="Просрочены", count="2", tone="late"),
    ChipView(href="?filter=waiting", label="Ждём заказчика", count="9"),
)


def _row(
    number: int,
    subject: str,
    line: str,
    state: StateView,
    clock: ClockView,
    *,
    who: PersonView | None = TIMUR,
    unread: bool = False,
) -> RowView:
    return RowView(
        number=number,
        href=f"/tickets/{number}",
        subject=subject,
        line=line,
        state=state,
        clock=clock,
        assignee=who,
        unread=unread,
        can_take=who is None,
        version=1,
        marks=("paperclip",) if number % 3 == 0 else (),
    )


def _left(text: str, minutes: int, used: int, kind: str = "fine") -> ClockView:
    return ClockView(kind=kind, text=text, minutes=minutes, used=used, title="19 ноября 2026, 16:12 (Europe/Moscow)")


LATE = _left("−1 ч 12 мин", -72, 100, "late")
DESK = DeskPage(
    queue="it-line-1",
    title="Поддержка, линия 1",
    count="46",
    side=SIDE,
    chips=CHIPS,
    next_href="/desk/it-line-1?cursor=abc",
    live="team:3 person:7",
    bulletins=(OUTAGE,),
    can_publish=True,
    groups=(
        RowGroup(
            kind="late",
            title="Просрочены",
            count="2",
            rows=(
                _row(
                    10388,
                    "Не приходит почта с внешних адресов",
                    "Артём Рябинин, закупки · Почта",
                    WORK,
                    LATE,
                    who=KSENIA,
                ),
                _row(
                    10402,
                    "МФУ на складе жуёт бумагу",
                    "Игорь Подлесный, склад · Печать",
                    WAIT,
                    _left("−25 мин", -25, 100, "late"),
                ),
            ),
        ),
        RowGroup(
            kind="burn",
            title="Горят",
            count="3",
            rows=(
                _row(
                    10452,
                    "Касса 2 не видит сервер, очередь в зале",
                    "Марьяна Сухова, магазин на Лесной · Кассы",
                    NEW,
                    _left("7 мин до ответа", 7, 88, "burn"),
                    who=None,
                    unread=True,
                ),
                _row(
                    10431,
                    "Доступ к банк-клиенту для нового бухгалтера",
                    "Полина Стрельцова, бухгалтерия · Доступ",
                    WORK,
                    _left("42 мин", 42, 81, "burn"),
                ),
                _row(
                    10440,
                    "Не печатает принтер у переговорной",
                    "Олег Берёзкин, дирекция · Печать",
                    WORK,
                    _left("55 мин", 55, 77, "burn"),
                    who=KSENIA,
                ),
            ),
        ),
        RowGroup(
            kind="today",
            title="Сегодня",
            count="14",
            rows=(
                _row(
                    10455,
                    "Сбросить второй фактор, сменил телефон",
                    "Степан Кольцов, продажи · Доступ",
                    NEW,
                    _left("1 ч 48 мин", 108, 10),
                    who=None,
                    unread=True,
                ),
                _row(
                    10441,
                    "Принтер: лист выходит пустой",
                    "Вера Малинина, продажи · Печать",
                    NEW,
                    _left("2 ч 20 мин", 140, 35),
                    who=None,
                ),
                _row(
                    10436,
                    "Установить КриптоПро на два рабочих места",
                    "Галина Пчелинцева, бухгалтерия · Программы",
                    WORK,
                    _left("2 ч 55 мин", 175, 45),
                ),
                _row(
                    10429,
                    "Почтовая группа для проекта «Казань»",
                    "Ксения Журавлёва, проекты · Почта",
                    WORK,
                    _left("3 ч 10 мин", 190, 50),
                ),
                _row(
                    10391,
                    "Доступ к 1С: Зарплата и кадры",
                    "Вера Малинина, продажи · ждём подтверждения",
                    DONE,
                    ClockView(kind="done", text="за 3 ч 05 мин"),
                    who=KSENIA,
                ),
            ),
        ),
        RowGroup(
            kind="pause",
            title="На паузе",
            count="9",
            rows=(
                _row(
                    10418,
                    "Тормозит 1С при проведении накладной",
                    "Игорь Подлесный, склад · ждём снимок экрана",
                    WAIT,
                    ClockView(kind="pause", text="ждём 2 ч"),
                ),
                _row(
                    10377,
                    "Перенести рабочее место на 4 этаж",
                    "Надежда Уварова, продажи · переезд 27 ноября",
                    WAIT,
                    ClockView(kind="pause", text="до 27 ноября"),
                    who=KSENIA,
                ),
            ),
        ),
    ),
)
DESK_EMPTY = replace(
    DESK,
    groups=(),
    next_href="",
    count="0",
    empty="Просроченных нет.",
    empty_href="/desk/it-line-1",
    empty_link="Снять фильтр",
)
DESK_FOUND = replace(
    DESK,
    next_href="",
    q="ноутбук",
    found="Найдено 9",
    drop_href="/desk/it-line-1",
    wider_href="/desk/all?q=%D0%BD%D0%BE%D1%83%D1%82%D0%B1%D1%83%D0%BA",
)
CLOCK = ClockView(
    kind="fine",
    text="10 ч 55 мин",
    big="Осталось 10 ч 55 мин",
    line="рабочего времени, до завтра, 16:00",
    used=60,
    minutes=655,
    due_iso="2026-11-20T13:00:00Z",
    answer="Ответили за 12 мин",
    answer_line="из 30 мин",
    strip=ClockStrip(
        bars=(
            StripBar(kind="ran", x="0", width="68.8"),
            StripBar(kind="ran", x="71.5", width="11.5"),
            StripBar(kind="held", x="83.4", width="44.1"),
            StripBar(kind="ran", x="127.9", width="22.9"),
            StripBar(kind="ran", x="153.5", width="45"),
            StripBar(kind="todo", x="199", width="33.5"),
            StripBar(kind="todo", x="236", width="61.8"),
        ),
        marks=(
            StripMark(x="300", text="завтра, 16:00", anchor="end"),
            StripMark(x="0", text="17 нояб.", anchor="start"),
            StripMark(x="153.5", text="сегодня", anchor="start"),
        ),
        now="198.5",
        label="Шло 16 ч 5 мин из 27 ч, на паузе 5 ч 48 мин",
        kinds=("ran", "held", "todo"),
        ticks=(StripTick(x="150", kind="warned", text="18 ноября, 15:40: прошло 75 % времени на решение"),),
    ),
    ahead=("сегодня, 15:40: сообщим руководителям команды", "завтра, 16:00: срок решения, сообщим исполнителю"),
    rule="Правило «Техника», будни 9:00–18:00 по Москве.",
    segments=(
        ClockSegment(span="17 ноя, 10:12", why="ждём согласования: часы стоят", counted="пауза", kind="held"),
        ClockSegment(
            span="17 ноя, 10:52 – 20 ноя, 12:00",
            why="«В работе»: часы идут",
            counted="7 ч 08 мин",
            notes=("уровень: Обычный → Срочный", "не считались: сб 21 – вс 22 нояб.: выходные"),
            days=(
                ClockDay(day="вт 17 нояб.", hours="10:52–18:00", counted="6 ч 08 мин"),
                ClockDay(day="ср 18 нояб.", hours="09:00–10:00", counted="1 ч"),
            ),
        ),
        ClockSegment(span="", why="Всего из 27 ч", counted="16 ч 05 мин", total=True),
    ),
)
TICKET = TicketPage(
    number=10427,
    subject="Ноутбук для Надежды Уваровой",
    version=6,
    state=WORK,
    kind="Запрос",
    priority="Приоритет обычный",
    team="Выдача техники",
    assignee=TIMUR,
    service="Ноутбук или компьютер",
    revision=14,
    requester=VERA,
    clock=CLOCK,
    story=STORY,
    answers=ANSWERS,
    back_href="/desk/hardware",
    back_label="Выдача техники",
    side=SIDE,
    on_behalf_of=NADEZHDA,
    source="Портал",
    created="17 ноября, 10:12",
    created_iso="2026-11-17T07:12:00Z",
    can_assign=True,
    live="ticket:10427",
    watch=WatchPanel(people=tuple(WatcherView(person=one) for one in (NADEZHDA,))),
    tabs=(
        ChipView(href="?show=all", label="Всё", current=True),
        ChipView(href="?show=public", label="С заказчиком", count="3"),
        ChipView(href="?show=internal", label="Внутри команды", count="1"),
        ChipView(href="?show=changes", label="Изменения"),
    ),
    moves=(
        MoveView(to="done", label="Сделано", icon="check", kind="main"),
        MoveView(
            to="waiting_user",
            label="Ждём заказчика",
            icon="pause",
            needs_comment=True,
            comment_label="Что нужно от заказчика",
        ),
        MoveView(to="waiting_supplier", label="Ждём поставщика", icon="truck"),
        MoveView(
            to="cancelled",
            label="Отменить заявку",
            icon="x",
            kind="danger",
            needs_comment=True,
            comment_label="Почему отменяем",
        ),
    ),
    teams=(
        OptionView(value="hardware", label="Выдача техники", selected=True),
        OptionView(value="network", label="Сеть и доступ"),
    ),
    reply=ReplyView(
        label="Ответить Вере",
        can_internal=True,
        sees_public="увидят Вера Малинина и 1 наблюдатель",
        internal_label="Записать для команды",
        sees_internal="увидит только команда «Выдача техники»",
        text="Вера, ноутбук готов. Привезу завтра в 15:00 в каб. 214?",
        outside=(
            OutsideChoice(
                value="to-7", name="Иван Гость", label="Ответить: Иван Гость", sees="увидят Иван Гость и команда"
            ),
        ),
    ),
    others=(
        MiniRow(number=10391, href="/tickets/10391", subject="Доступ к 1С: Зарплата и кадры", state=DONE),
        MiniRow(number=10441, href="/tickets/10441", subject="Принтер: лист выходит пустой", state=NEW),
    ),
)
TICKET_NEW = replace(
    TICKET,
    state=NEW,
    assignee=None,
    can_take=True,
    moves=tuple(replace(m, kind="") if m.kind == "main" else m for m in TICKET.moves),
    clock=_left("−25 мин", -25, 100, "late"),
    answers=(),
    text="Касса пишет «Нет связи с сервером».\n\nВ зале восемь человек.",
    files=(SHOT,),
    service="",
    revision=0,
    notice="Пока вы писали, Ксения передала заявку в «Сеть и доступ» (14:02).",
    move_open="waiting_user",
    move_error="Напишите, что нужно.",
    reply=replace(TICKET.reply, visibility="internal", error="Напишите текст.") if TICKET.reply else None,
    others=(),
    watch=WatchPanel(people=tuple(WatcherView(person=one) for one in ())),
    tabs=(),
)

NOTICES = NoticesPage(
    unread=1,
    upto=12,
    live="person:5",
    next_href="/notices?cursor=1",
    notices=(
        NoticeView(
            id=12,
            href="/tickets/10427",
            text="Тимур Хасанов отвечает вам",
            line="Ноутбук для Надежды Уваровой",
            time="11:20",
            iso="2026-11-19T08:20:00Z",
            icon="message-square",
            unread=True,
        ),
        NoticeView(
            id=11,
            href="/tickets/10391",
            text="Сделано. Всё работает?",
            line="Доступ к 1С: Зарплата и кадры",
            time="вчера, 12:40",
            icon="check",
        ),
    ),
)
PASSWORD = (
    FieldView(
        kind="secret",
        name="old",
        label="Нынешний пароль",
        autocomplete="current-password",
        error="Этот пароль не подошёл",
    ),
    FieldView(
        kind="secret", name="new", label="Новый пароль", autocomplete="new-password", help="Не короче 10 знаков."
    ),
    FieldView(kind="secret", name="again", label="Новый пароль ещё раз", autocomplete="new-password"),
)
PROFILE = ProfilePage(
    person=VERA,
    login="malinina",
    fields=PASSWORD,
    errors=(ErrorLink(href="#f-old", text="Нынешний пароль не подошёл"),),
    sessions=(
        SessionView(
            id="a1", device="Firefox, Windows", address="192.0.2.7", since="сегодня, 8:58", seen="сейчас", current=True
        ),
        SessionView(
            id="b2", device="Chrome, Android", address="198.51.100.4", since="15 ноября, 9:02", seen="вчера, 20:14"
        ),
    ),
    factor_since="17 ноября, 10:12",
    tokens=2,
)
PERSON_FIELDS = (
    FieldView(kind="text", name="name", label="Имя и фамилия", value="Вера Малинина"),
    FieldView(
        kind="rows",
        name="phone.rows",
        label="Телефоны",
        help="Звонят по первому.",
        optional=True,
        most=10,
        rows=(
            FieldView(
                kind="phone",
                name="phone",
                label="Телефон 1",
                value="+7 900 000-12-34",
                options=(OptionView(value="work", label="рабочий", selected=True), OptionView(value="home", label="д")),
            ),
            FieldView(kind="phone", name="phone.1", label="Телефон 2", value="нет", error="Укажите номер"),
        ),
    ),
    FieldView(kind="text", name="title", label="Должность", value="Руководитель отдела", optional=True),
    FieldView(kind="text", name="department", label="Отдел", value="Продажи", optional=True, hints=("Продажи", "ИТ")),
    FieldView(kind="text", name="skills", label="Навыки", optional=True, hints=("1С", "Wi-Fi"), several=True),
    FieldView(
        kind="person", name="manager", label="Руководитель", value="3", value_text="Олег Берёзкин", optional=True
    ),
    FieldView(
        kind="many",
        name="role",
        label="Роли",
        options=(
            OptionView(value="agent", label="Исполнитель", selected=True),
            OptionView(value="administrator", label="Администратор"),
        ),
    ),
    FieldView(
        kind="many",
        name="team",
        label="Команды",
        optional=True,
        options=(
            OptionView(value="hardware", label="Выдача техники"),
            OptionView(value="network", label="Сеть и доступ"),
        ),
    ),
    FieldView(kind="yes", name="active", label="Может входить", value="1"),
)
ABSENCE = AbsencePage(
    own=True,
    person=VERA,
    rows=(
        AbsenceView(id=1, days="с 1 по 5 декабря", substitute="Тимур Хасанов", now=True),
        AbsenceView(id=2, days="25 декабря, один день"),
    ),
    fields=(
        FieldView(kind="date", name="starts", label="Первый день"),
        FieldView(kind="date", name="ends", label="Последний день", help="На следующий день человек снова на работе."),
        FieldView(kind="person", name="substitute", label="Кто замещает", optional=True),
    ),
    action="/profile/absence",
    back_href="/profile",
    back_label="Мой профиль",
)
PEOPLE = AdminPeoplePage(
    q="",
    found="214 человек",
    filters=(FieldView(kind="list", name="role", label="Роль", options=(OptionView(value="", label="Любая роль"),)),),
    chips=(
        ChipView(href="/admin/people", label="Все", current=True),
        ChipView(href="/admin/people?show=away", label="Сейчас отсутствуют"),
    ),
    fields=PERSON_FIELDS,
    next_href="/admin/people?cursor=1",
    rows=(
        PersonRow(
            person=replace(VERA, away="отсутствует по 5 декабря, замещает Тимур Хасанов"),
            login="malinina",
            roles="сотрудник",
            teams="",
            department="Продажи",
        ),
        PersonRow(person=TIMUR, login="khasanov", roles="исполнитель", teams="Выдача техники"),
        PersonRow(
            person=KSENIA,
            login="zhuravleva",
            roles="исполнитель, администратор",
            teams="Поддержка, линия 1",
            active=False,
        ),
    ),
)
PEOPLE_EMPTY = replace(
    PEOPLE,
    q="нет такого",
    narrowed=True,
    show="away",
    rows=(),
    next_href="",
    creating=True,
    errors=(ErrorLink(href="#f-name", text="Укажите имя"),),
)
PERSON = AdminPersonPage(
    person=replace(VERA, away="отсутствует по 5 декабря"),
    login="malinina",
    fields=PERSON_FIELDS,
    secret="kedr-river-47-lamp",
    can_absence=True,
    explain_href="/admin/access/5",
    team_roles=(ChipView(href="/admin/teams/hardware", label="Менеджер в команде «Выдача техники»"),),
)
MISSING = ErrorPage(
    status=404,
    heading="Такой заявки нет или она вам не видна",
    text="Проверьте номер или найдите её среди своих.",
    href="/tickets",
    link="К моим заявкам",
    request_id="01J9ZC",
)
SIGN_IN = SignInPage(
    login="malinina",
    error="Логин или пароль не подошли. Проверьте раскладку и Caps Lock.",
    next="/tickets/10427",
)

PAGES: dict[str, tuple[Page, Shell]] = {
    "sign-in": (SIGN_IN, NOBODY),
    "portal": (PORTAL, EMPLOYEE),
    "portal.empty": (replace(PORTAL, mine=(), mine_total=0, hints=(), popular=()), replace(EMPLOYEE, mine=0, unread=0)),
    "portal.own": (
        replace(
            PORTAL,
            favourites=tuple(replace(one, starred=True) for one in POPULAR[:5]),
            more_favourites=True,
            popular=POPULAR[5:8],
            popular_here=True,
            recent=POPULAR[:3],
            bulletins=(OUTAGE, replace(OUTAGE, id=71, affected=True), replace(WORKS, stage="now"), OUTAGE),
            news=(WORKS, NEWS),
        ),
        EMPLOYEE,
    ),
    "catalog": (CATALOG, replace(EMPLOYEE, section="catalog")),
    "catalog.tree": (
        replace(
            CATALOG,
            q="",
            title="Техника",
            path=CATEGORIES[:1],
            below=CATEGORIES[1:3],
            categories=(replace(CATEGORIES[0], below=CATEGORIES[1:3]), *CATEGORIES[3:]),
            bulletins=(OUTAGE,),
        ),
        replace(EMPLOYEE, section="catalog"),
    ),
    "catalog.heard": (
        replace(CATALOG, q="yjen", heard="ноут", sought="yjen ноут", general_href="/catalog/it-question?words=yjen"),
        replace(EMPLOYEE, section="catalog"),
    ),
    "catalog.nothing": (
        replace(CATALOG, q="слон", groups=(), total=0, general_href="/catalog/it-question?words=слон"),
        replace(EMPLOYEE, section="catalog"),
    ),
    "catalog.starred": (
        replace(CATALOG, q="", groups=(), total=0, category="", starred=True),
        replace(EMPLOYEE, section="catalog"),
    ),
    **{name: (page, EMPLOYEE) for name, page in BULLETINS.items()},
    "catalog.empty": (replace(CATALOG, groups=(), total=0, category=""), replace(EMPLOYEE, section="catalog")),
    "service": (SERVICE, replace(EMPLOYEE, section="catalog")),
    "service.known": (
        replace(SERVICE, errors=(), fields=FIELDS[:1], known=(OUTAGE, replace(OUTAGE, affected=True)), starred=True),
        replace(EMPLOYEE, section="catalog"),
    ),
    "service.clean": (
        replace(SERVICE, errors=(), fields=tuple(replace(f, error="") for f in FIELDS)),
        replace(EMPLOYEE, section="catalog"),
    ),
    "mine": (MINE_PAGE, replace(EMPLOYEE, section="mine")),
    "mine.empty": (replace(MINE_PAGE, rows=(), next_href=""), replace(EMPLOYEE, section="mine")),
    "mine.closed": (replace(MINE_PAGE, rows=(), next_href="", show="closed"), replace(EMPLOYEE, section="mine")),
    "request": (
        REQUEST,
        replace(EMPLOYEE, section="mine", toast=ToastView(text="Заявка 10427 принята. Ответим до 11:30")),
    ),
    "request.done": (REQUEST_DONE, replace(EMPLOYEE, section="mine")),
    "request.closed": (
        replace(
            REQUEST_DONE,
            reply=None,
            can_confirm=False,
            reopen_error="Напишите, что не так.",
            notice="Заявку закрыли раньше.",
        ),
        replace(EMPLOYEE, section="mine", toast=ToastView(text="Спасибо", href="/tickets", link="Показать")),
    ),
    "desk": (DESK, AGENT),
    "desk.compact": (DESK, replace(AGENT, density="compact")),
    "desk.empty": (DESK_EMPTY, replace(AGENT, is_admin=True)),
    "desk.found": (DESK_FOUND, AGENT),
    **{name: (page, AGENT) for name, page in {**DESKS, **with_tools(DESK)}.items()},
    "ticket": (TICKET, AGENT),
    "ticket.new": (TICKET_NEW, replace(AGENT, is_admin=True)),
    "ticket.done": (
        replace(
            TICKET,
            reply=None,
            state=DONE,
            clock=ClockView(kind="done", text="за 3 ч 05 мин", rule="Правило"),
            can_assign=False,
            on_behalf_of=None,
        ),
        AGENT,
    ),
    "ticket.emergency": (
        replace(TICKET, reply=None, moves=(), can_assign=False, emergency="12:40", live=""),
        replace(ADMIN, section="desk"),
    ),
    "notices": (NOTICES, replace(EMPLOYEE, section="notices")),
    "notices.empty": (replace(NOTICES, notices=(), unread=0, next_href=""), replace(EMPLOYEE, section="notices")),
    "profile": (PROFILE, replace(EMPLOYEE, section="profile")),
    "profile.agent": (
        replace(PROFILE, can_password=False, errors=(), sessions=()),
        replace(AGENT, section="profile", theme="contrast"),
    ),
    "people": (PEOPLE, ADMIN),
    "people.empty": (PEOPLE_EMPTY, ADMIN),
    "person": (PERSON, ADMIN),
    "absence": (ABSENCE, replace(EMPLOYEE, section="profile")),
    "absence.other": (
        replace(ABSENCE, own=False, rows=(), back_href="", errors=(ErrorLink(href="#f-ends", text="Поменяйте дни"),)),
        ADMIN,
    ),
    **{name: (page, replace(ADMIN, section=section)) for name, (page, section) in RIGHTS.items()},
    **{name: (page, replace(ADMIN, section=section)) for name, (page, section) in OVERSIGHT.items()},
    **{name: (page, replace(ADMIN, section=section)) for name, (page, section) in PLUGIN_PAGES.items()},
    **{name: (page, replace(ADMIN, section="people")) for name, page in PERSONAL.items()},
    **{name: (page, replace(ADMIN, section="search")) for name, page in SEARCHES.items()},
    **{name: (page, replace(ADMIN, section="admin-catalog")) for name, page in EDITING.items()},
    **{name: (page, replace(ADMIN, section="admin-catalog")) for name, page in AUTOMATING.items()},
    **{name: (page, replace(ADMIN, section="emergency")) for name, page in EMERGENCIES.items()},
    **{name: (page, replace(NOBODY, path="/forgot")) for name, page in OUTSIDE.items()},
    **{name: (page, replace(EMPLOYEE, section="profile")) for name, page in OWN_PAGES.items()},
    **{name: (page, replace(EMPLOYEE, section="profile")) for name, page in CHOOSING.items()},
    **{name: (page, replace(NOBODY, path="/offline")) for name, page in LEAVING.items()},
    "person.invitation": (invitation(VERA), ADMIN),
    **{
        name: (page, replace(EMPLOYEE, section="approvals", approvals="3" if "." not in name else ""))
        for name, page in APPROVALS.items()
    },
    "request.approval": (replace(REQUEST, approval=PANEL), replace(EMPLOYEE, section="mine", approvals="3")),
    "ticket.approval": (replace(TICKET, approval=PANEL), replace(AGENT, approvals="3")),
    **{name: (page, replace(AGENT, section="desk")) for name, page in TASKS.items()},
    **{name: (page, replace(AGENT, section="desk")) for name, page in OVERVIEWS.items()},
    "request.tasks": (replace(REQUEST, stages=STAGES), replace(EMPLOYEE, section="mine")),
    "ticket.tasks": (replace(TICKET, parts=PARTS), AGENT),
    "ticket.macros": (replace(TICKET, macros=MACROS), AGENT),
    **{name: (page, replace(AGENT, section="desk")) for name, page in RECLASSIFYING.items()},
    "ticket.life": (
        replace(
            TICKET,
            **living(KSENIA, NADEZHDA),
            edit_href="/tickets/10427/reclassify",
            again_href="/catalog/general-it?for=5",
            again_label="Новая заявка от имени: Вера Малинина",
            moves=(replace(TICKET.moves[0], fields=(END_FIELD,)), *TICKET.moves[1:]),
            move_open=TICKET.moves[0].to,
        ),
        AGENT,
    ),
    "request.life": (
        replace(REQUEST, **living(KSENIA, NADEZHDA), reopen_until="Вернуть в работу можно до 3 декабря."),
        replace(EMPLOYEE, section="mine"),
    ),
    "request.too-late": (
        replace(REQUEST, watch=ALONE, reply=None, can_reopen=False, can_confirm=False, follow_up=FOLLOW_UP),
        replace(EMPLOYEE, section="mine"),
    ),
    **{name: (page, replace(AGENT, section="desk")) for name, page in JOINING.items()},
    "ticket.beside": (
        replace(TICKET, beside=BESIDE, story=BROUGHT, reply=replace(TICKET.reply, canned=CANNED)),
        AGENT,
    ),
    "ticket.day": (replace(TICKET, panels=PANELS, reply=replace(TICKET.reply, canned=CANNED, box=BOX)), AGENT),
    "ticket.quiet": (replace(TICKET, panels=QUIET, reply=replace(TICKET.reply, box=DROPPED)), AGENT),
    **{name: (page, replace(AGENT, section="profile")) for name, page in OWN_REPLIES.items()},
    **{name: (page, replace(AGENT, section="desk")) for name, page in BOARDS.items()},
    "ticket.lines": (replace(TICKET, lines=LINES), AGENT),
    "desk.rest": (replace(DESK, rest=REST), replace(AGENT, section="desk")),
    "ticket.merged": (replace(TICKET, beside=MERGED, reply=None, moves=(), can_assign=False), AGENT),
    "request.beside": (replace(REQUEST, beside=OWN, story=BROUGHT), replace(EMPLOYEE, section="mine")),
    "request.merged": (
        replace(REQUEST, beside=replace(MERGED, can_separate=False), reply=None, can_cancel=False),
        replace(EMPLOYEE, section="mine"),
    ),
    "service.already": (replace(SERVICE, errors=(), already=PRINTER), replace(EMPLOYEE, section="catalog")),
    "missing": (MISSING, replace(EMPLOYEE, section="")),
    "missing.emergency": (
        replace(MISSING, aside_href="/admin/emergency?number=10427", aside_link="Открыть в экстренном случае"),
        replace(ADMIN, section=""),
    ),
    "missing.stranger": (replace(MISSING, link="", request_id=""), NOBODY),
}
"""Every page with its states, by a short name."""
PAGES |= plugged(PAGES)
