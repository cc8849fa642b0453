"""Liquid as templates may use it: our own tags and filters only, strict, with limits, without a clock."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TextIO

from liquid import Environment, FalsyStrictUndefined
from liquid.ast import Node
from liquid.builtin import content, illegal, output
from liquid.builtin.expressions import StringLiteral, parse_primitive
from liquid.builtin.tags import assign_tag, capture_tag, case_tag, for_tag, if_tag, unless_tag
from liquid.context import RenderContext
from liquid.exceptions import LiquidError, LiquidSyntaxError, ResourceLimitError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.template import BoundTemplate
from liquid.token import TOKEN_TAG, Token

from playbook_engine.language.codes_templates import BAD_SYNTAX, TOO_MUCH
from playbook_engine.language.liquid.filters import FILTERS
from playbook_engine.language.liquid.source import Fault, Unreadable
from playbook_engine.language.liquid.tokens import liquid_tokens, pieces

DEEPEST = 10
"""Blocks in blocks."""


class CannotFillIn(Exception):
    """A template met a limit, or a value that is not what was checked."""

    def __init__(self, message: str, *, limit: bool, index: int) -> None:
        super().__init__(message)
        self.message = message
        self.limit = limit
        self.index = index


class PartNode(Node):
    """`{% render "name" %}`: a part that is put in when the set is loaded."""

    def __init__(self, token: Token, name: str) -> None:
        super().__init__(token)
        self.name = name
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:  # noqa: ARG002 - the library's signature
        """Never reached: parts are put in before."""
        raise AssertionError(self.name)


class PartTag(Tag):
    """Reads `{% render "name" %}`."""

    name = "render"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """The part's name, a text in quotes and nothing else."""
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token, eat=False)
        name = parse_primitive(self.env, inner)
        if not isinstance(name, StringLiteral):
            raise LiquidSyntaxError("a part is named in quotes", token=token)
        inner.expect_eos()
        return PartNode(token, name.value)


class TemplateEnvironment(Environment):
    """The library's environment with nothing of its own but the language."""

    block_nesting_limit = DEEPEST
    context_depth_limit = 30
    loop_iteration_limit = 200_000
    local_namespace_limit = 1024 * 1024
    output_stream_limit = 16 * 1024 * 1024

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 - the library's signature
        """Only what is listed here exists."""
        for tag in (
            *(content.Literal, output.Output, illegal.Illegal),
            *(if_tag.IfTag, unless_tag.UnlessTag, case_tag.CaseTag),
            *(for_tag.ForTag, for_tag.BreakTag, for_tag.ContinueTag),
            *(assign_tag.AssignTag, capture_tag.CaptureTag, PartTag),
        ):
            self.add_tag(tag)
        for name, each in FILTERS.items():
            self.add_filter(name, each.run)

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        """Our own, which no text makes slow."""
        return liquid_tokens

    def error(self, exc: type[LiquidError] | LiquidError, msg: str | None = None, token: Token | None = None) -> None:
        """Give an error at the end of a tag the place of the text behind that tag."""
        if (
            isinstance(exc, LiquidError)
            and exc.token
            and exc.token.start_index < 0
            and token
            and token.start_index >= 0
        ):
            exc.token = token._replace(kind=BEHIND)
        super().error(exc, msg, token)


BEHIND = "behind"
"""Kind of a token that stands behind the tag at fault."""

ENVIRONMENT = TemplateEnvironment(undefined=FalsyStrictUndefined)


@lru_cache(maxsize=512)
def parsed(text: str) -> BoundTemplate:
    """The template's tree. Raises Unreadable."""
    try:
        return ENVIRONMENT.parse(text)
    except ResourceLimitError as error:
        start, end = _span(error, text)
        raise Unreadable(Fault(TOO_MUCH, f"blocks stand more than {DEEPEST} deep", start, end)) from None
    except LiquidError as error:
        if isinstance(error.__cause__, Unreadable):
            raise error.__cause__ from None
        raise Unreadable(_syntax(error, text)) from None


def fill_in(text: str, values: Mapping[str, object]) -> str:
    """The text with its values. Raises CannotFillIn; a template that was checked does so at a limit only."""
    try:
        return parsed(text).render(values)
    except LiquidError as error:
        index = error.token.start_index if error.token else 0
        limit = isinstance(error, ResourceLimitError)
        raise CannotFillIn(str(error.message), limit=limit, index=max(index, 0)) from None


def _syntax(error: LiquidError, text: str) -> Fault:
    start, end = _span(error, text)
    words = str(error.message).replace("a primitive expression", "a value").replace("end of expression", "the end")
    expected, found, _ = words.replace("eof", "the end").replace("'", "`").partition(", found ")
    if found and error.token and error.token.kind != BEHIND and error.token.start_index >= 0:
        return Fault(
            BAD_SYNTAX, f"{expected}, found `{error.token.value}`", start, end, _HINTS.get(error.token.value, "")
        )
    return Fault(BAD_SYNTAX, expected + (f", found {found}" if found else ""), start, end)


_HINTS = {
    "=": "write `==` to compare",
    "not": "write `unless`, or compare with `!=`",
    "(": "there are no brackets in Liquid",
}


def _span(error: LiquidError, text: str) -> tuple[int, int]:
    """The stretch at fault: the token, or the whole tag where what is missing has no place of its own."""
    tags = [each for each in pieces(text) if each.kind != "text"]
    token = error.token
    if token is None or token.start_index < 0:
        return (tags[-1].start, tags[-1].end)
    if token.kind == BEHIND:
        tags = [each for each in tags if each.start < token.start_index]
        return (tags[-1].start, tags[-1].end)
    whole = next((each for each in tags if each.start == token.start_index), None)
    return (whole.start, whole.end) if whole else (token.start_index, token.start_index + len(token.value))
