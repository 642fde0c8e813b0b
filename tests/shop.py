"""A small catalog of its own for what depends on services: a tree of directions, words, and services for a few."""

from __future__ import annotations

from collections.abc import Mapping

from okno.catalog import registry, store
from okno.catalog.model import Audience, Catalog, Category, Field, Service, TeamSpec
from tests.company import starter_catalog

GROUP = "Зарплата"
DEPARTMENT = "Отдел продаж"
HIDDEN = ("payroll-access", "crm-access")
"""Services that are for the group, and for the department."""

# Key, direction, titles, words, whether it is popular.
_SERVICES: tuple[tuple[str, str, str, str, str, str, bool], ...] = (
    ("notebook", "devices", "Ноутбук", "Laptop", "ноут компьютер лэптоп", "notebook computer", True),
    ("screen", "devices", "Второй монитор", "Second monitor", "экран дисплей", "display screen", True),
    ("printing", "devices", "Принтер не печатает", "Printer does not print", "мфу сканер", "mfp scanner", True),
    ("keyboard", "devices", "Клавиатура и мышь", "Keyboard and mouse", "гарнитура наушники", "headset", False),
    ("remote", "access", "Удалённый доступ", "Remote access", "впн удаленка", "vpn", True),
    ("password", "access", "Забыли пароль", "Forgotten password", "сброс учётная запись", "reset account", False),
    ("mailbox", "access", "Почтовый ящик", "Mailbox", "почта рассылка", "email", False),
    ("crm-access", "access", "Доступ к карточкам клиентов", "Access to customer cards", "црм", "crm", True),
    ("payroll-access", "access", "Доступ к расчётным листкам", "Access to payslips", "ведомость", "payslip", False),
    ("leave", "hr", "Ежегодный отпуск", "Annual leave", "каникулы отдых", "vacation", True),
    ("certificate", "hr", "Справка 2-НДФЛ", "Income certificate", "доход налоговая", "tax", False),
    ("business-trip", "hr", "Командировка", "Business trip", "поездка билеты гостиница", "tickets hotel", False),
    ("visitor", "office", "Пропуск для посетителя", "Visitor pass", "гость парковка", "guest parking", True),
    ("cab", "office", "Такси по работе", "Taxi", "машина поездка", "cab car", False),
    ("cleaning", "office", "Уборка помещения", "Cleaning", "мусор протечка", "trash leak", False),
    ("anything", "it", "Другой вопрос", "Anything else", "", "", False),
    ("ask-hr", "hr", "Вопрос кадрам", "A question for HR", "", "", False),
)  # fmt: skip
_AUDIENCES = {
    "payroll-access": Audience(groups=(GROUP,)),
    "crm-access": Audience(departments=(DEPARTMENT, "Маркетинг")),
}


def catalog(**changes: Service) -> Catalog:
    """The catalog; `changes` replace services by their keys, with underscores for hyphens."""
    starter = starter_catalog()
    services = {row[0]: service(*row) for row in _SERVICES}
    services |= {one.key: one for one in changes.values()}
    return Catalog(
        categories={
            "it": _category("it", "Компьютеры и связь", "Computers", 10, "anything"),
            "devices": _category("devices", "Техника", "Devices", 10, "anything", "it"),
            "access": _category("access", "Доступы", "Access", 20, "anything", "it"),
            "hr": _category("hr", "Кадры", "People", 20, "ask-hr"),
            "office": _category("office", "Офис", "Office", 30, "anything"),
            "empty": _category("empty", "Пустое", "Empty", 40, "anything"),
        },
        teams={
            "desk": _team("desk", "Поддержка", "anything", "it"),
            "people-team": _team("people-team", "Кадры", "ask-hr", "hr", confidential=True),
        },
        calendars=starter.calendars,
        lifecycles=starter.lifecycles,
        services=services,
    )


def service(key: str, category: str, ru: str, en: str, words_ru: str, words_en: str, popular: bool) -> Service:
    """One service, asked for with one line."""
    return Service(
        key=key,
        title={"ru": ru, "en": en},
        summary={"ru": f"Поможем: {ru.lower()}.", "en": f"We help: {en.lower()}."},
        done_text={"ru": "Сделано.", "en": "Done."},
        category=category,
        icon="laptop",
        team="people-team" if category == "hr" else "desk",
        owner={"ru": "Начальник", "en": "Head"},
        respond="1h",
        resolve="8h",
        popular=popular,
        words={"ru": tuple(words_ru.split()), "en": tuple(words_en.split())},
        visible_to=_AUDIENCES.get(key, Audience()),
        fields=(Field(key="topic", type="string", title={"ru": "О чём", "en": "About"}, required=True),),
    )


async def open_shop(made: Catalog | None = None) -> None:
    """Puts the catalog in force."""
    await store.apply(made or catalog(), actor_id=None)
    await registry.refresh()


ANSWERS: Mapping[str, str] = {"topic": "Мне"}


def _category(key: str, ru: str, en: str, sort: int, general: str, parent: str | None = None) -> Category:
    return Category(key=key, title={"ru": ru, "en": en}, icon="laptop", sort=sort, general=general, parent=parent)


def _team(key: str, title: str, general: str, category: str, *, confidential: bool = False) -> TeamSpec:
    return TeamSpec(
        key=key,
        title={"ru": title, "en": title},
        calendar="office",
        general=general,
        category=category,
        confidential=confidential,
    )
