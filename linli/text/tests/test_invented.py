"""The evaluation of sameness and topics, on invented reports: nothing is broken."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from linli.text.evaluation.gathering import agreement, f1
from linli.text.evaluation.invented import DAYS, START, Invented, reports
from linli.text.events import topics
from linli.text.similar import SimilarIndex


@pytest.fixture(scope="module")
def told() -> list[Invented]:
    return [*reports(600, seed=1)]


def matters(told: list[Invented]) -> dict[int, list[int]]:
    found = defaultdict(list)
    for each in told:
        found[each.matter].append(each.key)
    return found


def test_the_same_seed_invents_the_same_reports():
    assert [*reports(5, seed=7)] == [*reports(5, seed=7)] != [*reports(5, seed=8)]


def test_reports_of_one_matter_are_found_and_others_are_not(told):
    index = SimilarIndex()
    for each in told:
        index.add(each.key, each.report)
    matter = {each.key: each.matter for each in told}
    hits = [
        matter[match.key] == each.matter
        for each in told
        for match in index.find(each.report, but=each.key, most=20)
    ]
    pairs = sum(len(keys) * (len(keys) - 1) for keys in matters(told).values())
    assert sum(hits) / len(hits) >= 0.98
    assert sum(hits) / pairs >= 0.95


def test_topics_are_the_matters(told):
    found = topics([each.message for each in told], at=START + timedelta(days=DAYS + 30))
    matter = {each.key: each.matter for each in told}
    of_matter = matters(told)
    counts = [agreement(topic.keys, of_matter[matter[topic.keys[0]]]) for topic in found]
    right, in_topics, in_matters = (sum(column) for column in zip(*counts, strict=True))
    assert f1(right, in_topics, in_matters) >= 0.97


def test_agreement_counts_pairs():
    assert agreement([1, 2, 3], [2, 3, 4, 5]) == (1, 3, 6)
    assert f1(1, 3, 6) == pytest.approx(2 / 9)
