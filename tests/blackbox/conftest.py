"""One stack for all tests: two replicas of ingest and of callbacks, one simulator, a database and a Redis of their own.
Tests share nothing but these: each makes its own store. After each, what was broken is started again, everything comes to
rest, and the invariants are looked at."""

import pytest

from harness import verify
from harness.stack import Stack
from harness.stores import Store


def pytest_addoption(parser):
    parser.addoption("--keep", action="store_true", help="keep the folder of logs even when all is well")


@pytest.fixture(scope="session")
def stack(request):
    running = Stack(ingests=2, callbacks=2).start()
    yield running
    try:
        running.stop()
    finally:
        if request.session.testsfailed or request.config.getoption("keep"):
            print(f"\nthe programs' logs: {running.folder.logs}")
        else:
            running.folder.remove()


@pytest.fixture(autouse=True)
def invariants_hold_afterwards(stack):
    yield
    stack.heal()
    verify.at_rest(stack)


COMBINATIONS = pytest.StashKey[list]()


@pytest.fixture
def combinations(request):
    """What a test of roles has tried, for the count at the end."""
    return request.config.stash.setdefault(COMBINATIONS, [])


def pytest_terminal_summary(terminalreporter, config):
    if tried := config.stash.get(COMBINATIONS, None):
        terminalreporter.write_line(f"roles: {len(set(tried))} combinations of route, caller and object or member")


@pytest.fixture
def new_store(stack):
    """Makes stores with the policy a test wants: new_store(payment_expiry_seconds=1, revive_late=False)."""
    return lambda **policy: Store(stack, **policy)


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def guest(store):
    return store.guest()


@pytest.fixture
def simulator(stack):
    return stack.simulator
