"""PostgreSQL's machine fails under it: backends killed between commit and answer, disks that err or are full, no more
connections. What was acknowledged is there, what is unknown is found out, and nothing is there by half."""

import errno
import os
import subprocess

import psycopg2
import pytest

from harness import verify
from harness.client import new_key
from harness.gateways import becomes, started
from harness.postgres import SERVER_USER, Postgres
from harness.stack import Stack
from harness.stores import Store
from harness.strace import Injected
from harness.together import Meanwhile, together
from harness.waiting import until
from test_crashes import place_somewhere

SMALL_DISK_MB = 256


def backends(stack, of=""):
    """Those of ingest; `of` is how the last statement that they ran begins."""
    return [row["pid"] for row in stack.postgres.rows(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'lunchrush-ingest' AND position(%s IN query) > 0", of)]


def logged(stack, words):
    return words in stack.postgres.process.log.read_text(errors="replace")


def forty_orders(stack, store, fault):
    """While `fault` happens to the backends that place orders; each is asked again until it is answered for good."""
    answers = {}
    for replica, program in enumerate(stack.ingests):
        program.restart()  # it has met no rivals yet, and places a batch in one statement
        store.kiosk.at(replica).place(store.order_body("tea"))
    lanes = backends(stack, of="insert_orders_if_new.sql for a single order")
    assert len(lanes) >= 2

    def order(number):
        key = f"order-{number}"
        answers[key] = place_somewhere(store, store.order_body("tea"), key, first=number % 2)

    with Injected(lanes, fault):
        together([lambda number=number: order(number) for number in range(40)])
    stack.recovered()
    assert {answer.status_code for answer in answers.values()} == {201}
    assert len(answers) == 40 and store.orders_count() == 42
    stack.redis.flush()
    for key, answer in list(answers.items())[::8]:
        assert place_somewhere(store, store.order_body("tea"), key).content == answer.content


def test_a_backend_killed_as_it_answers_a_commit_leaves_it_unknown_and_it_is_found_row_37(stack, store):
    """kill -9 at its first send after the commit: the server restarts all its backends, with every batch in doubt."""
    forty_orders(stack, store, "sendto:signal=KILL:when=1")
    assert logged(stack, "was terminated by signal 9"), "nobody was killed"
    assert sum(program.metric("lunchrush_commits_in_doubt_total") for program in stack.ingests) > 0  # they began anew


def test_a_disk_that_fails_to_sync_is_not_believed_and_loses_nothing_row_40(stack, store):
    """fdatasync of the WAL says EIO: PostgreSQL panics, whoever waited does not know, and asks again."""
    forty_orders(stack, store, "fdatasync,fsync:error=EIO:when=1")
    assert logged(stack, "PANIC"), "no sync failed"


def test_without_a_free_connection_requests_are_refused_and_go_on_when_there_is_one_row_42(stack, store):
    held = []

    def take_all():
        try:
            held.append(psycopg2.connect(stack.postgres.url, connect_timeout=5))
        except psycopg2.OperationalError:
            pass

    def none_is_left():
        before = len(held)
        take_all()
        return len(held) == before

    body, key = store.order_body("tea"), new_key()
    try:
        until(lambda: not take_all() and len(held) > 150, "most are taken", seconds=30)
        with Meanwhile(take_all):
            def drive_out():
                return not [stack.postgres.rows("SELECT pg_terminate_backend(%s)", pid) for pid in backends(stack)]
            until(lambda: drive_out() and none_is_left() and drive_out() and none_is_left(), "the programs have none", seconds=30)
            for replica in (0, 1):
                answer = store.pos.at(replica).place(body, key=key, expect=503)
                assert answer.json()["retryable"] is True and int(answer.headers["Retry-After"]) > 0
    finally:
        for connection in held:
            connection.close()
    until(lambda: store.pos.place(body, key=key, expect=None).status_code == 201, "orders are taken again")
    assert store.orders_count() == 1
    stack.recovered()


class OnSmallDisk(Postgres):
    """Its data, WAL and all, on a file system of their own that a test fills."""

    def make_folder(self):
        super().make_folder()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m,mode=700,uid={SERVER_USER},gid={SERVER_USER}",
                        "lunchrush-test", self.data], check=True)

    @property
    def _filling(self):
        return self.data / "filling"

    def fill(self, room=0):
        """Takes what is free but for `room`; again when the server took some of it first."""
        with open(self._filling, "wb") as filling:
            while not self._take(filling, room):
                continue

    def _take(self, filling, room):
        disk = os.statvfs(self.data)
        try:
            os.posix_fallocate(filling.fileno(), 0, disk.f_bavail * disk.f_frsize - room)
            return True
        except OSError as full:
            if full.errno != errno.ENOSPC:
                raise
            return False

    def make_room(self):
        self._filling.unlink(missing_ok=True)

    def stop_at_once(self):
        super().stop_at_once()
        if os.path.ismount(self.data) and self.at_end:
            subprocess.run(["umount", self.data], check=True)

    at_end = False


@pytest.fixture(scope="module")
def small():
    if os.getuid() != 0:
        pytest.skip("only root mounts a disk to fill")
    running = Stack(ingests=1, callbacks=1, database=OnSmallDisk).start()
    yield running
    running.postgres.at_end = True
    running.stop()
    running.folder.remove()


@pytest.mark.parametrize("what", ["a table", "WAL"])
def test_a_full_disk_refuses_orders_whole_and_notifications_come_again_row_41(small, what):
    store = Store(small)
    order = store.placed()
    payment = started(store.staff, order, "wechat_native")["id"]
    acknowledged, refused = {}, {}

    def place():
        key = new_key()
        answer = store.pos.place(store.order_body("tea", note="x" * 200), key=key, expect=None)
        (acknowledged if answer.status_code == 201 else refused)[key] = answer
        return answer.status_code

    small.postgres.fill()
    if what == "WAL":
        def until_wal_is_full():
            small.postgres.rows("SELECT pg_switch_wal()")
            return place() != 201
        until(until_wal_is_full, "WAL cannot grow", seconds=60)
    else:
        until(lambda: place() != 201, "the table cannot grow", seconds=60)
    for _ in range(20):
        place()
    for answer in refused.values():
        assert answer.status_code == 503 and answer.json()["retryable"] is True, answer.text
    unstored = small.callbacks[0].metric("lunchrush_notifications_unstored_total")
    small.simulator.pay(payment)
    until(lambda: small.callbacks[0].metric("lunchrush_notifications_unstored_total") > unstored
          or store.staff.get(f"/v1/orders/{order}", expect=None).status_code == 200, "its notification was refused, or fitted in")
    small.postgres.make_room()

    def taken_again():
        small.heal()  # again and again: a server that was still dying when there was room is alive once more, and then not
        return place() == 201
    until(taken_again, "orders are taken again", seconds=30)
    becomes(store.staff, order, "accepted", seconds=30)
    for key, answer in refused.items():
        until(lambda key=key: store.pos.place(store.order_body("tea", note="x" * 200), key=key, expect=None).status_code == 201, "placed at last")
    assert store.orders_count() == len(acknowledged) + len([key for key in refused if key not in acknowledged]) + 1
    verify.at_rest(small)
