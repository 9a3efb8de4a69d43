"""The settings of the tests: those of linli, and errands, a kind of matter of their own."""

from linli.settings import *  # noqa: F403 - all of them
from linli.settings import INSTALLED_APPS, PASSWORD_HASHERS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.errands"]

# What people choose is kept with little work; every other hasher stays, as linli lists them.
PASSWORD_HASHERS = ["tests.hashing.LittleWork", *PASSWORD_HASHERS[1:]]
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all at each Client
