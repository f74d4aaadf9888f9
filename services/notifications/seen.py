"""Where the things that this service tells of are seen: in the services that record them."""

from shared.contracts.names import key_of


def page_of(stream: str) -> str:
    """The page of the thing that a stream is about."""
    return _address(stream, "")


def resource_of(stream: str) -> str:
    """The same as JSON."""
    return _address(stream, "api/")


def _address(stream: str, api: str) -> str:
    kind, key = stream.partition("-")[0], key_of(stream)
    service = "consultations" if kind in {"briefing", "call", "issue"} else "registry"
    return f"/{service}/{api}{kind}s/{key}"
