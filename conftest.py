"""Starts the database of the tests before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path

import django

from linli import embedded

os.environ.setdefault("LINLI_HOME", str(Path(__file__).parent / "var" / "test"))
os.environ["LINLI_DATABASE_POOL"] = "0"
os.environ["LINLI_DEMO"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
embedded.use(Path(os.environ["LINLI_HOME"]), durable=False)
django.setup()

pytest_plugins = ["tests.fixtures"]
