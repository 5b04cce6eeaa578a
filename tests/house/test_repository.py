"""The repository's own rules, each with what to do when it fails."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-servers.txt"]


NOT_OURS = {"build", "dist", "instance", "__pycache__"}


def files(*folders: str) -> list[Path]:
    """What is in the repository or about to be; outside a checkout, what is there and was not made by a tool."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        found = [path for folder in folders or (".",) for path in (ROOT / folder).rglob("*")]
        inside = [path.relative_to(ROOT).parts for path in found]
        found = [path for path, parts in zip(found, inside, strict=True) if not _made_by_a_tool(parts)]
    return sorted(path for path in found if path.is_file())


def _made_by_a_tool(parts: tuple[str, ...]) -> bool:
    return any(part in NOT_OURS or (part.startswith(".") and part not in (".ci", ".gitignore")) for part in parts)


def modules() -> list[Path]:
    """The portal's Python files."""
    return [path for path in files("portal") if path.suffix == ".py"]


def test_the_lists_of_files_are_not_empty() -> None:
    # A rule over no file is kept by every file.
    assert len(modules()) > 60
    assert len(files()) > len(modules())
    assert ROOT / ".ci/run" in files()


def test_what_is_beside_the_packages_is_what_the_readme_allows() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in files()}
    folders = {"portal", "templates", "static", "translations", "tests", "docs", ".ci"}
    kept = {"wsgi.py", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", ".gitignore", "LICENSE", *LOCKS}
    assert tops - folders - kept == set(), "put it into one of the rooms"


def test_no_file_of_the_portal_is_longer_than_300_lines() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    too_long = {name: lines for name, lines in long.items() if lines > 300}
    # A list of plain values is one thing, and reads best in one place; so is the list of tables.
    for name in ("portal/domain/stages.py", "portal/store/tables.py"):
        too_long.pop(name, None)
    assert not too_long, f"ask what second thing each is doing: {too_long}"


def test_the_readme_names_every_command() -> None:
    from portal.cli import parser

    commands = next(action for action in parser()._actions if action.dest == "command").choices
    assert commands
    missing = [name for name in commands if f"portal {name}" not in README]
    assert not missing, f"add them to the table of commands in README.md: {missing}"


def test_the_readme_names_every_setting_and_no_other() -> None:
    source = (ROOT / "portal/config.py").read_text() + (ROOT / "portal/config_reader.py").read_text()
    read = {f"PORTAL_{name}" for name in re.findall(r'read\.\w+\(\s*"([A-Z_]+)"', source)}
    read |= {f"PORTAL_{name}" for name in re.findall(r'self\.text\("([A-Z_]+)"', source)}
    named = set(re.findall(r"`(PORTAL_[A-Z_]+)`", README))
    assert read - named == set(), "add them to the table of settings in README.md"
    assert named - read == set(), "README.md names settings that nothing reads"


@pytest.mark.parametrize("name", LOCKS)
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "http" not in text, "compile the lock without index addresses"
    assert "file:" not in text
    pins = re.findall(r"^([A-Za-z0-9_.\-]+(?:\[\w+\])?==[^ ;\\]+)", text, re.M)
    assert len(pins) >= 5
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in block, block[:60]


def test_both_locks_agree() -> None:
    pins = [
        dict(re.findall(r"^([a-z0-9_.\-]+)(?:\[\w+\])?==([^ ;\\]+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_nothing_speaks_of_machines_or_registries() -> None:
    words = re.compile(
        "|".join(
            [
                "/ro" + "ot/",
                r"(?<![\w.>])/wo" + "rk/",
                "py" + "pi.org",
                "python" + "hosted",
                "registry.npm" + "js",
                "deb.deb" + "ian.org",
            ]
        )
    )
    found = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.suffix not in (".png", ".po", ".mo") and words.search(path.read_text(errors="ignore"))
    ]
    assert not found


def test_nothing_is_promised_for_later() -> None:
    words = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]) + r")\b")
    found = [
        str(path)
        for path in files("portal", "templates", "static", "tests")
        if path.suffix not in (".png", ".ttf") and words.search(path.read_text(errors="ignore"))
    ]
    assert not found


def test_who_imports_bleach_qrcode_typst_and_pikepdf() -> None:
    homes = {
        **{"bleach": {"sanitise.py"}, "qrcode": {"places.py"}, "typst": {"typesetting.py"}},
        # One puts fields into a PDF, the other makes it fit for a printing house.
        "pikepdf": {"paper_form.py", "press.py"},
    }
    for library, home in homes.items():
        users = {path.name for path in modules() if re.search(rf"^\s*(import|from) {library}\b", path.read_text(), re.M)}
        assert users == home
