"""Whether the process of this container is well: exit code 0 where ``/health/live`` (or what is named) says 200.

Run by the container's health check, every few seconds: the standard library alone, and as little of it as will do.
"""

import http.client
import os
import sys


def status(path: str, port: int) -> int:
    """What the process answers; 0 where it does not."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        asked.request("GET", path)
        return asked.getresponse().status
    except OSError:
        return 0
    finally:
        asked.close()


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "/health/live"
    sys.exit(status(where, int(os.environ.get("ONEVOICE_PORT", "8080"))) != http.client.OK)
