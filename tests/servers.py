"""Finds or installs what the tests need, starts a throw-away PostgreSQL and Redis, runs a command, and stops them.

`python -m tests.servers pytest …`. What cannot be had is named at the start and again in the last lines.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

DEBIAN = {
    "postgresql": ["postgresql"],
    "redis": ["redis-server"],
    "chromium": ["chromium", "fonts-noto-core"],
}


def main(command: list[str]) -> int:
    """Run the command with the servers it needs; its exit code."""
    environ, missing = dict(os.environ), []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-")))
        folder.chmod(0o755)
        starts: tuple[tuple[str, str, Callable[[Path, ExitStack], str]], ...] = (
            ("PostgreSQL", "TEST_POSTGRESQL", start_postgresql),
            ("Redis", "TEST_REDIS", start_redis),
            ("Chromium", "TEST_CHROMIUM", find_chromium),
        )
        for name, variable, start in starts:
            try:
                environ[variable] = start(folder, stack)
            except (OSError, subprocess.SubprocessError, LookupError) as error:
                missing.append(f"{name} ({error})")
                print(f"{name} is not to be had here: {error}", file=sys.stderr)
        status = subprocess.run(command, env=environ, check=False).returncode
    if missing:
        print(f"{len(missing)} of 3 could not run, and their tests did not: {'; '.join(missing)}")
        return status or 1
    return status


def install(name: str) -> None:
    """Install Debian's package, as root only. Raises LookupError when that is not possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise LookupError(f"install {' and '.join(DEBIAN[name])}")
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN[name]]):
        subprocess.run(["apt-get", "-qq", *arguments], env=environ, check=True, stdout=subprocess.DEVNULL)


def find_chromium(_folder: Path, _stack: ExitStack) -> str:
    """Where Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    fonts = Path("/usr/share/fonts/truetype/noto/NotoNastaliqUrdu-Regular.ttf")
    if not any(map(shutil.which, names)) or not (fonts.exists() or os.geteuid()):
        try:
            install("chromium")
        except LookupError:
            return _browser_of_playwright()
    return next(found for name in names if (found := shutil.which(name)))


def _browser_of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True, stdout=subprocess.DEVNULL)
    with sync_playwright() as playwright:
        return str(playwright.chromium.executable_path)


def start_redis(folder: Path, stack: ExitStack) -> str:
    """A Redis that keeps nothing on the disk."""
    if not shutil.which("redis-server"):
        install("redis")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    start(command, stack)
    wait_for(port)
    return f"redis://127.0.0.1:{port}/0"


def start_postgresql(folder: Path, stack: ExitStack) -> str:
    """A PostgreSQL in a folder of its own; as another user when we are root, because it refuses root."""
    if not _postgresql():
        install("postgresql")
    programs = _postgresql()
    if not programs:
        raise LookupError("PostgreSQL's programs were not found")
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    user = _another_user() if os.geteuid() == 0 else None
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid} if user else {}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **as_user,  # type: ignore[call-overload]
    )
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}", "-c", "fsync=off"]
    start([str(programs / "postgres"), "-D", str(data), "-p", str(port), *options], stack, **as_user)
    wait_for(port)
    return f"postgresql://portal@127.0.0.1:{port}/postgres"


def _postgresql() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _another_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL refuses root, and there is no other user to run it")


def start(command: list[str], stack: ExitStack, **options: int) -> None:
    """Start a server that ends with us."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **options)  # type: ignore[call-overload]

    def stop() -> None:
        process.terminate()
        process.wait(20)

    stack.callback(stop)


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until something answers there. Raises LookupError after 30 seconds."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            time.sleep(0.2)
            return
    raise LookupError("it did not start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
