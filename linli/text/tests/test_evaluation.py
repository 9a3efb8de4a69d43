"""The evaluation, on fewer made-up texts than `linli text evaluate` reads."""

from __future__ import annotations

import numpy as np
import pytest

from linli.text.evaluation import Figure, Folder, NoData
from linli.text.evaluation.noise import of_rows, of_share
from linli.text.evaluation.planted import texts
from linli.text.evaluation.redacting import tallied


def test_the_same_seed_plants_the_same_texts():
    assert [*texts(5, seed=7)] == [*texts(5, seed=7)] != [*texts(5, seed=8)]


def test_what_is_planted_stands_where_it_is_said_to():
    for text, planted in texts(200, seed=7):
        for each in planted:
            plain = text[each.start : each.end]
            assert plain.strip() == plain
            assert each.value[-1].lower() in plain.lower() or not plain.isascii()


def test_planted_numbers_are_found_and_lookalikes_are_not():
    tally = tallied(300, seed=7)
    assert len(tally.hit) > 400
    assert _share(tally.found((True, None), words=False)) >= 0.99
    assert _share(tally.true(words=False)) >= 0.98
    assert _share(tally.marked()) == 1


def test_planted_names_and_addresses_are_found():
    tally = tallied(300, seed=7)
    assert _share(tally.found((None,), words=True)) >= 0.95
    assert _share(tally.true(words=True)) >= 0.95


def _share(counted: tuple[int, int]) -> float:
    hits, count = counted
    return hits / count


def test_chance_is_told_beside_a_share_also_where_all_were_right():
    low, high = of_share(467, 467)
    assert (round(low, 3), high) == (0.992, 1.0)
    assert Figure.share("street", "rows", (9, 10)).noise == "0.596–0.982"
    assert Figure("one text", "rows", 0.5).noise == ""


def test_chance_of_a_measure_is_drawn_from_its_rows():
    hits = np.repeat([1.0, 0.0], [900, 100])
    low, high = of_rows(len(hits), lambda rows: float(hits[rows].mean()))
    assert (low, high) == pytest.approx(of_share(900, 1_000), abs=0.003)


def test_a_figure_is_held_against_its_goal():
    assert Figure("recall", "rows", 0.99, 0.98).held is True
    assert Figure("sent to a person", "rows", 0.25, 0.2, at_most=True).held is False
    assert Figure("one text", "rows", 0.5).held is None


def test_rows_that_are_not_there_are_named(tmp_path):
    with pytest.raises(NoData, match=r"messages/dev_raw\.csv"):
        next(Folder(tmp_path).rows("messages/dev_raw.csv"))
    with pytest.raises(NoData):
        next(Folder(None).rows("messages/dev_raw.csv"))
