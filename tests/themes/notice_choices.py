"""Samples of choosing what one is told, of the link of a letter, and of the page without a connection."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.notice_choices import ChoiceCell, ChoiceRow, DeviceRow, LeavePage, NoticeChoicesPage, OfflinePage
from okno.themes.parts import ErrorLink, FieldView, OptionView

CHANNELS = ("В Окне", "По почте", "На устройствах")
_KEYS = ("page", "mail", "push")


def _row(key: str, title: str, about: str, wanted: str, usual: str, *, fixed: str = "") -> ChoiceRow:
    return ChoiceRow(
        title=title,
        about=about,
        cells=tuple(
            ChoiceCell(
                name=f"{key}.{one}",
                label=f"{title}: {word}",
                wanted=one[1] in wanted,
                usual=one[1] in usual,
                fixed=one[1] in fixed,
                channel=word,
            )
            for one, word in zip(_KEYS, CHANNELS, strict=True)
        ),
    )


_DAYS = (("mon", "Понедельник"), ("sat", "Суббота"), ("sun", "Воскресенье"))
CHOICES = NoticeChoicesPage(
    channels=CHANNELS,
    rows=(
        _row("requests", "Мои заявки", "Ответы, вопросы к вам, что выполнено и закрыто.", "aau", "aau"),
        _row("team", "Очередь моей команды", "Новые заявки команды.", "a", "a"),
        _row("account", "Учётная запись и безопасность", "Вход и пароли.", "aau", "aau", fixed="a"),
    ),
    changed=True,
    quiet_from=FieldView(kind="text", name="quiet_from", label="С", value="22:00", optional=True),
    quiet_until=FieldView(kind="text", name="quiet_until", label="До", value="08:00", optional=True),
    days=FieldView(
        kind="many",
        name="quiet_days",
        label="Тихие дни",
        options=tuple(OptionView(value=key, label=word, selected=key != "mon") for key, word in _DAYS),
        optional=True,
    ),
    digest=FieldView(
        kind="choice",
        name="digest",
        label="Как приходят письма",
        options=(
            OptionView(value="", label="Каждое письмо отдельно и сразу"),
            OptionView(value="day", label="Вместе, раз в день", selected=True),
        ),
    ),
    digest_at=FieldView(kind="text", name="digest_at", label="В какое время", value="09:00", optional=True),
    urgent=FieldView(kind="yes", name="urgent", label="О моих горящих критических заявках сообщать в любое время"),
    clock="Екатеринбург",
    mail="vera@example.com",
    no_mail="",
    version=2,
    devices=(
        DeviceRow(id=3, name="Chrome, Android", since="сегодня, 10:12", seen="", silent=False, mark="0a1b2c3d4e5f6071"),
        DeviceRow(id=1, name="Firefox, Windows", since="вчера, 9:01", seen="", silent=True, mark="ffffffffffffffff"),
    ),
    push_key="BKagOny0KF_2pCJQ3m",
)
_LEAVE = LeavePage(
    title="За чем я слежу", about="Заявки, за которыми вы следите.", wanted=True, action="/letters/7-following-00ff"
)
CHOOSING = {
    "notice-choices": CHOICES,
    "notice-choices.refused": replace(
        CHOICES,
        quiet_until=replace(CHOICES.quiet_until, value="", error="Укажите оба времени или ни одного."),
        errors=(ErrorLink(href="#f-quiet-until", text="До: укажите оба времени или ни одного."),),
    ),
    "notice-choices.plain": replace(
        CHOICES, changed=False, urgent=None, mail="", no_mail="Ваш адрес почты не указан.", devices=(), push_key=""
    ),
}
"""By a short name: pages of somebody who is signed in."""
LEAVING = {
    "leave": _LEAVE,
    "leave.left": replace(_LEAVE, wanted=False),
    "leave.unknown": replace(_LEAVE, known=False),
    "offline": OfflinePage(),
}
"""Pages of nobody."""
