"""The settings of the tests: those of linli, and errands, a kind of matter of their own."""

from linli.settings import *  # noqa: F403 - all of them
from linli.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.errands"]
