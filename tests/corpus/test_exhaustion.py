"""No descriptor left, and a log that nobody reads: those who are served go on being served."""

import os
import socket

import entries
import wire
from harness import places, programs
from harness.waiting import until

DESCRIPTORS_COUNT = 200
ORDERS_COUNT = 20
REQUESTS_COUNT = 3000  # a pipe holds a few hundred lines


def start(stack, name, kind=programs.Program):
    program = kind("ingest", name, stack.folder.logs, {
        **programs.shared_settings(stack.postgres, stack.redis, stack.secret),
        **programs.ingest_settings(stack.secret, "http://127.0.0.1:9")})
    program.start()
    return program


def order(edge, connection):
    """Places one on a connection that is open; the statuses heard."""
    connection.sendall(entries.request(edge.caller(edge.fresh_id("order")), edge.words("")["order"]))
    return [answer.status for answer in wire.listen(connection, wire.Heard([], False, b""), 1).answers]


class Narrow(programs.Program):
    """Started with few descriptors."""

    def start(self, **changes):
        command = ["prlimit", f"--nofile={DESCRIPTORS_COUNT}:{DESCRIPTORS_COUNT}", "--", places.program(self.kind)]
        self.process.start(command, {**self.settings, **changes})
        self.process.await_answer(self.ready)


def connected(program):
    return socket.create_connection(("127.0.0.1", program.port), timeout=5)


def test_a_crowd_cannot_take_the_descriptors_that_orders_need_row_4(edge, stack):
    program = start(stack, "ingest-narrow", Narrow)
    kept = connected(program)
    crowd = [connected(program) for _ in range(DESCRIPTORS_COUNT)]
    until(lambda: program.metric("lunchrush_http_connections_refused_total", server="api") > 0, "some are refused")
    for _ in range(ORDERS_COUNT):  # by now each lane has opened its session
        assert order(edge, kept) == [201]
    for connection in crowd:
        connection.close()
    until(lambda: order(edge, connected(program)) == [201], "somebody new is served")
    assert b"cannot accept" not in program.process.log.read_bytes()
    program.stop()


def test_a_log_that_nobody_reads_costs_lines_and_nothing_else_row_22(edge, stack):
    pipe = stack.folder.logs / "ingest-mute.log"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    program = start(stack, "ingest-mute")
    heard = wire.talk(program.port, b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" * REQUESTS_COUNT, REQUESTS_COUNT)
    assert [answer.status for answer in heard.answers] == [404] * REQUESTS_COUNT
    with socket.create_connection(("127.0.0.1", program.port), timeout=5) as connection:
        assert order(edge, connection) == [201]
    program.stop()  # ends well, although its last lines cannot be told
    os.close(reader)
