"""What the tests of the portal share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category
from linli.affairs.cases.tests.stages import reported
from linli.ground.people.actions import remember_resident
from tests.cast import MONDAY, Cast

TEXT = "三号楼前的路灯不亮了。晚上老人出门容易摔倒。"
PLACE = "990101001001"


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    """Messages are compared in the language of the msgids."""
    client.cookies["django_language"] = "en"


@pytest.fixture
def answers() -> dict[str, str]:
    """A report that somebody not signed in fills in."""
    return {
        "type": "help",
        "text": TEXT,
        "place": PLACE,
        "identity": "named",
        "name": "周秀兰",
        "phone": "139 0000 0001",
        "key": "one-sending",
    }


def neighbour(cast, number: int = 0, **given) -> Case:
    """Somebody else has reported the lamp two days ago."""
    at = timezone.now() - timedelta(days=2)
    who = remember_resident(name="邻居", phone=f"1390001{number:04}", by=cast.zhao, at=at)
    return reported(cast, at, **{"reporter": who, "by": cast.zhao, "place_code": PLACE} | given)


@pytest.fixture
def company(cast, deliver_all):
    """Five people with open cases of one kind: none of them can be told apart."""
    cases = [neighbour(cast)]
    cases += [neighbour(cast, n, text=f"垃圾桶{'满' * n}了没人清") for n in range(1, 5)]
    deliver_all()
    return cases


@pytest.fixture
def snapshot() -> Callable[..., SimpleUploadedFile]:
    """Make a photo, as a phone sends it."""

    def make(name: str = "lamp.jpg") -> SimpleUploadedFile:
        file = BytesIO()
        Image.new("RGB", (60, 40), "#0f5c5c").save(file, "JPEG")
        return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")

    return make


@pytest.fixture
def case(cast: Cast) -> Case:
    """What Zhou reported on Monday."""
    return actions.report(
        type="help",
        text=TEXT,
        place_code=PLACE,
        channel="web",
        reporter=cast.residents["zhou"],
        by=cast.zhou,
        at=MONDAY,
    )


@pytest.fixture
def verified(case: Case, cast: Cast) -> Case:
    """The same, handled and checked, waiting for her answer."""
    at = [MONDAY + timedelta(minutes=10 * n) for n in range(7)]
    category = Category.objects.get(code="0303")
    actions.accept(
        case,
        type="help",
        category=category,
        urgency="ordinary",
        place=case.place,
        by=cast.zhao,
        at=at[1],
    )
    actions.dispatch(
        case, unit=cast.units["990101001001001"], note="内部备注", by=cast.zhao, at=at[2]
    )
    actions.sign(case, by=cast.li, at=at[3])
    actions.contact(case, reached=True, note="电话里说好", by=cast.li, at=at[4])
    actions.finish(case, outcome="solved", text="已更换灯泡", by=cast.li, at=at[5])
    return actions.verify(case, by=cast.chen, at=at[6])
