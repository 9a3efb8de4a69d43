"""Readers of topics save the files that they are sent."""

from __future__ import annotations

from tests.reader import client

__all__ = ["client"]
