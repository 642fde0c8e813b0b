"""Tables of plugins: which are switched on, and their settings."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class PluginRow(Model):
    """What an administrator, or the server itself, has decided about a plugin. One without a row is switched on.

    `suspended_at` (microseconds UTC) with `fault`: since when and by which class of failure the server has switched it
    off. `trouble`: why its migration failed the last time, "" when it did not. `told`: in which way it does not start,
    as administrators were told the last time.
    """

    name = fields.CharField(max_length=24, primary_key=True)
    enabled = fields.BooleanField(db_default=True)
    suspended_at = fields.BigIntField(null=True)
    fault = fields.CharField(max_length=255, db_default="")
    trouble = fields.TextField(db_default="")
    told = fields.CharField(max_length=64, db_default="")
    version = fields.IntField(db_default=1)

    class Meta:
        table = "plugin"


class PluginFailureRow(Model):
    """A sort of failure of a plugin: where, which class of error, at which line, how often. Microseconds UTC."""

    id = fields.BigIntField(primary_key=True)
    plugin = fields.CharField(max_length=24)
    what = fields.CharField(max_length=64)
    error = fields.CharField(max_length=64)
    place = fields.CharField(max_length=128)
    times = fields.IntField()
    last_at = fields.BigIntField()

    class Meta:
        table = "plugin_failure"
        unique_together = (("plugin", "what", "error", "place"),)


class PluginSettingRow(Model):
    """A value of a setting that is not the default, as JSON, sealed with the key of the installation if secret."""

    id = fields.BigIntField(primary_key=True)
    plugin = fields.CharField(max_length=24)
    key = fields.CharField(max_length=40)
    value = fields.TextField()

    class Meta:
        table = "plugin_setting"
        unique_together = (("plugin", "key"),)
