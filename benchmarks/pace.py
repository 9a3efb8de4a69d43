"""The pace of the machine: what times of different days, and of one minute, can be compared by.

Machines that are shared change their pace by half and back within seconds, and interpreters differ
by how they were built. So a fixed loop of Python is timed: its time is told with the figures, and
calls of some milliseconds are counted only while it takes about as long as it ever does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from time import perf_counter, process_time

ROUNDS = 20_000
"""Of the loop that stands before and after each call; one or two milliseconds."""

SLOWER = 1.2
"""The loop may take so many times its least time; a call beside a slower one is made again."""

MOST, SECONDS = 6, 20
"""At most so many times the calls asked for, and none again after so many seconds; of these, those
beside the fastest loops."""


@dataclass(order=True, frozen=True, slots=True)
class Call:
    """One call: how long the loop around it took, and the call itself and its processor; in ms."""

    pace: float
    taken: float = field(compare=False)
    cpu: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls that count, and how many were made."""

    kept: list[Call]
    made: int

    @property
    def times(self) -> list[float]:
        """Milliseconds of each."""
        return [call.taken for call in self.kept]

    @property
    def cpu(self) -> float:
        """Milliseconds of this process's processor for one, in the mean."""
        return sum(call.cpu for call in self.kept) / len(self.kept)


def of_machine() -> float:
    """Milliseconds of a million rounds of the loop."""
    return _least() * 1_000_000 / ROUNDS


def undisturbed(work: Callable[[], object], times: int) -> Calls:
    """So many calls during which the machine kept its pace."""
    most = SLOWER * _least()
    made = [_call(work) for _time in range(times)]
    ends = perf_counter() + SECONDS
    while sum(call.pace <= most for call in made) < times and len(made) < MOST * times:
        if perf_counter() > ends:
            break
        made.append(_call(work))
    return Calls(sorted(made)[:times], len(made))


def _call(work: Callable[[], object]) -> Call:
    before, begun, cpu = _loop(), perf_counter(), process_time()
    work()
    taken, cpu = perf_counter() - begun, process_time() - cpu
    return Call(max(before, _loop()), taken * 1_000, cpu * 1_000)


@cache
def _least() -> float:
    """The least time of the loop, in milliseconds."""
    return min(_loop() for _time in range(1_000))


def _loop() -> float:
    begun = perf_counter()
    said: dict[int, str] = {}
    for number in range(ROUNDS):
        said[number & 255] = str(number)
    return (perf_counter() - begun) * 1_000
