"""How often a token may ask: a token bucket in the memory of each web process.

No statement is written for it, and none is waited for. A deployment's LINLI_API_RATE is shared out
evenly among the web processes of a machine, so a client on one kept-alive connection has the share
of the process that it is connected to; the headers of its answers tell it which.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from django.http import HttpResponse

PROCESSES = "LINLI_WEB_PROCESSES"
"""Set by `linli web` and `linli serve` for the processes that they start."""

BURST_SECONDS = 10
"""What was not used of so many seconds may be used at once."""

KEPT = 10_000
"""Buckets of a process; the one that was used least recently goes first."""


NO_LIMIT = 1_000_000_000
"""So many a second that nobody reaches it."""


class TooManyRequests(Exception):
    """The bucket is empty; `allowance` says when to come again."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__()
        self.allowance = allowance


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client may still do: `left` of `most` at once; `seconds` until a whole one is back."""

    most: int
    left: int
    seconds: int
    rate: float

    def tell(self, response: HttpResponse) -> None:
        """Write it into an answer (draft-ietf-httpapi-ratelimit-headers)."""
        if self.most == NO_LIMIT:
            return
        window = ceil(self.most / self.rate)
        response["RateLimit-Policy"] = f'"token";q={self.most};w={window}'
        response["RateLimit"] = f'"token";r={self.left};t={self.seconds}'


class Buckets:
    """A bucket for each client, filled at `rate` requests a second up to `most`."""

    def __init__(self, rate: float, most: int) -> None:
        self.rate, self.most = rate, max(1, most)
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str, moment: float) -> Allowance:
        """Take one out; `moment` in seconds of a monotonic clock. Raises TooManyRequests."""
        with self._lock:
            level = self._level(client, moment)
            if enough := level >= 1:
                level -= 1
            self._levels[client] = (level, moment)
            self._levels.move_to_end(client)
            while len(self._levels) > KEPT:
                self._levels.popitem(last=False)
        seconds = 0 if level >= 1 else ceil((1 - level) / self.rate)
        allowance = Allowance(self.most, int(level), seconds, self.rate)
        if not enough:
            raise TooManyRequests(allowance)
        return allowance

    def knows(self, client: str) -> bool:
        """Whether the client took something lately."""
        return client in self._levels

    def look(self, client: str, moment: float) -> None:
        """Take nothing. Raises TooManyRequests where there is nothing to take."""
        level = self._level(client, moment)
        if level < 1:
            seconds = ceil((1 - level) / self.rate)
            raise TooManyRequests(Allowance(self.most, 0, seconds, self.rate))

    def _level(self, client: str, moment: float) -> float:
        level, since = self._levels.get(client, (float(self.most), moment))
        return min(self.most, level + max(0.0, moment - since) * self.rate)


def shared_out(a_minute: int) -> Buckets:
    """This process's part of so many requests a minute; 0: no limit."""
    if not a_minute:
        return Buckets(NO_LIMIT, NO_LIMIT)
    rate = a_minute / 60 / max(1, int(os.environ.get(PROCESSES, "1")))
    return Buckets(rate, round(rate * BURST_SECONDS))
