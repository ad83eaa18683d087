"""A bounded load on this machine's own loopback, and the CPU time it costs each process."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil

Send = Callable[[http.client.HTTPConnection, int], int]


@dataclass(slots=True)
class Round:
    """One round of one route: how long each request took, and CPU seconds by process group."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failures: int = 0
    web_cpu: float = 0.0
    db_cpu: float = 0.0

    @property
    def count(self) -> int:
        """Return how many requests were answered as hoped."""
        return len(self.times)


def cpu_of(processes: Sequence[psutil.Process]) -> float:
    """Return the CPU seconds used so far by processes and those below them, dead ones apart."""
    total = 0.0
    for process in processes:
        try:
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
        for one in family:
            try:
                spent = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += spent.user + spent.system
    return total


def run_round(
    port: int,
    send: Send,
    *,
    connections: int,
    requests: int,
    web: psutil.Process,
    database: psutil.Process,
) -> Round:
    """Send ``requests`` over ``connections`` kept-alive connections to 127.0.0.1:``port``."""
    found = Round()
    lock = threading.Lock()
    turn = iter(range(requests))

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        times: list[float] = []
        failures = 0
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                break
            begin = time.perf_counter()
            status = send(connection, number)
            times.append(time.perf_counter() - begin)
            failures += status >= 400
        connection.close()
        with lock:
            found.times += times
            found.failures += failures

    before = cpu_of([web]), cpu_of([database])
    begin = time.perf_counter()
    threads = [threading.Thread(target=work) for _k in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - begin
    found.web_cpu = cpu_of([web]) - before[0]
    found.db_cpu = cpu_of([database]) - before[1]
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
