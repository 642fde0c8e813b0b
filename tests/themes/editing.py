"""Samples of the pages on which the catalog is edited."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import ArticleView, Condition, ErrorLink, FieldView, OptionView, Page, StepView
from okno.themes.editor import (
    AdminCatalogPage,
    AdminHistoryPage,
    AdminItemsPage,
    AdminRevisionPage,
    ChangeView,
    ChoiceRow,
    ChoiceTable,
    ConditionRow,
    ConditionSet,
    DraftRow,
    EditorPage,
    FieldSet,
    FlawView,
    GoneRow,
    IconView,
    ItemGroup,
    ItemHead,
    ItemPreviewPage,
    ItemRow,
    ItemStatePage,
    KindLink,
    MarkView,
    NewItemPage,
    PartList,
    PartRow,
    RevisionRow,
    TabView,
    TouchedView,
    YearDay,
    YearView,
)

HERE = "/admin/catalog/services/laptop"
TITLE = (
    FieldView(
        kind="text", name="title.ru", label="Название, по-русски", value="Ноутбук", help="Как назвал бы сотрудник."
    ),
    FieldView(kind="text", name="title.en", label="Название, по-английски", value="Laptop", optional=True),
)
NEW_TITLE = tuple(replace(one, name=f"new.{one.name}", value="") for one in TITLE)
FLAW = FlawView(text="Полю такого вида нужны варианты", where="Форма › Модель", href=f"{HERE}/form/model")
CHANGES = (
    ChangeView(where="Название по-английски", before="Notebook", after="Laptop"),
    ChangeView(where="Форма › Модель", before="—", after="«Модель»"),
)
MARKS = (
    MarkView(kind="draft", text="черновик"),
    MarkView(kind="bad", text="есть ошибки"),
    MarkView(kind="hidden", text="не для всех"),
    MarkView(kind="gone", text="убирается"),
)
HEAD = ItemHead(
    noun="Услуга",
    title="Ноутбук или компьютер",
    icon="laptop",
    back_href="/admin/catalog",
    back_label="Каталог",
    tabs=(
        TabView(href=HERE, label="Тексты", current=True),
        TabView(href=f"{HERE}/form", label="Форма", bad=1, count="9"),
        TabView(href=f"{HERE}/preview", label="Предпросмотр"),
    ),
    changes_href=f"{HERE}/state",
)
DRAFTED = replace(
    HEAD, marks=MARKS, line="Вера Малинина, сегодня, 10:12. Сотрудники его пока не видят.", flaws=(FLAW,), draft=True
)
REVISION = RevisionRow(
    number=12,
    href="/admin/catalog/history/12",
    time="сегодня, 10:12",
    iso="2026-11-17T07:12:00Z",
    title="17 ноября 2026 г., 10:12",
    who="Ольга Полозова",
    note="Новые модели",
    line="изменено: Ноутбук или компьютер",
    current=True,
)
SET = FieldSet(id="naming", title="Название", help="Если один из языков пуст, подставим слова другого.", fields=TITLE)
TYPE = FieldView(
    kind="list",
    name="type",
    label="Вид поля",
    options=(OptionView(value="select", label="Один из вариантов", selected=True),),
)
NEED = FieldView(
    kind="choice",
    name="need",
    label="Ответ",
    options=(OptionView(value="no", label="Не обязателен", note="Помечен «по желанию».", selected=True),),
)
CHOSEN = ConditionRow(
    label="Модель",
    hidden="show_if.0.field",
    key="model",
    how=FieldView(
        kind="list",
        name="show_if.0.how",
        label="Как сравнить поле «Модель»",
        options=(OptionView(value="is", label="одно из", selected=True), OptionView(value="filled", label="заполнено")),
    ),
    value=FieldView(
        kind="many",
        name="show_if.0.value",
        label="Значение поля «Модель»",
        options=(OptionView(value="pro", label="Мощный", selected=True), OptionView(value="air", label="Лёгкий")),
    ),
    drop="drop:show_if:0",
    error="Такого варианта нет",
)
TYPED = replace(
    CHOSEN,
    label="Сколько",
    hidden="show_if.1.field",
    key="count",
    how=replace(CHOSEN.how, name="show_if.1.how", label="Как сравнить поле «Сколько»"),
    value=FieldView(kind="text", name="show_if.1.value", label="Значение поля «Сколько»", value="5", short=True),
    drop="drop:show_if:1",
    error="",
)
SHOWN_IF = ConditionSet(
    id="show_if",
    title="Когда поле показывается",
    help="Должны выполняться все условия.",
    always="Поле показывается всегда.",
    rows=(CHOSEN, TYPED),
    add=FieldView(
        kind="list", name="show_if.add", label="Условие по полю", options=(OptionView(value="model", label="Модель"),)
    ),
    act="add:show_if",
)
REQUIRED_IF = ConditionSet(
    id="required_if",
    title="Когда ответ обязателен",
    help="Должны выполняться все условия.",
    always="Условий нет.",
    rows=(),
    add=None,
    act="add:required_if",
    none="Других полей пока нет.",
    error="Условие не о том поле",
)


def _choice(index: int, title: str, *, spare: bool = False) -> ChoiceRow:
    prefix = f"choices.{index}."
    return ChoiceRow(
        fields=tuple(replace(one, name=prefix + one.name, value=title) for one in TITLE),
        more=(FieldView(kind="text", name=f"{prefix}note.ru", label="Пояснение, по-русски", optional=True),),
        noted=index == 0,
        key="" if spare else f"option_{index}",
        hidden=f"{prefix}value",
        index=index,
        error="Ключ стоит здесь дважды" if index == 1 else "",
        first=index == 0,
        last=index == 1,
        spare=spare,
    )


CHOICES = ChoiceTable(
    rows=(_choice(0, "Лёгкий"), _choice(1, "Мощный"), _choice(2, "", spare=True)),
    paste=FieldView(
        kind="long", name="choices.paste", label="Добавить сразу несколько", help="По одному в строке.", optional=True
    ),
    error="Полю такого вида нужны варианты",
)
FIELD = EditorPage(
    head=replace(DRAFTED, stale=True),
    action=f"{HERE}/form/model",
    version="3",
    title="Модель",
    lead="Ключ поля: model",
    up_href=f"{HERE}/form",
    up_label="Поля формы",
    sets=(
        SET,
        FieldSet(id="kind", title="Вид поля", fields=(TYPE,), wide=True),
        FieldSet(id="need", title="Обязателен ли ответ", fields=(NEED,), wide=True),
        FieldSet(
            id="teams",
            title="Только для команд",
            fields=(
                FieldView(kind="many", name="teams", label="Команды", options=(OptionView(value="it", label="ИТ"),)),
            ),
            folded=True,
        ),
    ),
    choices=CHOICES,
    conditions=(SHOWN_IF, REQUIRED_IF),
    errors=(ErrorLink(href="#f-title-ru", text="Название, по-русски: Заполните это поле"),),
    save="Сохранить поле",
    look_href=f"{HERE}/preview",
)
FORM = EditorPage(
    head=DRAFTED,
    action=f"{HERE}/form",
    version="3",
    title="Форма",
    lead="Что спросим при заказе.",
    lists=(
        PartList(
            id="fields",
            title="Поля формы",
            empty="Форма пока ничего не спрашивает.",
            help="Порядок как в форме.",
            rows=(
                PartRow(
                    key="model",
                    title="Модель",
                    href=f"{HERE}/form/model",
                    icon="circle-check",
                    line="Один из вариантов",
                    tags=("обязательное",),
                    flaws=(FLAW,),
                    first=True,
                ),
                PartRow(
                    key="why",
                    title="Зачем",
                    href=f"{HERE}/form/why",
                    icon="file-text",
                    line="Длинный текст",
                    last=True,
                    lost=True,
                ),
            ),
            add_title="Добавить поле",
            add_label="Добавить поле",
            add=(*NEW_TITLE, replace(TYPE, name="new.type")),
            gone=(GoneRow(key="place", title="Где выдать"),),
        ),
    ),
    look_href=f"{HERE}/preview",
)
EMPTY_FORM = replace(
    FORM,
    head=HEAD,
    version="",
    lists=(
        replace(
            FORM.lists[0],
            rows=(),
            gone=(),
            adding=True,
            errors=(ErrorLink(href="#f-new-title-ru", text="Заполните это поле"),),
        ),
    ),
)
CALENDAR = replace(
    FORM,
    title="Календарь",
    lists=(),
    years=(
        YearView(
            year="2026",
            line="247 рабочих дней, 1 973 ч",
            days=(
                YearDay(day="12 июня, пт", text="День России", kind="off"),
                YearDay(day="3 ноября, вт", text="другие часы, 09:00–13:00, 14:00–17:00", kind="moved"),
            ),
        ),
        YearView(year="2027", line="261 рабочий день, 2 088 ч", days=()),
    ),
)
PLACE = EditorPage(
    head=HEAD,
    action=f"{HERE}/place",
    version="",
    title="Место и сроки",
    sets=(
        SET,
        FieldSet(
            id="article-0",
            title="Совет 1",
            fields=(
                FieldView(kind="long", name="articles.0.text.ru", label="Текст, по-русски", value="Перезагрузите"),
            ),
            drop="drop:0",
            drop_label="Убрать",
        ),
    ),
    icons=(IconView(icon="laptop", selected=True), IconView(icon="monitor")),
    save="Сохранить",
)
NEW = NewItemPage(
    title="Новая услуга",
    lead="Остальное получит обычные значения.",
    action="/admin/catalog/services/new",
    back_href="/admin/catalog",
    back_label="Каталог",
    sets=(FieldSet(id="new", title="", fields=TITLE),),
    button="Создать черновик",
    errors=(ErrorLink(href="#f-title-ru", text="Название, по-русски: Заполните это поле"),),
)
STATE = ItemStatePage(
    head=DRAFTED,
    action=f"{HERE}/state",
    version="3",
    changes=CHANGES,
    theirs=CHANGES[:1],
    dependents=(replace(FLAW, href="", where="Раздел › Техника › Услуга для остального"),),
    revisions=(REVISION,),
    copy=TITLE,
    errors=(ErrorLink(href="", text="Пока вы писали, черновик изменила Вера Малинина"),),
)
PREVIEW = ItemPreviewPage(
    head=DRAFTED,
    action=f"{HERE}/preview",
    title="Ноутбук или компьютер",
    summary="Новый, на замену или на время.",
    fields=(
        TYPE,
        FieldView(
            kind="text", name="why", label="Зачем", when=(Condition(field="type", values=("select",)),), shown=False
        ),
    ),
    steps=(StepView(kind="ok", name="Вы отправляете заявку", line="О каждом шаге сообщим"),),
    term="3 рабочих дня",
    owner="Галина Пчелинцева",
    articles=(ArticleView(title="Не включается", text="Проверьте кабель."),),
    hidden=("Инвентарный номер",),
)
CATALOG = AdminCatalogPage(
    force="Действует редакция 12: сегодня, 10:12.",
    by="Ольга Полозова",
    q="ноут",
    drafts=(
        DraftRow(
            value="service/laptop:3",
            name="service/laptop",
            kind="change",
            noun="Услуга",
            title="Ноутбук или компьютер",
            href=HERE,
            line="Вера Малинина, сегодня, 10:12",
            changes=CHANGES,
            more="и ещё 12",
            flaws=(replace(FLAW, href=""),),
            stale=True,
        ),
        DraftRow(
            value="service/tea:1",
            name="service/tea",
            kind="add",
            noun="Услуга",
            title="Чай",
            href="/admin/catalog/services/tea",
            line="Вера Малинина, вчера, 18:40",
        ),
        DraftRow(
            value="team/old:1",
            name="team/old",
            kind="remove",
            noun="Команда",
            title="Старая",
            href="",
            line="Тимур Хасанов",
        ),
    ),
    groups=(
        ItemGroup(
            title="Техника",
            rows=(ItemRow(title="Ноутбук", href=HERE, icon="laptop", line="ИТ · 9 полей", marks=MARKS),),
        ),
    ),
    kinds=(KindLink(href="/admin/catalog/teams", label="Команды", icon="users", count="7"),),
    note=FieldView(kind="text", name="note", label="Зачем это изменение", help="Будет видно в истории.", optional=True),
    errors=(ErrorLink(href="", text="Отметьте хотя бы один черновик."),),
    whole=(FLAW, replace(FLAW, where="", href="")),
    chosen=("service/tea",),
)
ONE = AdminRevisionPage(
    number=12,
    when="17 ноября 2026 г., 10:12",
    who="Ольга Полозова",
    note="Новые модели",
    touched=(
        TouchedView(
            name="service/laptop",
            kind="change",
            noun="Услуга",
            title="Ноутбук",
            href=HERE,
            changes=CHANGES,
            can_restore=True,
        ),
        TouchedView(
            name="service/tea", kind="remove", noun="Услуга", title="Чай", href="", changes=(), can_restore=False
        ),
    ),
    can_undo=True,
    errors=(ErrorLink(href="", text="После редакции 12 это меняли ещё раз"),),
)

EDITING: dict[str, Page] = {
    "admin.catalog": CATALOG,
    "admin.catalog.quiet": replace(CATALOG, q="", drafts=(), kinds=(), errors=(), whole=(), chosen=None, by=""),
    "admin.catalog.nothing": replace(CATALOG, groups=(), drafts=CATALOG.drafts[1:], chosen=None),
    "admin.catalog.empty": replace(CATALOG, q="", groups=(), drafts=()),
    "admin.catalog.history": AdminHistoryPage(
        rows=(REVISION, replace(REVISION, number=11, current=False, note="")),
        next_href="/admin/catalog/history?below=11",
    ),
    "admin.catalog.history.empty": AdminHistoryPage(rows=()),
    "admin.catalog.revision": ONE,
    "admin.catalog.first": replace(
        ONE, number=1, note="", can_undo=False, undo_why="До первой редакции ничего не было", errors=()
    ),
    "admin.catalog.items": AdminItemsPage(
        title="Уровни обслуживания",
        lead="Что обещаем при каждом приоритете. Услуга называет уровень.",
        rows=(
            ItemRow(
                title="Обычный",
                href="/admin/catalog/sla/usual",
                icon="alarm-clock",
                line="4h / 3d · 12 услуг",
                marks=(MarkView(kind="draft", text="черновик"), MarkView(kind="bad", text="1 ошибка")),
            ),
        ),
        new_href="/admin/catalog/sla/new",
        new_label="Новый уровень обслуживания",
    ),
    "admin.catalog.items.empty": AdminItemsPage(title="Готовые ответы", lead="Что команда пишет часто.", rows=()),
    "admin.item.new": NEW,
    "admin.item.texts": replace(PLACE, action=HERE, icons=(), look_href=f"{HERE}/preview"),
    "admin.item.place": PLACE,
    "admin.item.form": FORM,
    "admin.item.form.empty": EMPTY_FORM,
    "admin.item.field": FIELD,
    "admin.item.state": STATE,
    "admin.item.state.fresh": replace(STATE, fresh=True, changes=(), theirs=(), revisions=(), errors=()),
    "admin.item.state.removal": replace(STATE, removal=True, changes=(), theirs=()),
    "admin.item.state.quiet": replace(STATE, head=HEAD, version="", changes=(), theirs=(), dependents=(), errors=()),
    "admin.item.preview": PREVIEW,
    "admin.item.preview.empty": replace(PREVIEW, fields=(), summary="", articles=(), hidden=(), term=""),
    "admin.item.preview.broken": ItemPreviewPage(
        head=DRAFTED, action=PREVIEW.action, title="", broken="Исправьте ошибки."
    ),
}
"""Every page of the editors with its states, by a short name."""
