"""Samples of a ticket's life: who follows it, who was called in vain, what it was, what follows it, what it becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from okno.themes.life import FollowUpView, PastFormView, UnheardView, WatcherView, WatchPanel
from okno.themes.parts import AnswerView, ErrorLink, FieldView, OptionView, PersonView
from okno.themes.reclassify import FoundService, Grade, GradeRow, ReclassifyPage


def _grades() -> tuple[GradeRow, ...]:
    words = (("Критический", "p1"), ("Высокий", "p2"), ("Обычный", "p3"))
    rows = []
    for impact, side in enumerate(("Вся компания", "Отдел", "Один человек"), start=1):
        grades = tuple(
            Grade(
                value=f"{impact}-{urgency}",
                label=f"{side}, {word.lower()}",
                priority=word,
                tone=tone,
                due="завтра, до 16:00" if urgency < 3 else "",
                chosen=impact == urgency == 2,
            )
            for urgency, (word, tone) in enumerate(words, start=1)
        )
        rows.append(GradeRow(impact=side, grades=grades))
    return tuple(rows)


RECLASSIFY = ReclassifyPage(
    number=10427,
    title="Ноутбук для Надежды Уваровой",
    version=7,
    service="laptop",
    service_title="Ноутбук или компьютер",
    other=False,
    kind=FieldView(
        kind="choice",
        name="kind",
        label="Вид",
        options=(
            OptionView(value="request", label="Заявка", selected=True),
            OptionView(value="incident", label="Сбой"),
        ),
    ),
    urgencies=("Работа стоит", "Работать трудно", "Может подождать"),
    grades=_grades(),
    subject=FieldView(kind="text", name="subject", label="Тема", value="Ноутбук для Надежды Уваровой"),
    fields=(FieldView(kind="text", name="answer.place", label="Где выдать", value="Лесная, 5"),),
    back_href="/tickets/10427",
)
OTHER = replace(
    RECLASSIFY,
    service="vpn",
    service_title="Удалённая работа и VPN",
    other=True,
    team="Сеть и доступ",
    q="vpn",
    searched=True,
    found=(
        FoundService(
            href="/tickets/10427/reclassify?service=vpn", title="Удалённая работа и VPN", line="Работа из дома."
        ),
        FoundService(href="/tickets/10427/reclassify", title="Ноутбук", line="Новый.", current=True),
    ),
    kind=None,
    asked=2,
    lost=(AnswerView(label="Какой", value="Лёгкий"),),
    errors=(ErrorLink(href="#f-answer-place", text="Где выдать: напишите ответ"),),
    notice="Пока вы были здесь: Тимур Хасанов берёт заявку (12:40).",
)
RECLASSIFYING = {
    "reclassify": RECLASSIFY,
    "reclassify.other": OTHER,
    "reclassify.nothing-found": replace(RECLASSIFY, q="qwerty", searched=True, fields=()),
}


def living(person: PersonView, other: PersonView) -> dict[str, Any]:
    """What the pages of a ticket say of its life."""
    return {
        "watch": WatchPanel(
            people=(WatcherView(person=person, can_remove=True), WatcherView(person=other)),
            follows=True,
            field=FieldView(kind="person", name="who", label="Сотрудник", error="Выберите коллегу"),
            open=True,
            note="Наблюдатель читает заявку и узнаёт её новости.",
        ),
        "unheard": (
            UnheardView(id=other.id, line=f"{other.name} не видит эту заявку.", can_add=True),
            UnheardView(id=77, line="Егор Чужой не видит эту заявку."),
        ),
        "past": (
            PastFormView(title="Телефон, до 17 ноября, 10:12", answers=(AnswerView(label="Какой", value="Чёрный"),)),
            PastFormView(title="Монитор, до 16 ноября, 9:00", answers=()),
        ),
    }


ALONE = WatchPanel(can_follow=True)
FOLLOW_UP = FollowUpView(
    line="Она закрыта больше 10 рабочих дней назад.", once="abc", text="Снова", error="Напишите, что не так."
)
END_FIELD = FieldView(kind="text", name="answer.serial", label="Серийный номер", error="Напишите ответ")
