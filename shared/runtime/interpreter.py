"""Python itself, set for what our processes do: many small things kept for long, one thread beside another."""

import gc
import sys

_YOUNG = 50_000
"""New objects before the young ones are looked through (Python's own is 700)."""
_TURN = 0.0001
"""Seconds after which a thread that computes lets another one on (Python's own is 0.005)."""


def settle() -> None:
    """Call it once, when everything is imported.

    A consumer's cache holds about a million objects, all alive: with Python's own threshold a third of a
    catch-up goes into looking through them. Cycles are rare here, so what waits is small.

    The driver of MongoDB works in threads, and gives up its turn at each step of its conversation with the
    server. At Python's own interval it would wait for the folding thread 5 ms at each: nothing would overlap.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
    sys.setswitchinterval(_TURN)
