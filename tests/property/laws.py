"""How a law is tried on generated cases: a failing case is told in its smallest form."""

from collections.abc import Callable
from typing import Any

from hypothesis import Phase, given, settings

from playbook_engine.analysis.strategies.cases import Drawn, drawn_cases
from tests.property.smaller import smallest, told

Law = Callable[[Drawn], None]

# Seeds do not shrink to anything simpler: parts of the failing case are taken away instead.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def of_cases(
    share: float = 1, prepare: Callable[[Drawn], Drawn] = lambda case: case
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Tries a law on `share` times as many cases as the profile says, each prepared for it."""
    most = max(1, int(settings().max_examples * share))

    def wrap(law: Callable[..., None]) -> Callable[..., None]:
        def tried(self: Any, case: Drawn) -> None:
            try_law(lambda each: law(self, each), prepare, case)

        tried.__name__ = law.__name__
        tried.__qualname__ = law.__qualname__
        tried.__doc__ = law.__doc__
        tried.__module__ = law.__module__
        return settings(max_examples=most, phases=_PHASES)(given(case=drawn_cases())(tried))

    return wrap


def try_law(law: Law, prepare: Callable[[Drawn], Drawn], case: Drawn) -> None:
    """Raises AssertionError with the smallest case that breaks a law in the same way."""
    why = _broken(law, prepare, case)
    if why is None:
        return
    small = smallest(case, lambda each: _kind(_broken(law, prepare, each)) == _kind(why))
    raise AssertionError(f"{_broken(law, prepare, small)}\n{told(prepare(small))}") from why


def _broken(law: Law, prepare: Callable[[Drawn], Drawn], case: Drawn) -> Exception | None:
    try:
        law(prepare(case))
    except Exception as why:  # noqa: BLE001 - whatever breaks a law is of interest
        return why
    return None


def _kind(why: Exception | None) -> str:
    """What broke, apart from the values at hand: the exception, and what a test says before a colon."""
    if why is None:
        return ""
    said = str(why).partition("\n")[0].partition(":")[0]
    return type(why).__name__ + ("" if said.startswith("assert ") else said)
