"""House rules that no linter knows, on every file; each rule is also shown one that breaks it."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "manager", "base", "misc", "handler"}
LONGEST_FUNCTION = 40

Rule = Callable[[Path, ast.Module], Iterator[str]]


def init_holds_more_than_a_docstring(path: Path, tree: ast.Module) -> Iterator[str]:
    if path.name == "__init__.py" and (len(tree.body) != 1 or ast.get_docstring(tree) is None):
        yield "an `__init__.py` holds a docstring and nothing else"


def module_has_an_empty_name(path: Path, _tree: ast.Module) -> Iterator[str]:
    for name in (*path.parent.parts, path.stem):
        if name.strip("_") in FORBIDDEN_NAMES:
            yield f"the name `{name}` does not say what lives there"


def import_is_relative(_path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: a relative import"


def type_is_not_imported_for_real(_path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
                yield f"line {node.lineno}: `TYPE_CHECKING` hides an import from the running program"
            case ast.ImportFrom(module="typing", names=names) if "TYPE_CHECKING" in {each.name for each in names}:
                yield f"line {node.lineno}: `TYPE_CHECKING` is imported"


def function_is_too_long(_path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"line {node.lineno}: `{node.name}` has {lines} lines, more than {LONGEST_FUNCTION}"


RULES: dict[Rule, tuple[str, str]] = {
    init_holds_more_than_a_docstring: ("engine/__init__.py", '"""A room."""\nimport datetime\n'),
    module_has_an_empty_name: ("engine/utils.py", ""),
    import_is_relative: ("engine/decide.py", "from . import trace\n"),
    type_is_not_imported_for_real: (
        "engine/decide.py",
        "import typing\nif typing.TYPE_CHECKING:\n    pass\n",
    ),
    function_is_too_long: ("engine/decide.py", "def decide():\n" + "    pass\n" * LONGEST_FUNCTION),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_file_of_the_product_where(rule: Rule, top: Path) -> None:
    source = top / "src"
    found = [
        f"{path.relative_to(top)}: {finding}"
        for path in sorted(source.rglob("*.py"))
        for finding in rule(path.relative_to(source), ast.parse(path.read_bytes()))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_it_is_noticed_when(rule: Rule) -> None:
    path, text = RULES[rule]
    assert list(rule(Path(path), ast.parse(text)))
