"""Leave, then Back, in the engines of the other phones: nothing that was typed or sent comes back, and no code."""

import os
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from tests.browser.conftest import Site
from tests.browser.elsewhere import Weather
from tests.browser.engines import Engine, firefox, webkit

ENGINES = {"Firefox": (firefox, "TEST_FIREFOX"), "WebKit": (webkit, "TEST_WEBKIT")}
TOLD = "Kestrel and plum"
SHOWN = (
    "return document.documentElement.outerHTML + '|' +"
    " [...document.querySelectorAll('textarea, input')].map(box => box.value).join('|')"
)


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal whose Leave goes to a page about the weather on this machine."""
    weather = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    thread = threading.Thread(target=weather.serve_forever, daemon=True)
    thread.start()
    made = Site(tmp_path_factory.mktemp("leaving"))
    made.environ["PORTAL_LEAVE_URL"] = f"http://127.0.0.1:{weather.server_port}/"
    made.portal("upgrade")
    made.start()
    yield made
    made.stop()
    weather.shutdown()
    weather.server_close()
    thread.join()


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each of the engines, where it is to be had."""
    start, variable = ENGINES[request.param]
    program = os.environ.get(variable, "")
    if not program:
        pytest.skip(f"no {request.param}: `make test` installs it from Debian's packages, as root")
    with start(program) as window:
        yield window


@pytest.mark.parametrize("sent", [False, True], ids=["only typed", "sent"])
def test_after_leave_back_shows_nothing(engine: Engine, leaving: Site, sent: bool) -> None:
    engine.go(leaving.url + "/")
    engine.press("label:has(input[name=kind][value=compliment])")
    engine.type("#f-words", TOLD)
    assert TOLD in engine.run(SHOWN)
    if sent:
        engine.press("#next")
        engine.press("label:has(input[name=who][value=secret])")
        engine.press("#send")
        engine.wait("return document.querySelector('#code') !== null && document.readyState === 'complete'")
    engine.press("a.leave")
    engine.wait("return document.title === 'Weather'")
    for _ in range(5):
        engine.back()
        engine.wait("return document.readyState === 'complete'")
        shown = engine.run(SHOWN)
        assert TOLD not in shown
        assert 'id="code"' not in shown
