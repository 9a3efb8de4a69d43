"""Reports cases over HTTP at a concurrency, from a process of its own; it needs no linli.

    python -m benchmarks.load < order.json

The order names port, token, places, category, concurrency, count (of reports at most), seconds (at
most) and run (a number of two digits that keeps the phone numbers of runs apart). The answer is
JSON: how many were answered by which status, in which time, and every single time in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Outcome:
    """What came of it."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


class Load:
    """Several connections that are kept alive; each sends a report when the last is answered."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, self.sent, self.outcome = order, 0, Outcome()

    async def run(self) -> Outcome:
        """Send until the count or the time is reached."""
        begun = perf_counter()
        self.ends = begun + self.order["seconds"]
        await asyncio.gather(*(self._connection() for _ in range(self.order["concurrency"])))
        self.outcome.seconds = perf_counter() - begun
        return self.outcome

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.order["port"])
        while self.sent < self.order["count"] and perf_counter() < self.ends:
            self.sent += 1
            request = self._request(self.sent)
            begun = perf_counter()
            writer.write(request)
            status = await _answer(reader)
            self.outcome.milliseconds.append((perf_counter() - begun) * 1_000)
            self.outcome.statuses[status] += 1
        writer.close()

    def _request(self, number: int) -> bytes:
        order = self.order
        body = {
            "type": "help",
            "text": f"桂花里3幢楼下的路灯第{number}天不亮了,晚上老人回家看不清台阶,请尽快来修。",
            "place": order["places"][number % len(order["places"])],
            "category": order["category"],
            "reporter": {"name": "周秀兰", "phone": f"139{order['run']:02d}{number:06d}"},
            "address": "桂花里3幢",
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        head = (
            f"POST /api/v1/cases HTTP/1.1\r\nHost: {HOST}:{order['port']}\r\n"
            f"Authorization: Bearer {order['token']}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: bench-{order['run']}-{number}\r\nContent-Length: {len(content)}\r\n"
            "Accept-Language: zh-hans\r\n\r\n"
        )
        return head.encode() + content


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(line for line in lines if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))
    return int(lines[0].split()[1])


def main() -> None:
    """Carry out the order."""
    print(json.dumps(vars(asyncio.run(Load(json.load(sys.stdin)).run()))))


if __name__ == "__main__":
    main()
