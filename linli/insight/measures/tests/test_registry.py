"""In which order measures are told."""

from __future__ import annotations

from itertools import groupby

from linli.insight.measures.registry import INSTITUTIONS, MEASURES


def test_measures_are_told_institution_by_institution_cases_first():
    declared = [(each.counts or each.mix).__module__ for each in MEASURES.values()]
    assert [name for name, _those in groupby(declared)] == [each.__name__ for each in INSTITUTIONS]
    assert next(iter(MEASURES)) == "received"
