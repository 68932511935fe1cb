"""Clients with an address of their own: how many connections one may hold, and what becomes of those whose peer is gone."""

import contextlib
import os

import pytest

from harness.far_host import FarHost
from harness.waiting import until

MOST = 3


@pytest.fixture(name="far")
def far_host():
    if os.geteuid() != 0:
        pytest.skip("only root makes a network")
    with FarHost() as host:
        yield host


@contextlib.contextmanager
def open_to_all(stack, kind, **settings):
    upper = kind.upper()
    with stack.another(kind, f"{kind}-far", **{f"LUNCHRUSH_{upper}_ADDRESS": "0.0.0.0",
                                               **{f"LUNCHRUSH_{upper}_{name}": value for name, value in settings.items()}}) as program:
        yield program


def answered(client):
    """Whether a request on it is answered; False: it was closed instead."""
    try:
        client.sendall(b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
        return client.recv(4096).startswith(b"HTTP/1.1 404")
    except ConnectionError:
        return False


@pytest.mark.parametrize("kind", ["ingest", "callbacks"])
def test_one_address_holds_so_many_connections_and_no_more_and_others_are_served_row_9(stack, far, kind):
    with open_to_all(stack, kind, CONNECTIONS_PER_ADDRESS_MAX=str(MOST)) as program, contextlib.ExitStack() as held:
        clients = [held.enter_context(far.connect(program.port)) for _ in range(MOST)]
        assert [answered(client) for client in clients] == [True] * MOST
        assert not answered(held.enter_context(far.connect(program.port)))
        assert program.metric("lunchrush_http_connections_refused_by_address_total") == 1
        assert program.ready()
        clients[0].close()
        until(lambda: answered(held.enter_context(far.connect(program.port))), "there is room for another")


@pytest.mark.slow
def test_connections_whose_host_vanished_are_given_back_within_a_minute_row_8(stack, far):
    with open_to_all(stack, "ingest", IDLE_DEADLINE_MS="600000") as program, contextlib.ExitStack() as held:
        connections = lambda: program.metric("lunchrush_http_connections", server="api")  # noqa: E731
        before = connections()
        clients = [held.enter_context(far.connect(program.port)) for _ in range(20)]
        assert all(answered(client) for client in clients)
        assert connections() == before + 20
        far.pull_the_cable()
        until(lambda: connections() == before, "they are given back", seconds=65)
