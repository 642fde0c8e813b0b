"""The fixtures of all tests, those of the plugins in plugins/ too, stand in tests/fixtures.py."""

pytest_plugins = ("tests.fixtures",)
