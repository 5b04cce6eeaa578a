"""The rules in portal/domain: the standard library only, and of that nothing that reads a clock, a die or a disk."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = sorted((ROOT / "portal/domain").glob("*.py"))
# A clock, chance, or the world outside: each is an argument of a rule, so that the same day gives the same answer.
OUTSIDE = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
CLOCK = {"now", "utcnow", "today"}
INPUT = {"open", "print", "input"}


def imported(tree: ast.AST) -> set[str]:
    """The modules that a file imports, by their full names."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_needs_nothing_but_python(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(ast.parse(path.read_text())) if not name.startswith("portal.domain")}
    assert sorted(tops - sys.stdlib_module_names) == [], "hand it in as an argument"
    assert sorted(tops & OUTSIDE) == [], "hand in what it reads as an argument"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_reads_no_clock_and_no_file(path: Path) -> None:
    called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert [call.attr for call in called if isinstance(call, ast.Attribute) and call.attr in CLOCK] == []
    assert [call.id for call in called if isinstance(call, ast.Name) and call.id in INPUT] == []


def test_the_rules_load_without_flask() -> None:
    import subprocess

    modules = ", ".join(f"portal.domain.{path.stem}" for path in RULES if path.stem != "__init__")
    program = f"import sys, {modules}; sys.exit(bool(set(sys.modules) & {{'flask', 'sqlalchemy', 'babel', 'cryptography'}}))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
