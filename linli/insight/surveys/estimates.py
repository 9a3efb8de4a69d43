"""How far the answers of a sample can be trusted. Everything is at 95 %."""

from __future__ import annotations

from math import sqrt

Z = 1.959964
"""The quantile of the normal distribution that leaves 2.5 % above it."""


def margin(answers: int, frame: int) -> float | None:
    """How far a share may lie from that of everybody, in percentage points, at most.

    That is at a share of one half, with the correction for a finite frame (sampling without
    putting back). Who did not answer is not in it. None without an answer.
    """
    if not answers:
        return None
    rest = max(frame - answers, 0) / max(frame - 1, 1)
    return 100 * Z * sqrt(0.25 / answers * rest)


def wilson(count: int, total: int, frame: int) -> tuple[float, float] | None:
    """The interval after Wilson for a share, in per cent, with the same correction.

    None without a total; where everybody has answered it has no width.
    """
    if not total:
        return None
    if total >= frame:
        return 100 * count / total, 100 * count / total
    share, square = count / total, Z * Z * (frame - total) / (total * (frame - 1))
    middle = (share + square / 2) / (1 + square)
    half = sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)
