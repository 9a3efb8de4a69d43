"""How well the hot topics of a stream agree with what readers found to be one event."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.stream import events, stream
from linli.text.events import Topic, topics

FIRST = 10
"""Topics among which an event should be found."""


def figures(folder: Folder) -> Iterator[Figure]:
    """For each event with enough votes, and for all of them together."""
    messages = [said.message for said in stream(folder)]
    begun = time.thread_time()
    found = topics(messages, at=max(message.at for message in messages))
    taken = time.thread_time() - begun
    found.sort(key=lambda topic: -topic.peak)
    right, told, true, ranks = 0, 0, 0, []
    for event, keys in events(folder).items():
        rank, topic = best(found, keys)
        ranks.append(rank)
        counts = agreement(topic.keys, keys)
        right, told, true = right + counts[0], told + counts[1], true + counts[2]
        yield Figure(f"{event}: pairwise F1", f"{len(keys)} messages", f1(*counts))
    on = "stream_2017_2020 against events_dev, votes ≥ 2"
    yield Figure("pairwise precision", on, right / told)
    yield Figure("pairwise recall", on, right / true)
    yield Figure("pairwise F1", on, f1(right, told, true), 0.85)
    yield Figure("the latest of them in the list, by peak", on, max(ranks), FIRST, True, ".0f")
    size = f"{len(messages):,} messages, {len(found)} topics"
    yield Figure("seconds to group them, of one core", size, taken, form=".1f")


def best(found: list[Topic], keys: Collection[int]) -> tuple[int, Topic]:
    """The topic that has most of an event, and its place in the list, from 1."""
    wanted = set(keys)
    at = max(range(len(found)), key=lambda i: len(wanted & set(found[i].keys)))
    return at + 1, found[at]


def agreement(one: Collection[int], other: Collection[int]) -> tuple[int, int, int]:
    """Pairs of messages that are in both, in the first, in the second."""
    return _pairs(len({*one} & {*other})), _pairs(len(one)), _pairs(len(other))


def f1(right: int, told: int, true: int) -> float:
    """The harmonic mean of right/told and right/true."""
    return 2 * right / max(told + true, 1)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
