"""The tools that read the code without running it, each as one test, so that one summary counts everything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = {
    "faults": ["ruff", "check", "--quiet", "."],
    "form": ["ruff", "format", "--check", "--quiet", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-cache", "--no-logo"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
}
REPAIR = {"form": "run `ruff format`", "faults": "some of these `ruff check --fix` repairs"}


@pytest.mark.parametrize("what", TOOLS)
def test_the_tool_finds_nothing(what: str) -> None:
    name, *arguments = TOOLS[what]
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout}{done.stderr}\n{REPAIR.get(what, '')}", pytrace=False)
