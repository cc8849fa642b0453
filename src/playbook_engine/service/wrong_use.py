"""The caller's fault: a sentence, a way out, and the HTTP status it has behind the API."""

from collections.abc import Iterable


class WrongUse(Exception):
    """Something was asked for that cannot be done; nothing is wrong with the playbooks or the book."""

    def __init__(self, message: str, help: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.status = status


class Unusable(WrongUse):
    """What was given was found and is at fault itself: a broken file, playbooks with errors."""

    def __init__(self, message: str, help: str = "", status: int = 422) -> None:
        super().__init__(message, help, status)


def close_to(word: str, known: Iterable[str]) -> str:
    """The known word that was most likely meant, or nothing where none is close."""
    from playbook_engine.language.suggest import did_you_mean  # noqa: PLC0415 - wanted by wrong use alone, which is rare

    return did_you_mean(word, known) or ""


def unknown(what: str, word: str, known: Iterable[str], otherwise: str = "") -> WrongUse:
    """The fault of a name that is not there, with the one that was meant where one is close."""
    meant = close_to(word, known)
    return WrongUse(f"there is no {what} `{word}`", f"did you mean `{meant}`?" if meant else otherwise, 404)
