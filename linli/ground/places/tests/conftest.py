"""A fictional district with one street, two communities, and who writes it all down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model

from linli.ground.places.codes import level_of
from linli.ground.places.models import Place

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
GUIHUALI = "990101001001"
WUTONGYUAN = "990101001002"


@pytest.fixture
def sysadmin(db):
    return get_user_model().objects.create(
        username="sysadmin", kind="staff", administrator="system", created_at=AT
    )


@pytest.fixture
def outsider(db):
    return get_user_model().objects.create(username="qian", kind="staff", created_at=AT)


@pytest.fixture
def town(db):
    names = {
        "99": "示范省",
        "9901": "云川市",
        "990101": "临江新区",
        "990101001": "青梧街道",
        GUIHUALI: "桂花里社区居委会",
        WUTONGYUAN: "梧桐苑社区居委会",
    }
    for code, name in names.items():
        Place.objects.create(code=code, name=name, level=level_of(code))
    return names


def square(west: float, south: float, side: float = 0.01) -> str:
    """A square as WKT, in degrees."""
    east, north = west + side, south + side
    return (
        f"POLYGON (({west} {south}, {east} {south}, {east} {north}, "
        f"{west} {north}, {west} {south}))"
    )
