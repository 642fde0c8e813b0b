"""Sample pages of the doors: for whoever has not signed in, and for the person's own settings of signing in."""

from __future__ import annotations

from dataclasses import replace

import segno
from markupsafe import Markup

from okno.themes.contexts import ErrorLink, FieldView, OptionView, Page, PersonView
from okno.themes.doors import (
    CodePage,
    ForgotPage,
    InvitationPage,
    LinkOverPage,
    NewPasswordPage,
    SecondFactorPage,
    SetupPage,
    TokensPage,
    TokenView,
)

NEW = (
    FieldView(kind="secret", name="new", label="Новый пароль", help="Не короче 8 знаков.", autocomplete="new-password"),
    FieldView(kind="secret", name="again", label="Новый пароль ещё раз", autocomplete="new-password"),
)
OWN = FieldView(kind="secret", name="password", label="Нынешний пароль", autocomplete="current-password")
CODE = FieldView(kind="text", name="code", label="Код с телефона или запасной код", autocomplete="one-time-code")
RESET = NewPasswordPage(kind="reset", action="/reset/x", login="malinina", name="Вера", fields=NEW)
SETUP = SetupPage(
    action="/setup/x",
    fields=(
        FieldView(kind="text", name="name", label="Имя и фамилия", autocomplete="name"),
        FieldView(kind="text", name="login", label="Логин", help="Латиница, цифры, точки и дефисы."),
        FieldView(kind="mail", name="mail", label="Почта", optional=True),
        *NEW,
    ),
)
SCAN = SecondFactorPage(
    kind="scan",
    fields=(replace(CODE, label="Код на экране телефона"),),
    draft="sealed",
    qr=Markup(segno.make("otpauth://totp/Okno:malinina?secret=JBSW", error="m").svg_inline(border=0, omitsize=True)),
    groups=("JBSW", "Y3DP", "EHPK", "3PXP", "JBSW", "Y3DP", "EHPK", "3PXP"),
)
TOKENS = TokensPage(
    rows=(
        TokenView(
            id=1,
            name="Выгрузка отчётов",
            rights="Видеть и вести свои заявки; Заказывать услуги",
            made="17 ноября, 10:12",
            used="сегодня, 8:00",
            expires="15 февраля",
        ),
        TokenView(id=2, name="Старый сайт", rights="все ваши права", made="3 мая, 9:40", expires="3 июня", over=True),
    ),
    fields=(
        FieldView(kind="text", name="name", label="Для чего"),
        FieldView(
            kind="many",
            name="right",
            label="Права токена",
            options=(OptionView(value="ticket.own", label="Видеть и вести свои заявки", selected=True),),
        ),
        OWN,
    ),
)

OUTSIDE: dict[str, Page] = {
    "code": CodePage(),
    "code.wrong": CodePage(next="/desk", error="Код не подошёл. Дождитесь следующего.", recovering=True),
    "forgot": ForgotPage(),
    "forgot.sent": ForgotPage(sent=True),
    "forgot.refused": ForgotPage(who="malinina", error="Слишком много попыток. Повторите через 15 минут."),
    "forgot.no-mail": ForgotPage(by_mail=False),
    "reset": RESET,
    "invitation": replace(RESET, kind="invitation", errors=(ErrorLink(href="#f-again", text="Пароли различаются"),)),
    "link-over": LinkOverPage(kind="reset"),
    "link-over.invitation": LinkOverPage(kind="invitation"),
    "setup": SETUP,
    "setup.refused": replace(SETUP, errors=(ErrorLink(href="#f-login", text="Логин: латиница"),)),
}
OWN_PAGES: dict[str, Page] = {
    "second-factor": SecondFactorPage(kind="off", fields=(OWN,)),
    "second-factor.scan": SCAN,
    "second-factor.wrong": replace(SCAN, errors=(ErrorLink(href="#f-code", text="Код не подошёл"),)),
    "second-factor.on": SecondFactorPage(kind="on", fields=(OWN, CODE), since="17 ноября, 10:12", left=9),
    "second-factor.few": SecondFactorPage(
        kind="on",
        fields=(OWN, CODE),
        since="17 ноября, 10:12",
        left=1,
        errors=(ErrorLink(href="#f-code", text="Код не подошёл"),),
    ),
    "second-factor.codes": SecondFactorPage(
        kind="codes", codes=tuple(f"{pair}mh-7kq{n}" for n, pair in enumerate(("abc", "def", "ghk", "mnp", "rst")))
    ),
    "tokens": TOKENS,
    "tokens.new": replace(TOKENS, plain="okno_kP3sample0sample1sample2sample3sample4x", plain_name="Выгрузка отчётов"),
    "tokens.empty": replace(
        TOKENS, rows=(), making=True, errors=(ErrorLink(href="#f-name", text="Напишите, для чего токен"),)
    ),
}


def invitation(person: PersonView) -> Page:
    """The link of an invitation, to be handed over."""
    return InvitationPage(
        person=replace(person, href="/admin/people/1"),
        login="malinina",
        link="https://okno.example.test/invitation/abc",
        why="У сотрудника нет почты.",
    )
