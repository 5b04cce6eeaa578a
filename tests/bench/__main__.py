"""Measures the budgets and prints them as a table; the same as JSON in build/bench.json.

Every ratio is the median over paired slices: ours and the bare page's, turn by turn, so that a slow minute slows both.
"""

import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import queue, servers
from tests.bench.load import Slice, exchange, get, post, run

ROUNDS, SECONDS, CONNECTIONS = 9, 2.0, 16
WORDS = "Nobody told me that my worker was leaving. I waited all day and she did not come."


def main() -> int:
    """Measure everything; exit 1 when a budget is missed."""
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder))
    print(f"\n{'What':<58}{'Measured':>12}{'Budget':>12}")
    for row in rows:
        verdict = "" if row["ok"] else "   MISSED"
        print(f"{row['what']:<58}{row['measured']:>12}{row['budget']:>12}{verdict}")
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps(rows, indent=2) + "\n")
    return 0 if all(row["ok"] for row in rows) else 1


def measure(folder: Path) -> list[dict[str, object]]:
    """Every row of the table."""
    environ = {"PORTAL_INSTANCE": str(folder), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-m", "portal", "upgrade"], env=environ, check=True, stdout=subprocess.DEVNULL)
    # As an installed wheel has it, also where Python is told not to keep what it compiles.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "portal", "tests/bench"], check=True)
    rows = cold_starts(folder) + team(folder)
    ours, theirs = servers.free_port(), servers.free_port()
    with servers.portal(folder, ours) as portal, servers.bare(folder, theirs) as bare:
        if not (servers.answers(ours) and servers.answers(theirs)):
            raise RuntimeError("a server did not start")
        rows += sizes(ours)
        rows += pages(ours, theirs, portal.pid, bare.pid)
        rows += sending(ours, theirs, portal.pid, bare.pid)
        rows.append(row("Memory, 2 workers after load, x bare", servers.memory(portal.pid) / servers.memory(bare.pid), most=1.8))
    return rows


def row(what: str, measured: float, *, most: float | None = None, least: float | None = None) -> dict[str, object]:
    """One line: what, how much, and whether that keeps to the budget."""
    ok = (most is None or measured <= most) and (least is None or measured >= least)
    budget = f"<= {most:g}" if most is not None else f">= {least:g}" if least is not None else ""
    shown = f"{measured:,.0f}" if measured >= 100 else f"{measured:.2f}"
    return {"what": what, "measured": shown, "value": round(measured, 4), "budget": budget, "ok": ok}


def cold_starts(folder: Path) -> list[dict[str, object]]:
    """From starting the process to the first whole page."""
    ratios, seconds = [], []
    for _ in range(ROUNDS):
        times = []
        for start in (servers.portal, servers.bare):
            port, began = servers.free_port(), time.perf_counter()
            with start(folder, port):
                servers.answers(port)
                times.append(time.perf_counter() - began)
        ratios.append(times[0] / times[1])
        seconds.append(times[0])
    return [
        row("Cold start, x bare", statistics.median(ratios), most=2.5),
        row("Cold start, seconds", statistics.median(seconds)),
    ]


def team(folder: Path) -> list[dict[str, object]]:
    """The team's pages among many cases, as multiples of the same pages among few."""
    among = f"{queue.MANY:,} cases, x {queue.FEW:,}"
    return [
        row(f"{name}, {among}", ratio, most=2.0 if name.startswith("Found") else 1.2)
        for name, ratio in queue.ratios(folder).items()
    ]


def sizes(port: int) -> list[dict[str, object]]:
    """Bytes over the wire, heads included, as a phone with an empty cache and with a warm one."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        html = exchange(connection, get(port, "/"))
        plain = exchange(connection, get(port, "/").replace(b"gzip", b"identity"))
        names = re.findall(rb'(?:href|src)="(/static/[^"]+)"', plain)
        files = {name.decode(): exchange(connection, get(port, name.decode())) for name in dict.fromkeys(names)}
        answer, shown, more = journey(connection, port, plain, set(files))
    rows = [row("Bytes until a child can type", len(html) + sum(map(len, files.values())), most=14_600)]
    rows.append(row("  of these, the page", len(html)))
    rows += [row(f"  of these, {name.rpartition('/')[2]}", len(body)) for name, body in files.items()]
    rows.append(row("Requests until a child can type", 1 + len(files), most=3))
    warm = len(html) + len(answer) + len(shown)
    cold = warm + sum(map(len, files.values())) + more
    rows.append(row("Whole journey, scan to code, cold", cold, most=30 * 1024))
    rows.append(row("Whole journey, scan to code, warm", warm, most=10 * 1024))
    return rows


def journey(connection: socket.socket, port: int, page: bytes, had: set[str]) -> tuple[bytes, bytes, int]:
    """Send the form as the page's script does, and open the page with the code."""
    cookies = "Cookie: c=1"
    answer = exchange(connection, post(port, "/tell", form(page, "bench-journey-1"), cookies, "Accept: application/json"))
    sent = re.search(rb"[Ss]et-[Cc]ookie: (sent=[^;]+)", answer)
    if sent is None:
        raise RuntimeError("the form was not taken: " + answer[:200].decode("latin-1"))
    shown = exchange(connection, get(port, "/sent", f"{cookies}; {sent[1].decode()}"))
    clear = exchange(connection, get(port, "/sent", f"{cookies}; {sent[1].decode()}").replace(b"gzip", b"identity"))
    names = {name.decode() for name in re.findall(rb'(?:href|src)="(/static/[^"]+)"', clear)} - had
    return answer, shown, sum(len(exchange(connection, get(port, name))) for name in sorted(names))


def form(page: bytes, once: str) -> bytes:
    """The body of a complaint."""
    return unsent(page) + once.encode()


def unsent(page: bytes) -> bytes:
    """The body of a complaint up to its ``once``."""
    found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no token")
    return urlencode({"kind": "complaint", "words": WORDS, "csrf_token": found[1].decode()}).encode() + b"&once="


def pages(ours: int, theirs: int, our_pid: int, their_pid: int) -> list[dict[str, object]]:
    """The form page against the bare page, and the processor time of each."""
    rates, costs = [], []
    for _ in range(ROUNDS):
        cost, slices = [], []
        for port, pid in ((ours, our_pid), (theirs, their_pid)):
            before = servers.cpu_seconds(pid)
            request = get(port, "/")
            slices.append(run(port, lambda _number, request=request: request, connections=CONNECTIONS, seconds=SECONDS))
            cost.append((servers.cpu_seconds(pid) - before) / len(slices[-1].latencies))
        rates.append(slices[0].rate / slices[1].rate)
        costs.append(cost[0] / cost[1])
    return [
        row("Form page, rate x bare page", statistics.median(rates), least=0.8),
        row("Form page, processor x bare page", statistics.median(costs), most=1.3),
    ]


def sending(ours: int, theirs: int, our_pid: int, their_pid: int) -> list[dict[str, object]]:
    """POST /tell against a bare POST of one durable row."""
    with socket.create_connection(("127.0.0.1", ours)) as connection:
        page = exchange(connection, get(ours, "/").replace(b"gzip", b"identity"))
    run_id = time.time_ns()
    plain = post(theirs, "/tell", urlencode({"kind": "complaint", "words": WORDS}).encode())

    body = unsent(page)

    def told(number: int) -> bytes:
        return post(ours, "/tell", body + f"bench-{run_id}-{number}".encode())

    rates, tails, costs, errors = [], [], [], 0
    for turn in range(ROUNDS):
        run_id += turn
        spent = [servers.cpu_seconds(our_pid), servers.cpu_seconds(their_pid)]
        mine = run(ours, told, connections=CONNECTIONS, seconds=SECONDS)
        bare = run(theirs, lambda _number: plain, connections=CONNECTIONS, seconds=SECONDS)
        cost = (servers.cpu_seconds(our_pid) - spent[0]) / len(mine.latencies)
        costs.append(cost / ((servers.cpu_seconds(their_pid) - spent[1]) / len(bare.latencies)))
        rates.append(mine.rate / bare.rate)
        tails.append(mine.percentile(0.99) / bare.percentile(0.99))
        errors += mine.errors
    run_id += ROUNDS
    crowd: Slice = run(ours, told, connections=64, seconds=SECONDS)
    return [
        row("POST /tell, rate x bare POST", statistics.median(rates), least=0.6),
        row("POST /tell, processor x bare POST", statistics.median(costs)),
        row("POST /tell, p99 x bare POST", statistics.median(tails), most=2.5),
        row("POST /tell, errors at 16 and 64 connections", errors + crowd.errors, most=0),
        row("POST /tell, a second at 64 connections", crowd.rate),
    ]


if __name__ == "__main__":
    sys.exit(main())
