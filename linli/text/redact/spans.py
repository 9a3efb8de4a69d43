"""What is personal in a text: its kinds, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a span tells of a person."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PASSPORT = "passport"
    PLATE = "plate"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    ADDRESS = "address"
    NAME = "name"


LABELS = {
    Kind.ID_CARD: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.MOBILE: "手机号",
    Kind.LANDLINE: "电话号码",
    Kind.PASSPORT: "证件号",
    Kind.PLATE: "车牌号",
    Kind.EMAIL: "邮箱",
    Kind.WECHAT: "微信号",
    Kind.QQ: "QQ号",
    Kind.ADDRESS: "住址",
    Kind.NAME: "姓名",
}
"""What stands in a masked text in place of each."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that tells who somebody is, how to reach them or where they live.

    `value` is what is meant: half width, without separators, numerals as digits. `valid` says
    whether the check digit, the assigned prefix or the form holds, and is None where a kind knows
    none of these: a number with `valid` false is very likely one that was written down wrongly.
    `certainty` is between 0 and 1.
    """

    kind: Kind
    start: int
    end: int
    value: str
    valid: bool | None
    certainty: float


def apart(found: Iterable[Span]) -> list[Span]:
    """The spans in the order of the text; where two overlap the longer one stays."""
    longest_first = sorted(found, key=lambda s: (s.start - s.end, -s.certainty))
    taken = bytearray(max((span.end for span in longest_first), default=0))
    kept: list[Span] = []
    for span in longest_first:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
