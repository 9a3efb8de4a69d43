"""Pages of a list by cursor: stable while rows come and go, the last as fast as the first.

The cursor is the key of the last row of a page; the page after it begins behind that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from ninja import Field, Schema


class Paging(Schema):
    """Which page."""

    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


def page_of(rows: models.QuerySet[Any], *, by: str, cursor: object, limit: int) -> dict[str, Any]:
    """The items of one page in the order of a unique column (`pk`, or `-pk` for newest first).

    `next` is the cursor of the page after it, as text; None on the last one.
    """
    name = by.removeprefix("-")
    if cursor not in (None, ""):
        rows = rows.filter(**{f"{name}__{'lt' if by.startswith('-') else 'gt'}": cursor})
    found: Sequence[Any] = list(rows.order_by(by)[: limit + 1])
    items = found[:limit]
    more = len(found) > limit
    return {"items": items, "next": str(getattr(items[-1], name)) if more else None}
