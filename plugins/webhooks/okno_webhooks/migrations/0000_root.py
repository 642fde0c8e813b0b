"""Nothing: what later migrations depend on, so that they can be taken back."""

from tortoise import migrations


class Migration(migrations.Migration):
    operations = []
