"""Starts the database of the tests before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings

from linli import embedded

os.environ.setdefault("LINLI_HOME", str(Path(__file__).parent / "var" / "test"))
os.environ["LINLI_DATABASE_POOL"] = "0"
os.environ["LINLI_DEMO"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
embedded.use(Path(os.environ["LINLI_HOME"]), durable=False)
settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.errands"]
django.setup()

pytest_plugins = ["tests.fixtures"]
