"""How a worker stands back, so that whoever waits for a page goes first."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

COURTESY = 5  # of 19: how far the worker stands back; a third of what others get stays
AUTOGROUP = Path("/proc/self/autogroup")


def stand_back() -> None:
    """Let whoever waits for a page go first where the processor is short.

    It does not starve: a third of everybody else's share stays, and what waits is done together.
    """
    if hasattr(os, "nice"):
        os.nice(COURTESY)
    # Linux shares a core out among sessions before it looks at who is nice within one. A session
    # that is not of this process alone belongs to somebody's terminal, and is left as it is.
    if AUTOGROUP.exists() and os.getsid(0) == os.getpid():
        with suppress(OSError):  # a system that does not let us
            AUTOGROUP.write_text(str(COURTESY))
