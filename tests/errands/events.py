"""What happens to an errand besides the moves of its flow."""

from __future__ import annotations

from linli.ground.journal.events import Event

ASKED = Event("errands.ask", "Asked for")
