"""A line for each request, with the endpoint's name: never its path or query, nor who asked or from where."""

import logging
import secrets
from time import perf_counter

from flask import Flask, Response, g, request

from portal.logs import portal as log
from portal.web import counting

QUIET = frozenset({"static", "assets.static", "health.alive", "health.ready", "health.metrics"})


def install(app: Flask) -> None:
    """Time, count and log every request."""
    # Before everything else, so that what the guards refuse is timed too.
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(end)


def begin() -> None:
    """A request begins."""
    g.began = perf_counter()


def end(response: Response) -> Response:
    """A request is answered."""
    began = g.get("began")
    seconds = perf_counter() - began if began is not None else 0.0
    endpoint = request.endpoint or "none"
    counting.count(endpoint, request.method, response.status_code, seconds)
    level = logging.DEBUG if endpoint in QUIET and response.status_code < 400 else logging.INFO
    if log.isEnabledFor(level):
        log.log(
            level,
            "answered",
            extra={
                "endpoint": endpoint,
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
                "request": secrets.token_hex(8),
            },
        )
    return response
