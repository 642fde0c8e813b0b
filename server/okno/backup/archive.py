"""The file of a backup: a tar with everything in it, and at its end a list of what there is, with digests.

Nothing of the list is believed before all of it has been compared, and nothing leaves the folder that it is unpacked
to: names are taken apart, and there are plain files only.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from okno.errors import Refused
from okno.text import N_

FORMAT = 1
LIST = "backup.json"
HOME, FILES, DATABASE = "home", "files", "database"
PIECE = 1024 * 1024
QUICK = 1
"""How hard gzip tries: attachments are packed already, and the rest shrinks to a fifth with the quickest way."""
_PARTIAL = ".part"
_LIST_MOST = 512 * 2**20


class Broken(Refused):
    """The file is no backup, or not all of it has arrived."""

    code = "broken_backup"


@dataclass(frozen=True)
class Member:
    """A file in the archive: its size in bytes, the SHA-256 of its content, and who may read it."""

    size: int
    sha256: str
    mode: int


@dataclass
class Archive:
    """What a backup tells of itself. `database` is "sqlite" or "postgres", `made_at` is ISO 8601 in UTC."""

    okno: str
    database: str
    made_at: str
    migrations: list[str]
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many attachments there are."""
        return sum(1 for name in self.members if name.startswith(f"{FILES}/") and name.count("/") == 2)


class Writer:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile, about: Archive) -> None:
        self._tar = tar
        self._about = about

    def add(self, path: Path, name: str) -> bool:
        """Puts a file into the archive; one that has gone, or is in it already, is left out."""
        if name in self._about.members:
            return False
        try:
            with path.open("rb") as source:
                self._put(source, name, os.fstat(source.fileno()))
        except FileNotFoundError:
            return False
        return True

    def _put(self, source: BinaryIO, name: str, stat: os.stat_result) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = stat.st_size, stat.st_mode & 0o777, int(stat.st_mtime)
        reading = _Digesting(source)
        # A file that grows meanwhile is cut at its size; one that shrinks breaks the backup, which is said.
        self._tar.addfile(info, cast(BinaryIO, reading))
        self._about.members[name] = Member(info.size, reading.digest.hexdigest(), info.mode)

    def finish(self) -> None:
        """Writes the list of what there is."""
        text = json.dumps({"format": FORMAT, **asdict(self._about)}, ensure_ascii=False, indent=0).encode("utf-8")
        info = tarfile.TarInfo(LIST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))


class _Digesting:
    """A stream that counts the digest of what is read from it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


@contextmanager
def writing(target: Path, about: Archive) -> Iterator[Writer]:
    """Writes the archive `target`: it has this name only when it is whole and on the disk for good."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + _PARTIAL)
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with (
                gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=QUICK) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = Writer(tar, about)
                yield writer
                writer.finish()
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
        _settle(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """A new name is on the disk for good only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unpack(source: Path, folder: Path) -> Archive:
    """Unpacks an archive into the empty `folder` and compares all of it with its list. Raises Broken."""
    found: dict[str, Member] = {}
    listed: Mapping[str, Any] | None = None
    try:
        with tarfile.open(source, "r|gz") as tar:
            for info in tar:
                if info.name == LIST and info.size <= _LIST_MOST:
                    listed = json.loads(_content(tar, info))
                else:
                    found[info.name] = _one(tar, info, folder)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Broken(N_("%(file)s cannot be read as a backup: %(why)s", file=str(source), why=str(error))) from error
    if listed is None:
        raise Broken(N_("%(file)s is not whole: it ends before its list. Use another backup.", file=str(source)))
    return _compared(source, listed, found)


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(info)
    return stream.read() if stream is not None else b""


def _one(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> Member:
    parts = PurePosixPath(info.name).parts
    inside = parts and parts[0] in (HOME, FILES, DATABASE) and ".." not in parts and "\0" not in info.name
    stream = tar.extractfile(info) if info.isfile() and inside else None
    if stream is None:
        raise ValueError(f"{info.name!r} has no place in a backup")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, info.mode & 0o777), "wb") as target:
        while piece := stream.read(PIECE):
            digest.update(piece)
            target.write(piece)
    return Member(info.size, digest.hexdigest(), info.mode & 0o777)


def _compared(source: Path, listed: Mapping[str, Any], found: Mapping[str, Member]) -> Archive:
    if listed.get("format") != FORMAT:
        raise Broken(N_("%(file)s was made by a newer Okno. Install that one first.", file=str(source)))
    about = Archive(
        listed["okno"],
        listed["database"],
        listed["made_at"],
        listed["migrations"],
        {name: Member(**one) for name, one in listed["members"].items()},
    )
    wrong = sorted(name for name in about.members.keys() | found.keys() if about.members.get(name) != found.get(name))
    if wrong:
        raise Broken(
            N_(
                "%(file)s is damaged: %(n)s files in it are not what they were, %(name)s among them."
                " Use another backup.",
                file=str(source),
                n=len(wrong),
                name=wrong[0],
            )
        )
    return about
