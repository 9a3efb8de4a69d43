"""Taking 100,000 cases out as CSV and as Excel: how fast, and by how much the process grows.

Each is done in a process of its own, as a web process would: it has written a small file before, so
that what it grows by is what the large one needs. The floor is PostgreSQL's own COPY to CSV.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import django
import psycopg

from benchmarks.figures import Figure

ROWS, FEW = 100_000, 2_000
MOST_MB = 100

FLOOR = """
COPY (
    SELECT m.number, c.type, m.title, c.text, m.opened_at, c.category_id, m.place_id, c.address,
        m.state, m.urgency, m.channel, u.name, m.due_at, m.closed_at, c.settled_level
    FROM cases_case c JOIN matters_matter m ON m.id = c.matter_ptr_id
    LEFT JOIN org_unit u ON u.id = m.holder_id ORDER BY m.id LIMIT {rows}
) TO STDOUT WITH CSV HEADER
"""


def run(address: str) -> list[Figure]:
    """Both kinds of file; raises where one needs more memory than it may."""
    floor = ROWS / _copied(address)
    figures = []
    for suffix in ("csv", "xlsx"):
        rows, seconds, grown, peak = _in_own_process(suffix)
        name = f"export {rows:,} cases as {suffix}"
        if grown > MOST_MB:
            raise RuntimeError(f"{name}: the process grew by {grown:.0f} MB")
        remark = f"{seconds:.1f} s; the process grew by {grown:.1f} MB to {peak:.0f} MB"
        figures.append(Figure(name, rows / seconds, "/s", floor, remark))
    return figures


def _in_own_process(suffix: str) -> tuple[int, float, float, float]:
    context = multiprocessing.get_context("spawn")  # nothing freed by others is used again
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_export, args=(suffix, sender))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"the export as {suffix} failed")
    told: tuple[int, float, float, float] = receiver.recv()
    return told


def _export(suffix: str, sender: Any) -> None:
    django.setup()
    _write(suffix, FEW)
    before, begun = _peak(), perf_counter()
    rows = _write(suffix, ROWS)
    peak = _peak()
    sender.send((rows, perf_counter() - begun, peak - before, peak))


def _write(suffix: str, most: int) -> int:
    """As the desk does it (`faces.web.desk`), for so many cases; how many rows."""
    from linli.affairs.cases import exporting  # noqa: PLC0415 - after the settings
    from linli.affairs.cases.models import Case  # noqa: PLC0415 - after the settings
    from linli.ground.sheets.writing import write_csv, write_xlsx  # noqa: PLC0415 - after the settings

    last = Case.objects.order_by("pk").values_list("pk", flat=True)[most - 1]
    table = exporting.rows(Case.objects.filter(pk__lte=last), "刘伟 2026-05-11 09:00:00 #1")
    with tempfile.TemporaryFile() as file:
        if suffix == "xlsx":
            return write_xlsx(table, file, sheet="cases")
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        written = write_csv(table, text)
        text.detach()
        return written


def _peak() -> float:
    """The most memory that this process has had at once so far, in MB.

    What getrusage says of a process holds also for the program that started it: Linux knows better.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _copied(address: str) -> float:
    """How many seconds COPY takes for as many rows."""
    begun = perf_counter()
    with (
        psycopg.connect(address) as connection,
        tempfile.TemporaryFile() as file,
        connection.cursor().copy(FLOOR.format(rows=ROWS)) as copy,
    ):
        for piece in copy:
            file.write(piece)
    return perf_counter() - begun
