"""The clock. Passed in wherever time matters, so that tests turn it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer

Clock = Callable[[], datetime]


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and ``Z``; such strings sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(iso, when_used="json")]
"""A time that sorts as text: pydantic leaves zero fractions out, and an index over text would misplace them."""


def now() -> datetime:
    """The time in UTC, in whole milliseconds: what MongoDB can keep."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
