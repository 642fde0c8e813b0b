"""The house rules of the core's code. Each rule is a function from modules to complaints, tried on a bad sample too."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.rules.sources import ROOT, SQL, Module, calls, core, dotted, imports, nothing, of_tests, sample

Rule = Callable[[Iterable[Module]], list[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef

FUNCTION_LINES = 60
FILE_LINES = 450
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "stuff"}
# Plugins whose name is an ordinary word: only what can mean nothing but the plugin counts as naming it.
ORDINARY_WORDS = {"mail", "calls", "rating", "knowledge", "reports", "partners", "phone", "chat", "survey", "assets"}
TASK_MAKERS = {"create_task", "ensure_future"}
MAY_MAKE_TASKS = ("okno.db.tasks", "okno.serve")
FOLDING = ("icontains", "iexact", "istartswith", "iendswith", "lower", "upper")
JSON_LOOKUPS = ("contains", "contained_by", "filter")
DANGEROUS = {"eval", "exec", "pickle.load", "pickle.loads", "marshal.loads", "yaml.load", "yaml.unsafe_load"}
HTTP_UNITS = {"http", "web", "rest"}
TABLES_OF_TICKETS = (
    "ticket", "ticket_reader", "ticket_value", "thread", "comment", "emergency", "task", "check_line",
)  # fmt: skip
# Where the address as the client wrote it is what is wanted, with the reason.
MAY_READ_REQUEST_URL: dict[str, str] = {}


# The rules ----------------------------------------------------------------------------------------------------


def vague_names(modules: Iterable[Module]) -> list[str]:
    """A file is one noun."""
    return [
        f"{module.path}: a name such as {word} collects what has no home. Name the file after the one noun it is about."
        for module in modules
        for word in VAGUE.intersection(module.name.split("."))
    ]


def long_pieces(modules: Iterable[Module]) -> list[str]:
    """Files and functions stay small; a migration is as long as the tables that it makes."""
    found = []
    for module in modules:
        if ".migrations." in module.name:
            continue
        lines = module.text.count("\n") + 1
        if lines > FILE_LINES:
            found.append(
                f"{module.path}: {lines} lines, more than {FILE_LINES}. It holds several nouns: give each its file."
            )
        for node in ast.walk(module.tree):
            if isinstance(node, Function) and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES:
                found.append(
                    f"{module.at(node)}: {node.name} has {length} lines, more than {FUNCTION_LINES}. "
                    f"Let it tell the story in calls of smaller functions."
                )
    return found


def missing_docstrings(modules: Iterable[Module]) -> list[str]:
    """Each module says in a sentence what it is."""
    return [
        f"{module.path}: begin the module with one plain sentence that says what it is for."
        for module in modules
        if module.tree.body and not ast.get_docstring(module.tree)
    ]


def loose_tasks(modules: Iterable[Module]) -> list[str]:
    """Tasks are made in one place."""
    return [
        f"{module.at(node)}: {name} makes a task that inherits the open transaction and may be forgotten. "
        f"Use okno.db.spawn, which starts with a fresh context, keeps the task and logs its failure."
        for module in modules
        if not module.name.startswith(MAY_MAKE_TASKS)
        for node, name in calls(module)
        if name.rpartition(".")[2] in TASK_MAKERS
    ]


def row_locks(modules: Iterable[Module]) -> list[str]:
    """SQLite ignores row locks without a word."""
    return [
        f"{module.at(node)}: select_for_update is silently ignored on SQLite, so two workers would claim one row. "
        f"Claim with UPDATE ... WHERE ... RETURNING inside tx(), which holds the write lock there."
        for module in modules
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and node.attr == "select_for_update")
        or (isinstance(node, ast.keyword) and node.arg == "select_for_update")
    ]


def lookups(modules: Iterable[Module]) -> list[str]:
    """Look-ups of the ORM that differ between the databases."""
    found = []
    for module in modules:
        for node, name in _lookup_names(module):
            ending = name.rpartition("__")[2]
            if ending in FOLDING:
                found.append(
                    f"{module.at(node)}: {name} folds Latin letters only, 'Иванов' is not found by 'иванов'. "
                    f"Keep okno.text.search_key of the value in a column and compare with that."
                )
            elif ending in JSON_LOOKUPS:
                found.append(
                    f"{module.at(node)}: {name} works on one database only. "
                    f"Keep what is searched in a column or in rows of its own."
                )
    return found


def _lookup_names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg and "__" in node.arg.strip("_"):
            yield node, node.arg
    for node, text in module.strings():
        if re.fullmatch(r"[a-z][a-z0-9_]*__[a-z_]+", text):
            yield node, text


def folding_sql(modules: Iterable[Module]) -> list[str]:
    """SQL does not fold case: neither database folds Cyrillic."""
    return [
        f"{module.at(node)}: lower(), upper() and ILIKE fold Latin letters only in SQLite and in the C locale. "
        f"Compare with a search_key or sort_key column that Python made."
        for module in modules
        for node, text in module.statements()
        if re.search(r"\b(lower|upper)\s*\(|\bilike\b|\bcollate\s+nocase\b", text, re.IGNORECASE)
    ]


def dangerous_calls(modules: Iterable[Module]) -> list[str]:
    """Nothing runs or revives what may come from outside."""
    found = [
        f"{module.at(node)}: {name} may run what somebody else wrote. "
        f"Read data with json, tomllib or yaml.safe_load (a SafeLoader) instead."
        for module in modules
        for node, name in calls(module)
        if name in DANGEROUS and not any(_safe_loader(argument.value) for argument in node.keywords)
    ]
    return found + [
        f"{module.at(node)}: pickle revives objects, not data. Use json."
        for module in modules
        for node, name in imports(module)
        if name.split(".")[0] in ("pickle", "shelve", "marshal")
    ]


def _safe_loader(node: ast.AST) -> bool:
    return "Safe" in dotted(node) or (isinstance(node, ast.Name) and node.id.endswith("Loader"))


def prints(modules: Iterable[Module]) -> list[str]:
    """Only commands print."""
    return [
        f"{module.at(node)}: print belongs to the commands of okno.cli. Log with okno.log.get(...), or give the text "
        f"back to whoever asked."
        for module in modules
        if module.unit != "cli"
        for node, name in calls(module)
        if name == "print"
    ]


def sleeps(modules: Iterable[Module]) -> list[str]:
    """Nobody sleeps for a fixed time."""
    return [
        f"{module.at(node)}: time.sleep makes a test slow or lucky and stops a whole event loop. "
        f"In a test wait with tests.stands.wait (until, soon), in the server use asyncio.sleep or an event."
        for module in modules
        for node, name in calls(module)
        if name == "time.sleep"
    ] + [
        f"{module.at(node)}: import time and say time.monotonic(); sleep has no place here."
        for module in modules
        for node, name in imports(module)
        if name == "time.sleep"
    ]


def raw_addresses(modules: Iterable[Module]) -> list[str]:
    """No decision is taken by request.url."""
    return [
        f"{module.at(node)}: request.url is put together from the Host header, which the client writes. "
        f"Decide by the route and its path parameters; make links from settings.own_url. "
        f"(A place that must read it goes into MAY_READ_REQUEST_URL with the reason.)"
        for module in modules
        if module.unit in HTTP_UNITS and module.name not in MAY_READ_REQUEST_URL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and dotted(node.value).endswith("request.url")
    ]


def ticket_sql(modules: Iterable[Module]) -> list[str]:
    """The tables of tickets are read by okno.tickets alone, in SQL and by the ORM."""
    found = []
    for module in modules:
        if module.unit in ("tickets", "owners") or "migrations" in module.name:
            continue
        named = [(node, table) for node, text in module.strings() for table in sorted(_tables_of_tickets(text))]
        named += [(node, name) for node, name in imports(module) if name.startswith("okno.tickets.models")]
        found += [
            f"{module.at(node)}: {table} is read outside okno.tickets and so passes by the one filter of visibility. "
            f"Ask okno.tickets (reading, story, emergency), or give it a function that asks the filter."
            for node, table in named
        ]
    return found


def _tables_of_tickets(text: str) -> set[str]:
    """The tables of tickets that a text names as SQL does; words of sentences are none."""
    names = "|".join(TABLES_OF_TICKETS)
    before = r"(?:FROM|JOIN|INTO|UPDATE|TABLE|ONLY)"
    found = re.findall(rf"\b{before}\s+\"?({names})\b", text)
    if SQL.search(text):
        found += re.findall(rf"\b{before}\s+\"?({names})\b", text, re.IGNORECASE)
        # FROM person p, ticket t: the comma of an old join, or of a list of tables.
        found += re.findall(rf",\s*\"?({names})\"?(?:\s+(?:AS\s+)?[a-z]\w*)?\s*(?:,|WHERE\b|ORDER\b|$)", text)
    return {name.lower() for name in found}


def named_plugins(modules: Iterable[Module], plugins: Iterable[str]) -> list[str]:
    """The core names no plugin."""
    found = []
    for module in modules:
        for plugin in plugins:
            forms = rf"okno[_-]{plugin}\b|plugins[./]{plugin}\b|\bx_{plugin}_|/x/{plugin}\b"
            if plugin not in ORDINARY_WORDS:
                forms += rf"|\b{plugin}\b"
            for number, line in enumerate(module.text.splitlines(), 1):
                if re.search(forms, line, re.IGNORECASE):
                    found.append(
                        f"{module.path}:{number}: the core names the plugin {plugin}. Offer a hook, an event or a slot "
                        f"that any plugin can use; the plugin says the rest."
                    )
    return found


def bundled() -> list[str]:
    """The names of the plugins that are in the project."""
    folder = ROOT / "plugins"
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


# The rules on the project -------------------------------------------------------------------------------------

OF_THE_CORE: list[Rule] = [
    vague_names,
    long_pieces,
    missing_docstrings,
    loose_tasks,
    row_locks,
    lookups,
    folding_sql,
    dangerous_calls,
    prints,
    sleeps,
    raw_addresses,
    ticket_sql,
]
OF_TESTS: list[Rule] = [missing_docstrings, sleeps]


@pytest.mark.parametrize("rule", OF_THE_CORE, ids=lambda rule: rule.__name__)
def test_the_core_keeps(rule: Rule) -> None:
    """The core keeps the rule."""
    nothing(rule(core()))


@pytest.mark.parametrize("rule", OF_TESTS, ids=lambda rule: rule.__name__)
def test_the_tests_keep(rule: Rule) -> None:
    """The tests keep the rule."""
    nothing(rule(of_tests()))


def test_the_core_names_no_plugin() -> None:
    """No folder of plugins/ is mentioned under server/okno."""
    nothing(named_plugins(core(), bundled()))


# The rules on bad samples -------------------------------------------------------------------------------------

SEEDED: list[tuple[Rule, str, str]] = [
    (vague_names, "okno.web.helpers", '"""A."""'),
    (long_pieces, "okno.web.page", "def show():\n" + "    x = 1\n" * FUNCTION_LINES),
    (long_pieces, "okno.web.page", "x = 1\n" * FILE_LINES),
    (missing_docstrings, "okno.web.page", "x = 1"),
    (loose_tasks, "okno.web.page", "asyncio.create_task(go())"),
    (loose_tasks, "okno.db.tx", "loop.create_task(go())"),
    (loose_tasks, "okno.live.stream", "asyncio.ensure_future(go())"),
    (row_locks, "okno.jobs.queue", "Job.filter(id=1).select_for_update()"),
    (row_locks, "okno.jobs.queue", "get(select_for_update=True)"),
    (lookups, "okno.people.find", "Person.filter(name__icontains=q)"),
    (lookups, "okno.people.find", "Person.filter(**{'name__iexact': q})"),
    (lookups, "okno.people.find", "Person.filter(extra__contains={'a': 1})"),
    (folding_sql, "okno.people.find", "fetch('SELECT id FROM person WHERE lower(name) = $1')"),
    (folding_sql, "okno.people.find", "fetch(f'SELECT id FROM person WHERE name ILIKE {q}')"),
    (dangerous_calls, "okno.catalog.loader", "yaml.load(text)"),
    (dangerous_calls, "okno.catalog.loader", "eval(text)"),
    (dangerous_calls, "okno.jobs.queue", "from pickle import loads"),
    (prints, "okno.web.page", "print('here')"),
    (sleeps, "okno.web.page", "time.sleep(1)"),
    (sleeps, "okno.web.page", "from time import sleep"),
    (raw_addresses, "okno.http.csrf", "if request.url.path.startswith('/admin'): pass"),
    (raw_addresses, "okno.web.page", "self.request.url.hostname"),
    (ticket_sql, "okno.web.desk", "fetch('SELECT id FROM ticket WHERE team_id = $1')"),
    (ticket_sql, "okno.rest.tickets", "execute(f'UPDATE ticket SET {columns}')"),
    (ticket_sql, "okno.access.visible", "fetch('SELECT 1 FROM ticket_reader WHERE principal = $1')"),
    (ticket_sql, "okno.notify.notices", "fetch('SELECT text FROM comment WHERE id = $1')"),
    (ticket_sql, "okno.rest.search", "fetch('select v.value from ticket_value v')"),
    (ticket_sql, "okno.web.mine", "JOINED = ' JOIN thread h ON h.id = c.thread_id'"),
    (ticket_sql, "okno.web.admin", "fetch('SELECT p.name FROM person p, emergency e WHERE e.person_id = p.id')"),
    (ticket_sql, "okno.http.metrics", "QUERY = f'SELECT count(*) FROM {schema}.x UNION SELECT 1 FROM \"ticket\"'"),
    (ticket_sql, "okno.web.desk", "from okno.tickets.models import TicketRow"),
]


@pytest.mark.parametrize(("rule", "name", "text"), SEEDED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breach_is_seen(rule: Rule, name: str, text: str) -> None:
    """Each rule complains about a bad sample, naming the place."""
    complaints = rule([sample(name, text)])
    assert len(complaints) == 1
    assert complaints[0].startswith(f"server/{name.replace('.', '/')}.py")


FINE: list[tuple[Rule, str, str]] = [
    (missing_docstrings, "okno.web.__init__", ""),
    (loose_tasks, "okno.db.tasks", "asyncio.create_task(go())"),
    (loose_tasks, "okno.serve.worker", "asyncio.create_task(go())"),
    (lookups, "okno.people.find", "Person.filter(search_key__startswith=q, id__in=ids)"),
    (lookups, "okno.web.page", "name = __name__"),
    (folding_sql, "okno.people.find", "'SELECT id FROM person WHERE search_key = $1'; name.lower()"),
    (dangerous_calls, "okno.catalog.loader", "yaml.safe_load(text); yaml.load(text, Loader=yaml.CSafeLoader)"),
    (prints, "okno.cli.main", "print('here')"),
    (raw_addresses, "okno.http.page", "request.url_for('ticket', number=1)"),
    (ticket_sql, "okno.tickets.queue", "fetch('SELECT id FROM ticket')"),
    (ticket_sql, "okno.notify.letters", "'a letter from ticket 5'; 'SELECT id FROM ticketing'"),
    (ticket_sql, "okno.notify.notices", "'INSERT INTO notice (person_id, ticket, comment, emergency) VALUES ($1)'"),
    (ticket_sql, "okno.people.personal", "'SELECT ticket_id, thread FROM notice WHERE comment IS NULL'"),
]


@pytest.mark.parametrize(("rule", "name", "text"), FINE, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_fine_is_left_alone(rule: Rule, name: str, text: str) -> None:
    """No rule complains about what it should not."""
    assert rule([sample(name, text)]) == []


def test_a_named_plugin_is_seen() -> None:
    """By its name, or, where that is an ordinary word, by what can only mean the plugin."""
    named = sample("okno.web.page", "if plugin == 'asterisk':\n    import okno_mail\nmail = 1\n")
    assert [line.partition(": ")[0][-2:] for line in named_plugins([named], ["asterisk", "mail"])] == [":1", ":2"]
