"""The settings of the tests: those of linli, and errands, a kind of matter of their own."""

from linli.settings import *  # noqa: F403 - all of them
from linli.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.errands"]

PASSWORD_HASHERS = ["tests.hashing.LittleWork"]
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all at each Client
