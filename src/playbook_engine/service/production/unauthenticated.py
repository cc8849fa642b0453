"""The fault of whoever comes without a credential that counts."""

from playbook_engine.service.wrong_use import WrongUse


class Unauthenticated(WrongUse):
    """Nobody is known by what was sent."""

    def __init__(self, message: str, help: str = "send `Authorization: Bearer` and an API key or a token") -> None:
        super().__init__(message, help, 401)
