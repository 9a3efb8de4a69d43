"""A text as numbers are read in it: half width, and numerals as digits, character for character."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDTH = {0x3000: " ", 0xA0: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
# 幺 and 洞 are one and zero on the telephone.
_NUMERALS = str.maketrans(
    "〇零洞○一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "00001112223344556677788999"
)
_numerals = re.compile(r"[〇零洞○一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖]")
# 一 behind a number may begin the next word, and is a digit by then: 一直, 一个, 两次.
NEXT_WORD = r"(?=1[直个次下样定共起般些]|2[个次天年人点])"
LEAST_NUMERALS = 4
"""So many numerals in one number are no accident."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in several forms of one length, so that a place in one is a place in all."""

    text: str
    plain: str
    """Half width, capital letters as they are."""
    folded: str
    """The same, with Chinese numerals as digits; "" where hardly any stand in the text."""

    @classmethod
    def of(cls, text: str) -> Reading:
        """Reads a text."""
        plain = text.translate(_WIDTH)
        many = len(_numerals.findall(plain)) >= LEAST_NUMERALS
        return cls(text, plain, plain.translate(_NUMERALS) if many else "")

    def numerals(self, start: int, end: int) -> int:
        """How many Chinese numerals stand in a stretch."""
        return len(_numerals.findall(self.plain, start, end))

    def before(self, start: int, length: int = 12) -> str:
        """What stands before a place, in the same sentence."""
        return _last_clause(self.plain[max(0, start - length) : start])


def _last_clause(text: str) -> str:
    return re.split(r"[。;;!?!?\n]", text)[-1]
