"""Where a form was sent from: one that acts is taken from our own pages alone."""

from collections.abc import Callable

from fastapi import Request

from shared.problems import Problem


def same_origin(origin: str) -> Callable[[Request], None]:
    """The dependency that raises ``Problem`` 403 for what a page of another origin sent.

    ``origin`` is the house's own, which a proxy may show under another name than the request has. Programs that
    send no Origin are no browsers: nobody's session is with them by accident.
    """

    def check(request: Request) -> None:
        own = {None, origin, f"{request.url.scheme}://{request.headers.get('host', '')}"}
        elsewhere = request.headers.get("sec-fetch-site") == "cross-site"
        if elsewhere or request.headers.get("origin") not in own:
            detail = "this form was sent from another site: open its page here, and send it from there"
            raise Problem(403, "cross-site", detail)

    return check
