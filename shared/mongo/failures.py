"""Which failures of the store pass, and which stay however often the same is asked again."""

from typing import Final

from bson.errors import BSONError
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    InvalidName,
    InvalidOperation,
    OperationFailure,
    PyMongoError,
)

UNTAKEN: Final = (BSONError, OverflowError, UnicodeError)
"""What the client raises, before it sends anything, for a document that no store takes: too large, or not BSON."""
_STAY: Final = frozenset(
    {
        2,  # BadValue
        9,  # FailedToParse
        14,  # TypeMismatch
        15,  # Overflow
        16,  # InvalidLength
        22,  # InvalidBSON
        28,  # PathNotViable
        40,  # ConflictingUpdateOperators
        52,  # DollarPrefixedFieldName
        53,  # InvalidIdField
        54,  # NotSingleValueField
        56,  # EmptyFieldName
        57,  # DottedFieldName
        66,  # ImmutableField
        72,  # InvalidOptions
        121,  # DocumentValidationFailure
        10334,  # BSONObjectTooLarge
        17280,  # KeyTooLong
        17419,  # too large after an update
        17420,  # the same, of a replica set
    }
)
"""Codes (MongoDB's ``error_codes.yml``) that speak of what was asked. Any other may be of the server's state."""


def refused(code: object) -> bool:
    """Whether a code of the server's says that what was asked is wrong by itself."""
    return code in _STAY


def passes(error: BaseException) -> bool:
    """Whether a failure of the store is of its state, so that the same may be asked again."""
    if isinstance(error, BulkWriteError):
        told = (error.details or {}).get("writeErrors", [])
        return not told or not all(refused(one.get("code")) for one in told)
    if isinstance(error, OperationFailure):
        return not refused(error.code)
    wrong = (ConfigurationError, InvalidName, InvalidOperation)
    return isinstance(error, PyMongoError) and not isinstance(error, wrong)
