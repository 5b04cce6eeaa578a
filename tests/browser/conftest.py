"""A real server and a real browser: Chromium as the phone, and axe as the strictest visitor."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.elsewhere import elsewhere

CHROMIUM = os.environ.get("TEST_CHROMIUM", "")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PHONE, NARROW, DESK = {"width": 360, "height": 640}, {"width": 320, "height": 568}, {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser its tests do not run, and the summary says so by name."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: `make test` finds or installs one"))


class Site:
    """A portal of its own, served as in real life."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.environ = kept | {"PORTAL_INSTANCE": str(folder), "PORTAL_DEMO": "1", "PORTAL_LOG_LEVEL": "INFO"}
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def portal(self, *arguments: str) -> str:
        """Run a command of the portal and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "portal", *arguments], env=self.environ, check=True, capture_output=True, text=True
        )
        return done.stdout

    def start(self) -> None:
        """Serve, with the worker."""
        command = [sys.executable, "-m", "portal", "serve", "--port", str(self.port), "--with-worker"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log, start_new_session=True)
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        """Stop serving, as a supervisor would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served for the whole run."""
    made = Site(tmp_path_factory.mktemp("site"))
    made.portal("upgrade")
    made.portal("demo")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, which reaches this machine only."""
    with elsewhere(tmp_path_factory.mktemp("elsewhere")) as flags, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        yield chromium
        chromium.close()


Opened = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opened]:
    """Opens a page as a new visitor: `open_page("/", viewport=PHONE, java_script_enabled=False, …)`."""
    contexts: list[BrowserContext] = []

    def open_(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=site.url, **({"viewport": PHONE} | options))
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.scripted = options.get("java_script_enabled", True)  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


def axe_faults(page: Page) -> list[str]:
    """What axe finds wrong, one line each."""
    if not getattr(page, "scripted", True):
        return _axe_faults_of_a_still_page(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{fault['id']}: {fault['help']} at {node['target']}" for fault in found for node in fault["nodes"]]


def _axe_faults_of_a_still_page(page: Page) -> list[str]:
    # axe waits for timers, which never ring where scripts are off. So it looks at the same page, with its own scripts
    # taken out, in a browser window where scripts may run.
    still = re.sub(r"<script\b.*?</script>|</?noscript>", "", page.content(), flags=re.S)
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size)
    try:
        twin = context.new_page()
        twin.route(page.url, lambda route: route.fulfill(body=still, content_type="text/html"))
        twin.goto(page.url)
        return axe_faults(twin)
    finally:
        context.close()


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
