"""What was chosen of the readers, chosen again on rows that no figure is reported on.

`events`: on the stream without every message that somebody put into an event, where pairs were
judged one by one, and on the board's replies, where an authority that gives two messages the same
long answer takes them for one matter. `classify`: on the training rows, each fifth read blindly. Of
each the last figure says by how much the best of what was tried is better than what is in use; it
fails where that is more than CLOSE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path

from scipy.special import log_softmax

from linli.text.classify.calibration import macro_f1
from linli.text.classify.fitting import CHOSEN as FITTED
from linli.text.classify.fitting import Settings, Table, blind_scores, calibrated
from linli.text.evaluation.classifying import training_rows
from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.gathering import f1
from linli.text.evaluation.repeating import READ, read_pairs
from linli.text.evaluation.stream import CITY, EVENTS, moment, place_names, stream
from linli.text.events import CHOSEN, Bounds, Message, groups
from linli.text.linking import links
from linli.text.vectors import Vectors

DISPUTED = Path(__file__).with_name("disputed.csv")
"""Pairs that one setting puts together and another does not, at most one of a topic, judged by a
reader of their titles and beginnings."""

REPLIES = "messages/replies_2011_2020.csv"

LONG_REPLY = 100
"""Characters from which a reply tells of a matter; shorter ones say that somebody will look."""

SAME_REPLY = 0.9
"""The likeness from which two replies are one. That two are not says nothing: a matter is answered
anew as it goes on."""

LOOKED_AT = 0.4
"""From which likeness on replies are compared wholly: low enough that none is passed over."""

LINKED, TOGETHER = (0.25, 0.2), (0.18, 0.21, 0.24)
"""No higher: short reports share fewer words than the letters judged here, and those of one
lamp, which the tests of hot topics tell, would fall apart."""

FADING, ELSEWHERE, BESIDE = (90, 180, 365), (0.25, 0.5, 0.75), (1.0, 1.15, 1.3, 1.5)
COST, TELLING = (0.125, 0.25, 0.5, 1.0), (0.0, 0.2, 0.4, 0.6)

CLOSE = 0.005
"""Of F1: less than one pair of messages more or less, and than the chance in 6,000 rows."""

_Pair = tuple[int, int]
_blank = re.compile(r"\s|_x000D_")


@dataclass(frozen=True, slots=True)
class Judged:
    """Messages, and of pairs of them (by their keys) which are one matter and which are not.

    Of all other pairs nothing is known.
    """

    messages: Sequence[Message]
    vectors: Vectors
    same: frozenset[_Pair]
    other: frozenset[_Pair] = frozenset()

    def counts(self, bounds: Bounds) -> tuple[int, int, int]:
        """Pairs put together that are the same, that are judged at all, and pairs to be found."""
        found = {
            pair
            for group in groups(self.messages, self.vectors, bounds)
            for pair in combinations(sorted(self.messages[i].key for i in group), 2)
        }
        right = len(found & self.same)
        return right, right + len(found & self.other), len(self.same)


def figures(folder: Folder) -> Iterator[Figure]:
    """Everything that was tried, and whether what is in use is the best of it."""
    yield from _events(folder)
    yield from _classify(folder)


def _events(folder: Folder) -> Iterator[Figure]:
    sets = judged_by_readers(folder), judged_by_replies(folder)
    on = " and ".join(f"{len(each.same)} pairs of {len(each.messages):,} messages" for each in sets)
    tried: dict[Bounds, float] = {}

    def told(many: Iterable[Bounds]) -> Iterator[Figure]:
        for bounds in many:
            if bounds not in tried:
                counts = [each.counts(bounds) for each in sets]
                right, judged, true = (sum(column) for column in zip(*counts, strict=True))
                tried[bounds] = f1(right, judged, true)
                what = (
                    f"events: F1, linked {bounds.linked}, together {bounds.together}, "
                    f"fading {bounds.fading}, elsewhere {bounds.elsewhere}, "
                    f"beside {bounds.beside}"
                )
                found = f"{counts[0][0]} + {counts[1][0]}, wrongly {judged - right}"
                yield Figure(what, f"{on}: {found}", tried[bounds])

    yield from told(Bounds(*each) for each in product(LINKED, TOGETHER))
    first = max(tried, key=tried.__getitem__)
    yield from told(
        replace(first, fading=each, elsewhere=other) for each, other in product(FADING, ELSEWHERE)
    )
    second = max(tried, key=tried.__getitem__)
    around = product((second, CHOSEN), BESIDE)
    yield from told(replace(bounds, beside=each) for bounds, each in around)
    yield _short_of_best("events", on, max(tried.values()) - tried[CHOSEN])


def _short_of_best(part: str, on: str, short: float) -> Figure:
    what = f"{part}: the best of these is better than what is in use by"
    return Figure(what, on, short, CLOSE, at_most=True)


def judged_by_readers(folder: Folder) -> Judged:
    """The stream without the messages of any event, and the pairs that were read."""
    listed = {int(row["留言编号"]) for row in folder.rows(EVENTS)}
    messages = [said.message for said in stream(folder) if said.number not in listed]
    judged = {
        (min(pair), max(pair)): bool(same)
        for file in (READ, DISPUTED)
        for pair, same in zip(*read_pairs(file), strict=True)
    }
    same = frozenset(pair for pair, together in judged.items() if together)
    return Judged(messages, _vectors(messages), same, frozenset(judged) - same)


def judged_by_replies(folder: Folder) -> Judged:
    """The messages with long replies; they are one matter where they had the same."""
    places = place_names(folder)
    rows = [
        (number, row, reply)
        for number, row in enumerate(folder.rows(REPLIES))
        if len(reply := _blank.sub("", row["答复意见"])) >= LONG_REPLY
    ]
    messages = []
    for number, row, _reply in rows:
        title, text = row["留言主题"].strip(), row["留言详情"].strip()
        where = places.locate(f"{title}\n{text}", CITY)
        said = (number, text, moment(row["留言时间"]), row["留言用户"])
        messages.append(Message(*said, title, where.place.code or "", 0, where.estates))
    alike = links(Vectors.of([(reply, "") for _number, _row, reply in rows]).matrix, LOOKED_AT)
    alike = alike.where(alike.likeness >= SAME_REPLY)
    ends = zip(alike.one.tolist(), alike.other.tolist(), strict=True)
    same = frozenset((rows[one][0], rows[other][0]) for one, other in ends)
    return Judged(messages, _vectors(messages), same)


def _vectors(messages: Sequence[Message]) -> Vectors:
    return Vectors.of([(message.text, message.title) for message in messages])


def _classify(folder: Folder) -> Iterator[Figure]:
    table = Table(training_rows(folder))
    truth = table.truth.tolist()
    on = f"the {len(truth):,} training rows, each fifth read blindly"
    tried = {}
    for cost, telling in product(COST, TELLING):
        settings = Settings(cost, telling)
        scores = blind_scores(table, settings)
        slope, shift = calibrated(scores, table.truth)
        found = log_softmax(slope * scores + shift, axis=1).argmax(axis=1)
        tried[settings] = macro_f1(found.tolist(), truth, len(table.codes))
        what = f"classify: macro F1, cost {cost}, telling {telling}"
        yield Figure(what, on, tried[settings])
    yield _short_of_best("classify", on, max(tried.values()) - tried[FITTED])
