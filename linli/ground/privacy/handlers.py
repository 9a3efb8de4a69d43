"""The journal finds here who seals its words."""

from __future__ import annotations

from linli.ground.journal.sealing import seal_with
from linli.ground.privacy.actions import seal_words

seal_with(seal_words)
