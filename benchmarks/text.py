"""Understanding text on one core: categories, places, personal data, old and hot topics.

Times are those of the processor, so that other programs are not counted. Each stands beside the
plainest program that does a part of the same work: segmentation alone, one regular expression. The
texts are invented; how right the answers are is measured by `linli text evaluate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from time import process_time

import rjieba

from benchmarks import similar
from benchmarks.figures import Figure, percentile
from linli.text.classify import Lexicon, Linear, suggested
from linli.text.classify.fitting import fit
from linli.text.classify.labelled import Row
from linli.text.evaluation.invented import reports
from linli.text.events import topics
from linli.text.locate import PlaceNames
from linli.text.redact import spans
from linli.text.vectors import Vectors

TEXTS, TOGETHER, WARM = 2_000, 8, 200
"""Messages, each of so many invented reports: some 250 characters, as long as a petition is."""

ROWS, LABELS = 1_200, 12
STREETS, IN_STREET = 200, 15
REPORTS = 100_000
GROUPED = (5_000, 10_000, 20_000)
SEED = 2026


def run() -> list[Figure]:
    """Messages a second and milliseconds for one, and questions of what was said before."""
    texts = list(_messages(TEXTS))
    model, places = _model(), _places()
    names = re.compile("|".join(name for _code, name in _named()))
    numbers = re.compile(r"[0-9]{17}[0-9Xx]|1[3-9][0-9]{9}|[0-9]{15,19}")
    cut = _seconds(rjieba.cut, texts)
    figures = [
        *_both("words cut and classified", model.probabilities, texts, cut, "goal 2,000 /s, 3 ms"),
        *_both("classified with reasons", lambda text: suggested(model, text), texts, cut),
        *_both("classified without a model", Lexicon().probabilities, texts, cut),
        *_both("located", lambda text: places.locate(text), texts, _seconds(names.findall, texts)),
        *_both("redacted", spans, texts, _seconds(numbers.findall, texts)),
    ]
    figures += [each for count in GROUPED for each in _topics(count)]
    said = similar.run(REPORTS)  # its memory is told where nothing else has run before
    return [*figures, *(each for each in said if each.unit != "MB")]


def _topics(count: int) -> Iterator[Figure]:
    """What grouping so many messages takes; the floor cuts their words and weighs them."""
    messages = [each.message for each in reports(count, seed=SEED)]
    at = max(message.at for message in messages)
    begun = process_time()
    Vectors.of([(message.text, message.title) for message in messages])
    cut = process_time()
    found = topics(messages, at=at)
    taken = (process_time() - cut) * 1_000
    name = f"topics of {count:,} messages"
    yield Figure(name, taken, "ms", (cut - begun) * 1_000, f"{len(found):,} topics")


def _messages(count: int) -> Iterator[str]:
    told = (each.report.text for each in reports(count * TOGETHER, seed=SEED))
    return ("".join(islice(told, TOGETHER)) for _number in range(count))


def _model() -> Linear:
    """A model of as many categories as there are kinds of matters, twelve."""
    told = list(reports(ROWS, seed=SEED))
    return fit([Row(each.report.text, f"{each.matter % LABELS:02}") for each in told])


def _named() -> list[tuple[str, str]]:
    """Three thousand communities in two hundred streets."""
    signs = [
        f"{one}{other}"
        for one, other in product(
            "青望桂梧石云溪松竹兰", "梧溪花桐桥川畔林语径里湾岸坪坞泽岭原渡台"
        )
    ]
    streets = [(f"990101{n:03}", f"{signs[n]}街道") for n in range(STREETS)]
    communities = [
        (f"990101{n:03}{m:03}", f"{signs[n][0]}{signs[(n + 7 * m) % STREETS]}社区")
        for n, m in product(range(STREETS), range(1, IN_STREET + 1))
    ]
    return [("990101", "临江新区"), *streets, *communities]


def _places() -> PlaceNames:
    return PlaceNames(_named())


def _both(
    name: str,
    work: Callable[[str], object],
    texts: Sequence[str],
    floor: Sequence[float],
    remark: str = "",
) -> list[Figure]:
    """How many a second, and the 95th percentile of one."""
    taken = _seconds(work, texts)
    length = sum(map(len, texts)) / len(texts)
    return [
        Figure(
            name, len(texts) / sum(taken), "/s", len(texts) / sum(floor),
            remark or f"{length:.0f} characters each",
        ),
        Figure(
            f"{name}: one, p95", percentile(taken, 0.95) * 1_000, "ms",
            percentile(floor, 0.95) * 1_000,
        ),
    ]  # fmt: skip


def _seconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    for text in texts[:WARM]:
        work(text)
    return [_taken(work, text) for text in texts]


def _taken(work: Callable[[str], object], text: str) -> float:
    begun = process_time()
    work(text)
    return process_time() - begun
