"""For machines that watch: is it alive, is it ready, how much does it do."""

import hmac
import ipaddress
import os
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from portal.services import readiness
from portal.services.storing import Unavailable
from portal.web import counting
from portal.web.wiring import PUBLIC, calendar, may, now, portal, settings

health = Blueprint("health", __name__)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@health.get("/healthz")
@may(PUBLIC)
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="alive")


@health.get("/readyz")
@may(PUBLIC)
def ready() -> tuple[Response, int]:
    """Whether requests can be served as they should be, and which checks fail."""
    failing = readiness.failing(portal().database, now=now(), calendar=calendar())
    checks = {name: name not in failing for name in readiness.CHECKS}
    status = "not ready" if failing else "ready"
    return jsonify(status=status, failing=failing, checks=checks), 503 if failing else 200


@health.get("/metrics")
@may(PUBLIC)
def metrics() -> Response:
    """Figures for Prometheus: from this machine itself, or with the token."""
    if not (_from_this_machine() or _with_token()):
        abort(404)
    from prometheus_client import CollectorRegistry, exposition

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return Response(exposition.generate_latest(registry), mimetype="text/plain; version=0.0.4; charset=utf-8")


def _from_this_machine() -> bool:
    # Behind a proxy every request comes from this machine, so there only the token counts.
    if settings().proxies or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _with_token() -> bool:
    token = settings().metrics_token
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


class Figures:
    """What this process counted and what the database holds, in the words of Prometheus."""

    def collect(self) -> Iterator[Any]:
        """Every figure. With several server processes each answers for itself, under its own ``process``."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        process = str(os.getpid())
        requests = CounterMetricFamily(
            "portal_requests", "Requests answered.", labels=["endpoint", "method", "status", "process"]
        )
        seconds = HistogramMetricFamily(
            "portal_request_seconds", "Seconds that requests took.", labels=["endpoint", "method", "status", "process"]
        )
        for labels, tally in counting.tallies():
            requests.add_metric([*labels, process], tally.requests)
            seconds.add_metric([*labels, process], list(_cumulative(tally)), tally.seconds)
        yield from (requests, seconds)
        try:
            received, waiting, given_up = readiness.figures(portal().database)
        except Unavailable:
            return
        cases = CounterMetricFamily("portal_cases_received", "Cases received.", labels=["kind"])
        for kind, number in received.items():
            cases.add_metric([kind], number)
        yield cases
        yield GaugeMetricFamily("portal_outbox_waiting", "Jobs that are not done.", value=waiting)
        yield GaugeMetricFamily("portal_outbox_given_up", "Jobs that failed too often to be tried again.", value=given_up)


def _cumulative(tally: counting.Tally) -> Iterator[tuple[str, float]]:
    total = 0
    for bound, number in zip((*counting.BOUNDS, float("inf")), tally.buckets, strict=True):
        total += number
        yield ("+Inf" if bound == float("inf") else str(bound)), float(total)
