"""Routes of REST: a function each, with its permission and the models of what comes in and goes out."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from okno.access import Actor
from okno.db.recall import remembering
from okno.errors import Invalid, NotSignedIn, TooLarge
from okno.events.origin import coming
from okno.http import csrf, idempotency
from okno.http.failures import WrongRequest, WrongType
from okno.http.identity import identify
from okno.http.permission import PUBLIC, Guarded, allow, stated
from okno.http.visit import Visit, visit_of
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_, Phrase

BASE = "/api/v1"
MULTIPART = "multipart/form-data"

M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """The base of all that REST takes and gives: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Answer:
    """An answer that is more than its value. `location` is the address of what was made."""

    value: object = None
    status: int = 200
    location: str = ""


@dataclass
class Call:
    """One request to REST, read and checked."""

    request: Request
    visit: Visit
    body: Any = None
    """The model of the body that the endpoint declares."""
    query: Any = None
    """The model of the query that the endpoint declares."""
    raw: bytes = b""

    @property
    def actor(self) -> Actor:
        """Who asks."""
        if self.visit.actor is None:
            raise NotSignedIn
        return self.visit.actor

    @property
    def params(self) -> Mapping[str, Any]:
        """The parts of the path."""
        return self.request.path_params

    @property
    def media_type(self) -> str:
        """Of what type the body is said to be."""
        return self.request.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def t(self) -> Translator:
        """The words in the language of the request."""
        return self.visit.t

    @property
    def settings(self) -> Settings:
        """The settings of this server."""
        return self.visit.settings

    async def idempotent(self, work: Callable[[], Awaitable[object]]) -> Response:
        """Does `work` once for an Idempotency-Key, in one transaction with the memory of its answer."""

        async def answered() -> Response:
            return respond(await work())

        key = self.request.headers.get(idempotency.HEADER)
        if key is None:
            return await answered()
        what = f"{self.request.method} {self.visit.path}\n".encode() + self.raw
        return await idempotency.once(self.actor.id, key, request=what, work=answered)


Handler = Callable[[Call], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A route of REST with all that its description needs. Made by `endpoint`."""

    method: str
    path: str
    handler: Handler
    permission: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: Any
    status: int
    upload: bool
    """Whether it takes a form with files, which the handler reads by itself."""

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or self.path).partition("\n")[0]

    def route(self) -> Guarded:
        """The route for the application."""

        async def serve(request: Request) -> Response:
            with remembering(request.method in csrf.SAFE):
                return await _serve(self, request)

        return Guarded(BASE + self.path, serve, permission=self.permission, methods=[self.method])


def endpoint(  # noqa: PLR0913  a declaration: every argument but the first three has a name
    method: str,
    path: str,
    handler: Handler,
    *,
    needs: str | None = None,
    public: bool = False,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: Any = None,
    status: int = 200,
    upload: bool = False,
) -> Endpoint:
    """Declares a route under /api/v1. Without `body` the handler reads the request by itself, if it wants.

    `upload` says that it takes a form with files too, which the handler reads by itself.

    `answer` is a model or a type such as list[Model], for the description. The handler returns a model, plain data,
    an Answer or a Response.
    """
    for model in (body, query):
        if model is not None and model.model_config.get("extra") != "forbid":
            raise RuntimeError(f"{path}: {model.__name__} must refuse unknown keys: derive it from rest.Model")
    permission = stated(path, needs, public)
    return Endpoint(
        method=method.upper(),
        path=path,
        handler=handler,
        permission=permission,
        body=body,
        query=query,
        answer=answer,
        status=status,
        upload=upload,
    )


async def _serve(declared: Endpoint, request: Request) -> Response:
    visit = visit_of(request)
    visit.route, visit.private = BASE + declared.path, True
    await identify(request)
    if declared.permission != PUBLIC:
        if visit.actor is None:
            raise NotSignedIn
        allow(visit.actor, declared.permission)
    if visit.session is not None:
        csrf.check(request, visit, request.headers.get(csrf.HEADER, ""))
    call = Call(request, visit, query=_query(declared.query, request))
    if declared.body is not None and not (declared.upload and call.media_type == MULTIPART):
        call.raw = await _read(call, visit.settings.limits.json_bytes)
        call.body = checked(declared.body, parse(call.raw))
    with coming("token" if visit.bearer else "rest", visit.address):
        return respond(await declared.handler(call), declared.status)


def respond(value: object, status: int = 200) -> Response:
    """The value as an answer in JSON."""
    if isinstance(value, Response):
        return value
    if isinstance(value, Answer):
        response = respond(value.value, value.status)
        if value.location:
            response.headers["Location"] = value.location
        return response
    if value is None:
        return Response(status_code=204)
    return Response(_ANY.dump_json(value, by_alias=True), status, media_type="application/json")


_ANY: TypeAdapter[Any] = TypeAdapter(Any)


async def _read(call: Call, limit: int) -> bytes:
    if call.media_type != "application/json":
        raise WrongType(N_("Send JSON, with Content-Type: application/json."))
    body = bytearray()
    async for chunk in call.request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(N_("The JSON is larger than %(kb)s KB.", kb=limit // 1024))
    return bytes(body)


def parse(raw: bytes) -> Any:
    """The value of a JSON text, stricter than the module: no NaN, no double keys, no text that can't be stored."""
    try:
        value = json.loads(raw, parse_constant=_constant, object_pairs_hook=_single)
        # Lone surrogates and NUL can be written in JSON, but no database takes them.
        if b"\\u0000" in json.dumps(value, ensure_ascii=False).encode():
            raise ValueError("NUL")
    except (ValueError, RecursionError):
        raise WrongRequest(N_("This is not right JSON.")) from None
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same key twice")
    return found


def _query(model: type[BaseModel] | None, request: Request) -> BaseModel | None:
    """The query, every name known and, unless the model has a list there, given once.

    `field.model=27` is `fields=model=27` where the model GATHERS what begins with `field.` there.
    """
    pairs = [_gathered(model, name, value) for name, value in request.query_params.multi_items()]
    lists = _lists(model)
    given = Counter(name for name, _ in pairs if name not in lists)
    problems = {name: N_("This parameter is given twice.") for name, times in given.items() if times > 1}
    if model is None:
        problems |= {name: N_("There is no such parameter.") for name in given}
    if problems:
        raise Invalid(problems)
    if model is None:
        return None
    values = {name: [value for one, value in pairs if one == name] for name in lists if name in dict(pairs)}
    return checked(model, {**dict(pairs), **values})


def _gathered(model: type[BaseModel] | None, name: str, value: str) -> tuple[str, str]:
    for prefix, into in getattr(model, "GATHERS", {}).items():
        if name.startswith(prefix):
            return into, f"{name.removeprefix(prefix)}={value}"
    return name, value


def _lists(model: type[BaseModel] | None) -> set[str]:
    """The parameters that may be given several times."""
    fields = model.model_fields if model is not None else {}
    return {name for name, field in fields.items() if get_origin(field.annotation) is list}


def checked(model: type[M], value: Any) -> M:
    """The value as a model. Raises Invalid with a sentence for each field that is not right."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True, include_input=False)
        raise Invalid({_field(problem["loc"]): _sentence(problem) for problem in problems[:100]}) from None


def _field(place: Sequence[int | str]) -> str:
    return ".".join(str(part)[:100] for part in place)


_SENTENCES: dict[str, Phrase] = {
    "missing": N_("This field is required."),
    "extra_forbidden": N_("There is no such field."),
    "string_type": N_("Text is expected here."),
    "int_type": N_("A whole number is expected here."),
    "int_parsing": N_("A whole number is expected here."),
    "int_from_float": N_("A whole number is expected here."),
    "float_type": N_("A number is expected here."),
    "float_parsing": N_("A number is expected here."),
    "bool_type": N_("true or false is expected here."),
    "bool_parsing": N_("true or false is expected here."),
    "list_type": N_("A list is expected here."),
    "dict_type": N_("An object is expected here."),
    "model_type": N_("An object is expected here."),
    "model_attributes_type": N_("An object is expected here."),
}


def _sentence(problem: Mapping[str, Any]) -> Phrase:
    limits = problem.get("ctx", {})
    match problem["type"]:
        case "string_too_long":
            return N_("At most %(n)s characters.", n=limits["max_length"])
        case "string_too_short":
            return N_("At least %(n)s characters.", n=limits["min_length"])
        case "literal_error" | "enum":
            return N_("One of these is expected: %(known)s.", known=limits["expected"].replace(" or ", ", "))
        case "greater_than_equal":
            return N_("Not less than %(n)s.", n=limits["ge"])
        case "less_than_equal":
            return N_("Not more than %(n)s.", n=limits["le"])
        case kind:
            return _SENTENCES.get(kind) or N_("This value is not right: %(why)s.", why=problem["msg"])
