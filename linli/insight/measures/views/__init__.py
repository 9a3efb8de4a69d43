"""The pages of figures."""

from linli.insight.measures.views.excluding import exclusions, judge
from linli.insight.measures.views.figures import behind, file, listed, page
from linli.insight.measures.views.publishing import publication, published

__all__ = [
    "behind",
    "exclusions",
    "file",
    "judge",
    "listed",
    "page",
    "publication",
    "published",
]
