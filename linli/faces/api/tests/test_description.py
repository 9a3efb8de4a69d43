"""The description of the API as a whole."""

from __future__ import annotations

from collections import defaultdict

from ninja import Schema

QUERIES = {"Filters", "Paging"}
"""Names of what stands in an address and is described parameter by parameter."""


def test_no_two_shapes_have_one_name():
    named = defaultdict(set)
    every = list(Schema.__subclasses__())
    for shape in every:  # grows while it is walked
        every += shape.__subclasses__()
        if shape.__module__.startswith("linli."):
            named[shape.__name__].add(shape.__module__)
    twice = {name for name, modules in named.items() if len(modules) > 1} - QUERIES
    assert twice == set()
