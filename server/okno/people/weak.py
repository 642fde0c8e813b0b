"""Passwords that are tried first: words that everybody takes, rows of the keyboard, the login."""

from __future__ import annotations

import re

_COMMON = """
password passwort parol pass secret login user guest test temp demo admin administrator root system manager welcome
letmein changeme default master access iloveyou sunshine princess monkey dragon football baseball superman batman
shadow trustno freedom whatever computer internet server service samsung google windows microsoft okno company
qwerty qwer asdf zxcv qwe asd abc qaz wsx qazwsx zaqwsx qweasd qweasdzxc qwertyuiop
winter spring summer autumn january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
пароль секрет логин админ администратор юзер тест гость привет любовь солнышко кошка компьютер компания окно
йцукен фыва йцу фыв ячс йфя йфяцыч йцуфыв сервер система менеджер россия москва спартак зенит
зима весна лето осень январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
понедельник вторник среда четверг пятница суббота воскресенье
privet lubov lyubov solnyshko koshka marina natasha nastya sergey andrey dmitry alexander maxim moskva rossiya
zima vesna leto osen yanvar fevral mart aprel iyun iyul avgust sentyabr oktyabr noyabr dekabr zenit
"""
_WORDS = frozenset(_COMMON.split())
"""With digits and marks alone around them they make a password that is tried first; on the other layout too."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_LAYOUT = str.maketrans(_LATIN, _RUSSIAN)
_LOOKALIKES = str.maketrans("@$0134", "asoiea")

_RUNS = (
    "12345678901234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
    "q1w2e3r4t5y6",
    "zaq12wsxcde34rfv",
    "1й2ц3у4к5е6н7г8ш9щ",
    "йцукенгшщзхъфывапролджэячсмитьбю.",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
)
FEWEST = 4
"""Fewer different characters are a pattern."""
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PARTS = re.compile(r"[\W_]+")


def is_weak(password: str, login: str) -> bool:
    """Whether a password is among the first that anybody tries for this login."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST:
        return True
    if any(plain in run or plain[::-1] in run for run in _RUNS):
        return True
    return any(_is_common(form) for form in (plain, plain.translate(_LOOKALIKES))) or _is_login(plain, login)


def _is_common(plain: str) -> bool:
    bare = _EDGES.sub("", plain)
    return bare in _WORDS or bare.translate(_LAYOUT) in _WORDS


def _is_login(plain: str, login: str) -> bool:
    name = login.casefold()
    known = {name, _PARTS.sub("", name), *(part for part in _PARTS.split(name) if len(part) >= FEWEST)} - {""}
    forms = {plain, _EDGES.sub("", plain)}
    return not known.isdisjoint(forms | {form[::-1] for form in forms})
