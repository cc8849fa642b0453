"""The application: routes, what they have in common, and what they are given."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from litestar import Litestar, Router
from litestar.di import NamedDependency, Provide
from litestar.middleware import DefineMiddleware
from litestar.types import ControllerRouterHandler, Middleware

from playbook_engine.server import routes
from playbook_engine.server.auth import Authentication, caller_of
from playbook_engine.server.conventions.bodies import StrictRequest
from playbook_engine.server.conventions.describing import config
from playbook_engine.server.conventions.headers import Stamp
from playbook_engine.server.conventions.limits import FAILURES, Count, Limits
from playbook_engine.server.conventions.observing import Metrics, Observation, Unmatched
from playbook_engine.server.conventions.problems import problems
from playbook_engine.server.conventions.queries import known_parameters_alone
from playbook_engine.server.conventions.repeats import IdempotencyKeys
from playbook_engine.server.conventions.tags import Tags
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.following import Followed
from playbook_engine.service.production.idempotency import Repeats
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.tokens import Keyring
from playbook_engine.service.wrong_use import WrongUse

MEGABYTE = 1_000_000


Beside = Callable[[Litestar], AbstractAsyncContextManager[None]]
"""What runs from before the first request until after the last."""


def make_app(runtime: Runtime, beside: Beside | None = None) -> Litestar:
    """The server over a runtime. Handlers are given `runtime`, `caller`, `keyring`, `followed`, `metrics` by name."""
    keyring, metrics, followed = Keyring(runtime), Metrics(), Followed(runtime)
    largest = runtime.settings.body_megabytes * MEGABYTE
    return Litestar(
        route_handlers=[Router(path="/", route_handlers=collected())],
        request_class=StrictRequest,
        middleware=[
            *_tracing(runtime),
            DefineMiddleware(Observation, metrics=metrics),
            DefineMiddleware(Authentication, keyring=keyring, failures=Count(FAILURES, runtime.clock)),
            DefineMiddleware(Limits, count=Count(runtime.settings.requests_a_minute, runtime.clock)),
            DefineMiddleware(IdempotencyKeys, repeats=Repeats(runtime), largest=largest),
            Tags,
        ],
        dependencies=_given(runtime, keyring, metrics, followed),
        before_request=known_parameters_alone,
        before_send=[Stamp(followed)],
        after_exception=[Unmatched(metrics)],
        plugins=[problems()],
        lifespan=[beside] if beside else [],
        request_max_body_size=largest,
        openapi_config=config(),
        logging_config=None,
    )


def _tracing(runtime: Runtime) -> list[Middleware]:
    """Raises WrongUse where traces are wanted and the extra is not installed."""
    if not runtime.settings.traces:
        return []
    try:
        module = importlib.import_module("playbook_engine.server.conventions.tracing")
    except ImportError:
        raise WrongUse("traces need OpenTelemetry", "install `playbook-engine[otel]`") from None
    traced: Middleware = module.Tracing
    return [traced]


def _given(runtime: Runtime, keyring: Keyring, metrics: Metrics, followed: Followed) -> dict[str, Provide]:
    """Each depends on the one before: Litestar makes a group of tasks for those that do not, which takes longer than
    many a request. What is not used stands there for the order.
    """

    async def the_runtime() -> Runtime:
        return runtime

    async def the_caller(request: StrictRequest, runtime: NamedDependency[Runtime]) -> Caller:  # noqa: ARG001
        return caller_of(request)

    async def the_keyring(caller: NamedDependency[Caller]) -> Keyring:  # noqa: ARG001
        return keyring

    async def the_followed(caller: NamedDependency[Caller]) -> Followed:  # noqa: ARG001
        return followed

    async def the_metrics(runtime: NamedDependency[Runtime]) -> Metrics:  # noqa: ARG001
        return metrics

    return {
        "runtime": Provide(the_runtime),
        "caller": Provide(the_caller),
        "keyring": Provide(the_keyring),
        "followed": Provide(the_followed),
        "metrics": Provide(the_metrics),
    }


def collected() -> Sequence[ControllerRouterHandler]:
    """`ROUTES` of every module of routes, in the order of their names."""
    found: list[ControllerRouterHandler] = []
    for module in sorted(pkgutil.iter_modules(routes.__path__), key=lambda each: each.name):
        found += importlib.import_module(f"{routes.__name__}.{module.name}").ROUTES
    return found
