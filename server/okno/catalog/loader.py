"""Reads a catalog folder into one checked Catalog."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from okno.catalog import document, shape
from okno.catalog.check import Place, absent, check
from okno.catalog.model import (
    KIND_CLASSES,
    PARTS,
    CalendarSpec,
    Catalog,
    Category,
    Lifecycle,
    Macro,
    Policy,
    PriorityMatrix,
    ReplySet,
    Rule,
    Service,
    SlaSpec,
    TeamSpec,
)
from okno.catalog.problem import BadCatalog, Problem
from okno.text import N_

FORMAT = 1
FOLDERS: dict[str, type[Any]] = {
    "teams": TeamSpec,
    "calendars": CalendarSpec,
    "lifecycles": Lifecycle,
    "sla": SlaSpec,
    "priorities": PriorityMatrix,
    "replies": ReplySet,
    "policies": Policy,
    "rules": Rule,
    "macros": Macro,
    "services": Service,
}
_KINDS: dict[type[Any], str] = {kind: name for name, kind in KIND_CLASSES.items()}
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The file catalog.yaml: the format of the folder and the revision that it was exported from."""

    format: int
    base: int | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryList:
    """The file categories.yaml."""

    categories: tuple[Category, ...]


@dataclass
class Reading:
    """What came out of a folder: a catalog of the parts that could be built, and all problems.

    `absent`: what it expects of plugins that are not there.
    """

    catalog: Catalog
    problems: list[Problem] = field(default_factory=list)
    absent: list[Problem] = field(default_factory=list)

    def sound(self) -> Catalog:
        """Give the catalog. Raises BadCatalog with every problem found."""
        if self.problems:
            raise BadCatalog(self.problems)
        return self.catalog


def load(folder: Path) -> Catalog:
    """Read a folder. Raises BadCatalog with every problem found."""
    return read(folder).sound()


def read(folder: Path) -> Reading:
    """Read a folder and tell everything that is wrong with it, in the order of files and lines."""
    reader = _Reader(folder)
    return _judged(reader, reader.catalog())


def over(folder: Path, present: Catalog) -> Reading:
    """Read a folder that holds a part of a catalog, put over the present one: what it does not name stays."""
    reader = _Reader(folder, partly=True)
    added = reader.catalog()
    parts: dict[str, Any] = {name: {**getattr(present, name), **getattr(added, name)} for name in PARTS.values()}
    return _judged(reader, replace(present, **parts))


def _judged(reader: "_Reader", catalog: Catalog) -> Reading:
    reader.problems.extend(check(catalog, place=reader.place, broken=reader.broken))
    reader.problems.sort(key=lambda problem: (problem.file, problem.line))
    return Reading(catalog, reader.problems, absent(catalog, place=reader.place))


class _Reader:
    """Remembers where each object came from, so that a later check can name its line.

    `partly`: the files that a catalog must have may be missing.
    """

    def __init__(self, folder: Path, *, partly: bool = False) -> None:
        self.folder = folder
        self.partly = partly
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        self.sources: dict[tuple[str, str], tuple[str, document.Document, shape.Path]] = {}

    def catalog(self) -> Catalog:
        head = self._one("catalog.yaml", Head)
        if head is not None and head.format != FORMAT:
            self._tell("catalog.yaml", 1, N_("This version reads catalogs of format %(format)s", format=FORMAT))
        parts = {name: dict(self._folder(name, kind)) for name, kind in FOLDERS.items()}
        self._strangers()
        return Catalog(base=head.base if head else None, categories=self._categories(), **parts)

    def place(self, where: Place) -> tuple[str, int]:
        """Give file and line of a place inside an object."""
        source = self.sources.get((where.kind, where.key))
        if source is None:
            return (f"{where.kind}/{where.key}" if self.partly else "catalog.yaml"), 1
        file, doc, prefix = source
        return file, doc.line((*prefix, *where.path))

    def _folder(self, name: str, kind: type[T]) -> Iterator[tuple[str, T]]:
        for path in sorted((self.folder / name).glob("*.yaml")):
            item: Any = self._one(f"{name}/{path.name}", kind)
            if item is None:
                self.broken.add(path.stem)
                continue
            if item.key != path.stem:
                self._tell(f"{name}/{path.name}", 1, N_("The key must be the name of the file: %(key)s", key=path.stem))
            yield item.key, item

    def _categories(self) -> dict[str, Category]:
        listed = self._one("categories.yaml", CategoryList)
        result: dict[str, Category] = {}
        doc = self.sources.pop(("categorylist", "categories"), None)
        for index, item in enumerate(listed.categories if listed else ()):
            assert doc is not None
            place = ("categories", index)
            if item.key in result:
                line = doc[1].line(place)
                self._tell("categories.yaml", line, N_("The key “%(key)s” stands here twice", key=item.key))
            self.sources[("category", item.key)] = ("categories.yaml", doc[1], place)
            result[item.key] = item
        return result

    def _one(self, file: str, kind: type[T]) -> T | None:
        if self.partly and not (self.folder / file).exists():
            return None
        try:
            doc = document.read(self.folder / file)
        except document.Unreadable as error:
            self._tell(file, error.line, error.reason)
            return None
        item = shape.build(kind, doc.data, lambda path, reason: self._tell(file, doc.line(path), reason))
        if item is not None:
            name = _KINDS.get(kind, "categorylist")
            self.sources[(name, str(getattr(item, "key", "categories")))] = (file, doc, ())
        return item

    def _strangers(self) -> None:
        known = {"catalog.yaml", "categories.yaml"}
        for path in sorted((*self.folder.rglob("*.yaml"), *self.folder.rglob("*.yml"))):
            file = path.relative_to(self.folder).as_posix()
            folder, _, name = file.rpartition("/")
            if file not in known and not (folder in FOLDERS and name.endswith(".yaml")):
                self._tell(file, 1, N_("A catalog has no such file: nobody reads it"))

    def _tell(self, file: str, line: int, reason: Any) -> None:
        self.problems.append(Problem(file, line, reason))
