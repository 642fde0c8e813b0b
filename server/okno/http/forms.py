"""Forms from browsers, read with limits: whoever sends too much is refused before it is all read."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from okno.errors import Invalid, TooLarge
from okno.i18n import Translator
from okno.settings import Limits
from okno.text import N_, Phrase

FIELD_BYTES = 2**20
"""The longest single field that is not a file."""
TEXT_BYTES = 2 * FIELD_BYTES
"""All fields of a form together that are not files."""
UTF_8 = frozenset({b"", b"utf-8", b"utf8"})


class _Counted(MultiPartParser):
    """Reads a form with files and counts the bytes of each, and those of all texts together."""

    def __init__(
        self, headers: Headers, stream: AsyncGenerator[bytes, None], limits: Limits, *, with_files: bool
    ) -> None:
        super().__init__(
            headers,
            stream,
            max_files=limits.form_files if with_files else 0,
            max_fields=limits.form_fields,
            max_part_size=FIELD_BYTES,
        )
        self._limit = limits.upload_bytes
        self._size = 0
        self._texts = 0

    def on_part_begin(self) -> None:
        self._size = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._size > self._limit:
            raise TooLarge(N_("A file is larger than %(mb)s MB. Send a smaller one.", mb=self._limit // 2**20))
        if self._current_part.file is None:
            self._texts += end - start
            if self._texts > TEXT_BYTES:
                raise _too_much()
        super().on_part_data(data, start, end)


async def read(request: Request, limits: Limits, *, with_files: bool = True) -> FormData:
    """The form of a request. Raises TooLarge for what is over a limit and Invalid for what is no form.

    `with_files` is False for whoever has not signed in: nobody else may have us keep large things.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    async with aclosing(request.stream()) as stream:
        try:
            if kind == b"multipart/form-data":
                if options.get(b"charset", b"").lower() not in UTF_8:
                    # Python knows odd ones: a megabyte of punycode takes minutes to decode.
                    raise _unreadable()
                return _without_nul(await _Counted(request.headers, stream, limits, with_files=with_files).parse())
            if kind == b"application/x-www-form-urlencoded":
                parser = FormParser(
                    request.headers, _short(stream), max_fields=limits.form_fields, max_part_size=FIELD_BYTES
                )
                return _without_nul(await parser.parse())
        except MultiPartException as error:
            raise _problem(error.message) from None
    return FormData()


async def _short(stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The stream of a form without files, as long as it may be."""
    taken = 0
    async for chunk in stream:
        taken += len(chunk)
        if taken > TEXT_BYTES:
            raise _too_much()
        yield chunk


def texts(form: FormData, name: str) -> list[str]:
    """All values of a field that are text."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def text(form: FormData, name: str, default: str = "") -> str:
    """The first text of a field."""
    return next(iter(texts(form, name)), default)


def files(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field; a browser sends one without a name for an empty field."""
    return [value for value in form.getlist(name) if isinstance(value, UploadFile) and value.filename]


def said(problems: dict[str, Phrase], t: Translator) -> dict[str, str]:
    """The sentences beside the fields, in the language of the person."""
    return {name: t.say(phrase) for name, phrase in problems.items()}


def _without_nul(form: FormData) -> FormData:
    # PostgreSQL can't store the character, and nobody writes it by hand.
    return FormData(
        [(name, value.replace("\x00", "") if isinstance(value, str) else value) for name, value in form.multi_items()]
    )


def _problem(message: str) -> TooLarge | Invalid:
    """Starlette has one exception for what is too much and what is broken; the words differ."""
    if "aximum" in message:
        return _too_much()
    return _unreadable()


def _too_much() -> TooLarge:
    return TooLarge(N_("The form has more fields or longer ones than allowed."))


def _unreadable() -> Invalid:
    return Invalid({}, N_("The form could not be read. Open the page again and repeat."))
