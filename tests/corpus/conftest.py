"""One ingest with PostgreSQL and Redis, and HAProxy in front of it."""

import pytest

from harness.stack import Stack
from harness.stores import Store
from haproxy import HAProxy
from listener import Edge


@pytest.fixture(scope="session")
def stack(request):
    running = Stack(ingests=1, callbacks=0).start()
    yield running
    try:
        running.stop()
    finally:
        if request.session.testsfailed:
            print(f"\nthe programs' logs: {running.folder.logs}")
        else:
            running.folder.remove()


@pytest.fixture(scope="session")
def store(stack):
    return Store(stack)


@pytest.fixture(scope="session")
def edge(stack, store):
    return Edge(stack, store)


@pytest.fixture(scope="session")
def haproxy(stack):
    running = HAProxy(stack.folder, stack.ingests[0].port)
    running.start()
    yield running
    running.stop()
