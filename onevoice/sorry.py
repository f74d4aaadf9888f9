"""How a command ends that cannot be done: in one sentence."""


class Sorry(Exception):
    """Something a person can mend: the message says why and what to do. ``code`` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
