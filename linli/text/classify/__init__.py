"""What a text is about: probabilities over a tree of categories, and the words that spoke.

    cold = Lexicon()                             # no history needed
    suggested(cold, "路灯坏了三天没人修").best      # Guess("0305", 0.9…, (Reason("路灯坏", …), …))

    model = fitting.fit(rows)                    # a few hundred decided cases
    files.save(model, path)
    suggested(Joined(files.load(path), cold), text)

Fitting needs scikit-learn and stands apart; everything else needs numpy alone.
"""

from __future__ import annotations

from linli.text.classify.answers import Guess, Model, Reason, Suggestion, by_code, suggested
from linli.text.classify.joined import Joined
from linli.text.classify.lexicon import Lexicon
from linli.text.classify.linear import Linear
from linli.text.classify.tree import Tree, UnknownCategory

__all__ = [
    "Guess",
    "Joined",
    "Lexicon",
    "Linear",
    "Model",
    "Reason",
    "Suggestion",
    "Tree",
    "UnknownCategory",
    "by_code",
    "suggested",
]
