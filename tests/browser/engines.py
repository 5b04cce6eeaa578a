"""Firefox and WebKit, driven by the few commands that a test of Leave needs; each in a profile that is thrown away.

Firefox is spoken to by its own protocol (Marionette), WebKit by WebDriver over HTTP; the commands are the same.
"""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

# Each command as Firefox names it, and as WebDriver's address.
COMMANDS = {
    "begin": ("WebDriver:NewSession", "/session"),
    "go": ("WebDriver:Navigate", "/url"),
    "back": ("WebDriver:Back", "/back"),
    "run": ("WebDriver:ExecuteScript", "/execute/sync"),
    "find": ("WebDriver:FindElement", "/element"),
    "press": ("WebDriver:ElementClick", "/element/{id}/click"),
    "type": ("WebDriver:ElementSendKeys", "/element/{id}/value"),
}
PATIENCE = 30.0


class Engine:
    """A browser window. ``tell`` gives it one command and returns what came of it."""

    def __init__(self, tell: Callable[[str, dict[str, Any]], Any]) -> None:
        self._tell = tell

    def go(self, url: str) -> None:
        """Open a page."""
        self._tell("go", {"url": url})

    def back(self) -> None:
        """Press Back."""
        self._tell("back", {})

    def run(self, script: str) -> Any:
        """What a script returns."""
        return self._tell("run", {"script": script, "args": []})

    def press(self, what: str) -> None:
        """Click on what a selector finds."""
        self._tell("press", {"id": self._find(what)})

    def type(self, where: str, text: str) -> None:
        """Type into a box."""
        self._tell("type", {"id": self._find(where), "text": text})

    def wait(self, script: str) -> None:
        """Wait until a script returns something true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # While a page changes there is none to ask.
            with suppress(OSError):
                if self.run(script):
                    return
            time.sleep(0.05)
        raise TimeoutError(script)

    def _find(self, what: str) -> str:
        found = self._tell("find", {"using": "css selector", "value": what})
        found = found.get("value", found)
        return str(next(iter(found.values())))


@contextmanager
def firefox(program: str) -> Iterator[Engine]:
    """A Firefox without a screen."""
    port = _free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="firefox-")))
        (folder / "user.js").write_text(
            f'user_pref("marionette.port", {port});\nuser_pref("network.dns.disabled", true);\n'
            'user_pref("datareporting.policy.dataSubmissionEnabled", false);\nuser_pref("app.update.enabled", false);\n'
        )
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(folder), "about:blank"]
        _start(command, stack, HOME=str(folder), MOZ_HEADLESS="1")
        line = stack.enter_context(_connected(port))
        stream = stack.enter_context(line.makefile("rb"))
        _frame(stream)

        def tell(name: str, given: dict[str, Any]) -> Any:
            words = json.dumps([0, 1, COMMANDS[name][0], given]).encode()
            line.sendall(b"%d:%b" % (len(words), words))
            _kind, _number, fault, result = _frame(stream)
            if fault:
                raise OSError(str(fault))
            return result.get("value") if name == "run" else result

        tell("begin", {"strictFileInteractability": False})
        yield Engine(tell)


@contextmanager
def webkit(program: str) -> Iterator[Engine]:
    """WebKit, Safari's engine, on a screen that nobody sees."""
    port, screen = _free_port(), _free_port()
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="webkit-"))
        _start(["Xvfb", f":{screen}", "-screen", "0", "1100x900x24", "-nolisten", "tcp"], stack)
        home = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "DISPLAY": f":{screen}", "GIO_USE_VFS": "local"}
        _start([program, f"--port={port}"], stack, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", **home)
        _connected(port).close()
        root = f"http://127.0.0.1:{port}"

        def tell(name: str, given: dict[str, Any]) -> Any:
            address = COMMANDS[name][1].replace("{id}", given.get("id", ""))
            body = json.dumps(given).encode()
            request = urllib.request.Request(root + address, data=body, headers={"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read())["value"]

        options = {"binary": str(browser), "args": ["--automation"]}
        begun = tell("begin", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        root += f"/session/{begun['sessionId']}"
        yield Engine(tell)
        with suppress(OSError):
            urllib.request.urlopen(urllib.request.Request(root, method="DELETE"), timeout=PATIENCE).close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(command: list[str], stack: ExitStack, **more: str) -> None:
    process = subprocess.Popen(
        command, env=os.environ | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )

    def stop() -> None:
        # A browser is many processes; the session that was made for it holds them all.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    stack.callback(stop)


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _frame(stream: Any) -> Any:
    length = b""
    while (letter := stream.read(1)) != b":":
        if not letter:
            raise OSError("the browser is gone")
        length += letter
    return json.loads(stream.read(int(length)))
