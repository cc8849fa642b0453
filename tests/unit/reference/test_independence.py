"""The reference knows the contract types and nothing of the engine."""

import ast
from pathlib import Path


def test_it_imports_only_the_nouns(top: Path) -> None:
    imported = {
        node.module
        for path in (top / "tests" / "reference").glob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }
    ours = {each for each in imported if each.startswith("playbook_engine")}
    assert ours
    assert all(each.startswith("playbook_engine.model.") for each in ours), ours
