"""Everything that changes what figures are made of: facts, exclusions, publications."""

from linli.insight.measures.actions.facts import rebuild, refresh

__all__ = ["rebuild", "refresh"]
