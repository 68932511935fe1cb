"""Slow heads, slow bodies, slow readers: hundreds at once, each let go at an absolute deadline, and others are served meanwhile."""

import selectors
import socket

import pytest

import entries
import wire
from harness import programs
from harness.waiting import equals, until

SLOW_COUNT = 200
READERS_COUNT = 20
PIPELINED_COUNT = 400  # times the OpenAPI document: far more than the kernel keeps for one connection
DEADLINE_MS = 500


@pytest.fixture(scope="module", name="hasty")
def start_hasty(stack):
    """An ingest whose deadlines are short."""
    settings = {f"LUNCHRUSH_INGEST_{name}_DEADLINE_MS": str(DEADLINE_MS) for name in ("HEADER", "BODY", "WRITE")}
    program = programs.Program("ingest", "ingest-hasty", stack.folder.logs, {
        **programs.shared_settings(stack.postgres, stack.redis, stack.secret),
        **programs.ingest_settings(stack.secret, "http://127.0.0.1:9"), **settings})
    program.start()
    yield program
    program.stop()


class Slow:
    """Says the beginning, then a byte at a time, for as long as anybody listens."""

    def __init__(self, port, beginning):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(beginning)
        self.socket.setblocking(False)
        self.heard, self.ended = b"", False

    def trickle(self):
        try:
            self.socket.send(b"x")
        except BlockingIOError:
            pass
        except OSError:
            self.ended = True

    def listen(self):
        try:
            chunk = self.socket.recv(65536)
            self.heard += chunk
            self.ended = self.ended or not chunk
        except BlockingIOError:
            pass
        except OSError:
            self.ended = True


def trickle_until_all_ended(port, beginning, meanwhile):
    slow = [Slow(port, beginning) for _ in range(SLOW_COUNT)]
    with selectors.DefaultSelector() as selector:
        for one in slow:
            selector.register(one.socket, selectors.EVENT_READ, one)

        def all_ended():
            for key, _ in selector.select(timeout=0):
                key.data.listen()
            for one in slow:
                if not one.ended and not one.heard:
                    one.trickle()
                if one.ended and one.socket in selector.get_map():
                    selector.unregister(one.socket)
            meanwhile()
            return all(one.ended for one in slow)

        until(all_ended, "every slow one was let go", 30)
    for one in slow:
        one.socket.close()
    return slow


def served(edge, port):
    heard = wire.talk(port, entries.request(edge.caller(edge.fresh_id("quick")), edge.words("")["order"]), 1)
    assert [answer.status for answer in heard.answers] == [201], f"an honest guest heard {heard}"


def hit(program, limit):
    return program.metric("lunchrush_http_limits_hit_total", server="api", limit=limit)


def open_connections(program):
    return program.metric("lunchrush_http_connections", server="api")


@pytest.mark.parametrize("limit, beginning", [
    ("header_deadline", b"POST /v1/orders HTTP/1.1\r\nHost: lunchrush\r\nX-Slow: "),
    ("header_deadline", b"PO"),
    ("body_deadline", b"POST /v1/orders HTTP/1.1\r\nHost: lunchrush\r\nContent-Length: 60000\r\n\r\n"),
    ("body_deadline", b"POST /v1/orders HTTP/1.1\r\nHost: lunchrush\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n"),
], ids=["header", "method", "body", "chunk"])
def test_whoever_trickles_is_let_go_at_an_absolute_deadline_and_others_are_served_rows_6_7(edge, hasty, limit, beginning):
    before = hit(hasty, limit)
    slow = trickle_until_all_ended(hasty.port, beginning, lambda: served(edge, hasty.port))
    wanted = b"HTTP/1.1 400 " if beginning == b"PO" else b"HTTP/1.1 408 "  # "POxxx" is no method
    assert {one.heard[:len(wanted)] for one in slow} <= {wanted, b""}
    if wanted != b"HTTP/1.1 400 ":
        equals(lambda: hit(hasty, limit) - before, SLOW_COUNT, "each is counted under the limit's name")
    equals(lambda: open_connections(hasty), 0, "no connection is left")


def test_whoever_does_not_read_his_answers_is_let_go_row_7(edge, hasty):
    before, memory = hit(hasty, "write_deadline"), hasty.process.resident_kb()
    readers = []
    for _ in range(READERS_COUNT):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", hasty.port))
        reader.setblocking(False)
        reader.send(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * PIPELINED_COUNT)
        readers.append(reader)
    served(edge, hasty.port)
    equals(lambda: hit(hasty, "write_deadline") - before, READERS_COUNT, "each is counted under the limit's name", 30)
    equals(lambda: open_connections(hasty), 0, "no connection is left")
    assert hasty.process.resident_kb() - memory < READERS_COUNT * 1024
    for reader in readers:
        reader.close()
    served(edge, hasty.port)
