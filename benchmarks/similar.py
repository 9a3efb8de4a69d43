"""Has this been said before? Asked of a million invented reports, with the memory that it takes.

The floor compares the words of the question with those of every report, one after another; it is
measured on some of them and reckoned up. Times are those of the processor, so that other programs
are not counted; a restart is timed by the clock, because it waits for the disk.
"""

from __future__ import annotations

import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.figures import Figure, percentile
from linli.text.evaluation.invented import Invented, reports
from linli.text.similar import SimilarIndex
from linli.text.terms import terms

COUNT, QUESTIONS, SCANNED = 1_000_000, 1_000, 10_000
SEED = 2026


def run(count: int = COUNT) -> list[Figure]:
    """Milliseconds of a question, additions a second, memory, and what a restart takes."""
    before = _resident()
    index, begun = SimilarIndex(), process_time()
    for each in reports(count, seed=SEED):
        index.add(each.key, each.report)
    added = count / (process_time() - begun)
    asked = [*reports(QUESTIONS, each=1, seed=SEED + 1)]
    times = [_asked(index, each) for each in asked]
    memory = _resident() - before
    name = f"similar, of {count:,}"
    return [
        Figure(f"{name}: question, p50", percentile(times, 0.5), "ms", _floor(asked[0], count)),
        Figure(f"{name}: question, p95", percentile(times, 0.95), "ms", remark="goal 50 ms"),
        Figure(f"{name}: added, their making included", added, "/s"),
        Figure(f"{name}: memory", memory, "MB", remark="goal 2,000 MB"),
        *_restart(name, index),
    ]


def _asked(index: SimilarIndex, asked: Invented) -> float:
    begun = process_time()
    index.find(asked.report)
    return (process_time() - begun) * 1_000


def _floor(asked: Invented, count: int) -> float:
    said = [frozenset(terms(each.report.text)) for each in reports(SCANNED, seed=SEED)]
    begun = process_time()
    words = frozenset(terms(asked.report.text))
    max(said, key=lambda other: len(words & other) / len(words | other))
    return (process_time() - begun) * 1_000 * count / SCANNED


def _restart(name: str, index: SimilarIndex) -> list[Figure]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "similar"
        begun = perf_counter()
        index.save(path)
        saved = perf_counter()
        size = path.stat().st_size / 1_000_000
        SimilarIndex.load(path)
        loaded = perf_counter()
    return [
        Figure(f"{name}: saved", (saved - begun) * 1_000, "ms", remark=f"{size:,.0f} MB"),
        Figure(f"{name}: loaded", (loaded - saved) * 1_000, "ms"),
    ]


def _resident() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
