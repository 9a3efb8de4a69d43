"""The moment and the codes that these tests speak of; the people are the cast's."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)
GRID = "990101001001001"
OTHER_GRID = "990101001001002"
ZHOU_PHONE = "13900000001"
