"""Sends requests over HTTP at a concurrency, from a process of its own; it needs no linli.

    python -m benchmarks.load < order.json

The order names port, concurrency, seconds (at most) and chains: lists of requests that are sent
one after another over one connection, each a path, token, key and body. The answer is JSON: how
many were answered by which status, in which time, and every single time in milliseconds.
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
    """Several connections that are kept alive; each sends a request when the last is answered."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, self.outcome = order, Outcome()
        # Written beforehand, so that the time of the run is the server's.
        self.chains = iter([[self._request(each) for each in chain] for chain in order["chains"]])

    async def run(self) -> Outcome:
        """Send until every chain is through or the time is over."""
        begun = perf_counter()
        self.ends = begun + self.order["seconds"]
        await asyncio.gather(*(self._connection() for _ in range(self.order["concurrency"])))
        self.outcome.seconds = perf_counter() - begun
        return self.outcome

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.order["port"])
        for chain in self.chains:
            for request in chain:
                if (begun := perf_counter()) >= self.ends:
                    break
                writer.write(request)
                status = await _answer(reader)
                self.outcome.milliseconds.append((perf_counter() - begun) * 1_000)
                self.outcome.statuses[status] += 1
        writer.close()

    def _request(self, request: dict[str, Any]) -> bytes:
        content = json.dumps(request["body"], ensure_ascii=False).encode()
        head = (
            f"POST {request['path']} HTTP/1.1\r\nHost: {HOST}:{self.order['port']}\r\n"
            f"Authorization: Bearer {request['token']}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {request['key']}\r\nContent-Length: {len(content)}\r\n"
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
