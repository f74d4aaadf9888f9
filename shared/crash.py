"""Named crash points: where ``ONEVOICE_CRASH_AT`` says so, the process ends there, as by kill -9.

For the proofs only. A point costs one comparison when it is not armed. ``relay.after_send#3`` ends the
process at the third passage.
"""

import os
import signal

_POINT, _, _COUNT = os.environ.get("ONEVOICE_CRASH_AT", "").partition("#")
_passages = {"left": int(_COUNT or 1)}


def point(name: str) -> None:
    """End the process here if this point is armed."""
    if name != _POINT:
        return
    _passages["left"] -= 1
    if _passages["left"] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
