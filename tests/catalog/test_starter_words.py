"""People find a service of the starter catalog by the words that they use themselves."""

import pytest

from okno.catalog.find import Index
from tests.company import starter_catalog

QUERIES = {
    "сломался принтак": "printer",
    "не печатает принтер": "printer",
    "зажевало бумагу": "printer",
    "нет интернета": "incident",
    "комп тормозит": "incident",
    "зависла касса": "incident",
    "1с висит": "incident",
    "почта не работает": "incident",
    "упал сайт": "site-outage",
    "новый комп": "laptop",
    "нужен ноут": "laptop",
    "второй моник": "monitor",
    "сломалась мышка": "peripherals",
    "наушники": "peripherals",
    "закончился тонер": "cartridge",
    "картридж": "cartridge",
    "забыл пароль": "password-reset",
    "не могу войти": "password-reset",
    "учетка заблокирована": "password-reset",
    "код не приходит": "mfa-lost",
    "двухфакторка": "mfa-lost",
    "доступ в 1с": "access-1c",
    "доступ к папке": "shared-folder",
    "сетевой диск": "shared-folder",
    "впн": "vpn",
    "удаленка": "remote-work",
    "работать из дома": "remote-work",
    "вайфай для гостя": "guest-wifi",
    "эцп": "e-signature",
    "продлить подпись": "e-signature",
    "подрядчику доступ": "contractor-access",
    "купить лицензию": "licence-purchase",
    "поставить прогу": "software-install",
    "удалил файл": "backup-restore",
    "отчёт в 1с": "report-1c",
    "переадресация": "telephone",
    "симка": "sim-card",
    "роуминг": "sim-card",
    "проектор не работает": "meeting-room",
    "помочь с зумом": "video-help",
    "созвон": "video-help",
    "рассылка": "mail-group",
    "разбил экран ноутбука": "equipment-repair",
    "сдать ноутбук": "equipment-return",
    "стол и комп стажёру": "workplace",
    "новый сотрудник": "onboarding",
    "выходит новичок": "onboarding",
    "увольняюсь": "dismissal",
    "перевод в другой отдел": "transfer",
    "курсы": "training",
    "дмс": "insurance",
    "прикрепить ребенка": "insurance",
    "хочу в отпуск": "vacation",
    "отпуск за свой счет": "vacation",
    "перенести отпуск": "vacation-move",
    "больничный": "sick-leave",
    "я заболел": "sick-leave",
    "отгул": "day-off",
    "сдал кровь": "day-off",
    "декрет": "parental",
    "справка в банк": "employment-certificate",
    "справка для визы": "employment-certificate",
    "2ндфл": "income-certificate",
    "копия трудовой": "work-record",
    "стдр": "work-record",
    "сменила фамилию": "personal-data",
    "зп не пришла": "salary-question",
    "расчётный листок": "salary-question",
    "сменить карту для зп": "bank-details",
    "билеты на самолет": "business-trip",
    "командировка": "business-trip",
    "отчитаться за командировку": "expense-report",
    "чеки": "expense-report",
    "деньги под отчет": "advance",
    "согласовать договор": "contract-approval",
    "оплатить счет": "payment-request",
    "счет клиенту": "customer-invoice",
    "закрывашки": "customer-invoice",
    "акт сверки": "reconciliation",
    "доверенность": "power-of-attorney",
    "проверить контрагента": "counterparty-check",
    "лампочка перегорела": "repair",
    "холодно": "repair",
    "течет кран": "repair",
    "сломалось кресло": "repair",
    "новое кресло": "furniture",
    "убрать мусор": "cleaning",
    "разлил кофе": "cleaning",
    "вода кончилась": "water",
    "ручки и бумага": "supplies",
    "канцелярия": "supplies",
    "курьер": "courier",
    "такси в аэропорт": "taxi",
    "визитки": "business-cards",
    "кофе на встречу": "event",
    "забронировать переговорку": "event",
    "переезд в другой кабинет": "desk-move",
    "потерял ключ": "keys",
    "поднять документы из архива": "archive",
    "пропуск гостю": "guest-pass",
    "потерял пропуск": "lost-pass",
    "не работает пропуск": "permanent-pass",
    "парковка": "parking",
    "странное письмо": "suspicious-letter",
    "фишинг": "suspicious-letter",
    "украли ноутбук": "security-incident",
    "вынести ноутбук": "material-pass",
    "поработать в субботу": "off-hours",
}
"""What people type, with the service that they mean."""
ENGLISH = {
    "printer does not print": "printer",
    "new laptop": "laptop",
    "forgot password": "password-reset",
    "work from home": "remote-work",
    "sick leave": "sick-leave",
    "payslip": "salary-question",
    "pay an invoice": "payment-request",
    "lost my pass": "lost-pass",
    "phishing": "suspicious-letter",
    "taxi to the airport": "taxi",
}
index = Index(starter_catalog())


@pytest.mark.parametrize(("query", "service"), QUERIES.items(), ids=str)
def test_a_service_is_among_the_first_three(query: str, service: str) -> None:
    found = [one.key for one in index.find(query, "ru").services[:3]]
    assert service in found, found


@pytest.mark.parametrize(("query", "service"), ENGLISH.items(), ids=str)
def test_in_english_too(query: str, service: str) -> None:
    found = [one.key for one in index.find(query, "en").services[:3]]
    assert service in found, found


def test_most_of_these_words_lead_to_the_first_place() -> None:
    first = [index.find(query, "ru").services[0].key == service for query, service in QUERIES.items()]
    assert sum(first) >= len(first) * 0.9


def test_every_service_is_found_by_its_own_title() -> None:
    for locale in ("ru", "en"):
        for key, service in starter_catalog().services.items():
            found = [one.key for one in index.find(service.title[locale], locale).services[:3]]
            assert key in found, (service.title[locale], found)
