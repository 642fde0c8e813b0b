"""Sample owners of tables for tests of migrations: packages written into a folder of the test."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from uuid import uuid4

from okno.db.connection import Owner

_MODELS = """
from tortoise import fields
from tortoise.models import Model

class Parent(Model):
    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=50)
    class Meta:
        table = "parent"

class Kept(Model):
    id = fields.BigIntField(primary_key=True)
    parent = fields.ForeignKeyField("core.Parent", related_name=False)
    class Meta:
        table = "kept"

class Loose(Model):
    id = fields.BigIntField(primary_key=True)
    parent = fields.ForeignKeyField("core.Parent", related_name=False, null=True, on_delete=fields.SET_NULL)
    class Meta:
        table = "loose"
"""
_CREATE = """
CreateModel("Parent", [
    ("id", fields.BigIntField(primary_key=True, generated=True)),
    ("name", fields.CharField(max_length=50)),
], options={"table": "parent", "app": "core", "pk_attr": "id"}, bases=["Model"]),
CreateModel("Kept", [
    ("id", fields.BigIntField(primary_key=True, generated=True)),
    ("parent", fields.ForeignKeyField("core.Parent", related_name=False, on_delete=OnDelete.CASCADE)),
], options={"table": "kept", "app": "core", "pk_attr": "id"}, bases=["Model"]),
CreateModel("Loose", [
    ("id", fields.BigIntField(primary_key=True, generated=True)),
    ("parent", fields.ForeignKeyField("core.Parent", related_name=False, null=True, on_delete=OnDelete.SET_NULL)),
], options={"table": "loose", "app": "core", "pk_attr": "id"}, bases=["Model"]),
"""
_MIGRATION = """
from tortoise import fields
from tortoise.fields.base import OnDelete
from tortoise.migrations import Migration as Base
from tortoise.migrations.operations import *

{code}

class Migration(Base):
    dependencies = {dependencies}
    operations = [
{operations}
    ]
"""
_PLUGIN_MODELS = """
from tortoise import fields
from tortoise.models import Model

class Thing(Model):
    id = fields.BigIntField(primary_key=True)
    class Meta:
        table = "x_sample_thing"
"""
THING = """
CreateModel("Thing", [("id", fields.BigIntField(primary_key=True, generated=True))],
            options={"table": "x_sample_thing", "app": "sample", "pk_attr": "id"}, bases=["Model"]),
"""


@dataclass
class Sample:
    """An owner whose migrations a test writes one by one."""

    folder: Path
    owner: Owner

    def add(self, name: str, operations: str = "", *, after: tuple[tuple[str, str], ...] = (), code: str = "") -> None:
        """Writes a migration."""
        text = _MIGRATION.format(
            code=dedent(code),
            dependencies=list(after),
            operations=indent(dedent(operations).strip(), " " * 8),
        )
        (self.folder / "migrations" / f"{name}.py").write_text(text, "utf-8")
        importlib.invalidate_caches()


def _write(root: Path, name: str, models: str, prefix: str) -> Sample:
    package = f"sample_{uuid4().hex}"
    folder = root / package
    (folder / "migrations").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "migrations" / "__init__.py").touch()
    (folder / "models.py").write_text(models, "utf-8")
    if str(root) not in sys.path:
        sys.path.append(str(root))
    importlib.invalidate_caches()
    return Sample(folder, Owner(name, (f"{package}.models",), f"{package}.migrations", prefix))


def core(root: Path) -> Sample:
    """An owner as the core: a parent, children that go with it, and children that let it go."""
    sample = _write(root, "core", _MODELS, "")
    sample.add("0001_initial", _CREATE)
    return sample


def plugin(root: Path) -> Sample:
    """An owner as a plugin, with a table of its own, that begins with an empty migration."""
    sample = _write(root, "sample", _PLUGIN_MODELS, "x_sample_")
    sample.add("0000_root")
    sample.add("0001_thing", THING, after=(("sample", "0000_root"), ("core", "0001_initial")))
    return sample
