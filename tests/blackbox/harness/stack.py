"""Everything that runs: PostgreSQL, Redis, the simulator and replicas of ingest and callbacks."""

import contextlib

import requests

from harness import accounts, places, programs
from harness.client import Caller
from harness.contract import Contract
from harness.postgres import Postgres
from harness.proxy import RoundRobin
from harness.redis_server import Redis
from harness.simulator import Simulator
from harness.together import together
from harness.waiting import until


class Stack:
    def __init__(self, ingests=2, callbacks=2, database=Postgres):
        self.folder = places.Folder()
        self.secret = accounts.Secrets()
        self.postgres = database(self.folder)
        self.redis = Redis(self.folder)
        self._counts = ingests, callbacks
        self._started = []
        self.ingests, self.callbacks = [], []
        self.simulator = self.contract = self.demo = self.notify_balancer = None

    def start(self):
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self):
        self.postgres.create()
        self.redis.start()
        ingests, callbacks = self._counts
        self.simulator = self._add("simulator", "simulator", {})
        shared = programs.shared_settings(self.postgres, self.redis, self.secret)
        for number in range(1, callbacks + 1):
            self.callbacks.append(self._add("callbacks", f"callbacks-{number}", {**shared, **programs.callbacks_settings()}))
        self.notify_balancer = RoundRobin([each.port for each in self.callbacks])
        for number in range(1, ingests + 1):
            self.ingests.append(self._add("ingest", f"ingest-{number}", {
                **shared, **programs.ingest_settings(self.secret, self.notify_balancer.url),
                "LUNCHRUSH_CASHIER_URL": f"{self.simulator.url}/cashier"}))
        made = accounts.make_accounts(self.folder, self.simulator.url)
        self.simulator.add_settings(programs.simulator_settings(self.folder, made))
        self.demo = accounts.migrate(self.postgres, self.secret, accounts.ours(made, self.notify_balancer.url))
        for program in self._started:
            program.start()
        self.contract = Contract(requests.get(f"{self.ingests[0].url}/openapi.json", timeout=10).json())

    @contextlib.contextmanager
    def another(self, kind, name, **settings):
        """One more replica of ingest or callbacks, with settings of its own, as long as the block lasts."""
        own = (programs.ingest_settings(self.secret, self.notify_balancer.url) if kind == "ingest"
               else programs.callbacks_settings())
        shared = programs.shared_settings(self.postgres, self.redis, self.secret)
        program = programs.Program(kind, name, self.folder.logs, {**shared, **own, **settings})
        program.start()
        try:
            yield program
        finally:
            program.stop()

    def _add(self, kind, name, settings):
        program = (Simulator if kind == "simulator" else programs.Program)(kind, name, self.folder.logs, settings)
        self._started.append(program)
        return program

    def heal(self):
        """Whatever a test left broken runs again."""
        self.simulator.clear_script_if_alive()
        database_was_away = not self.postgres.alive()
        if database_was_away:
            self.postgres.start()
        if not self.redis.alive():
            self.redis.start()
        for program in self._started:
            if not program.process.alive():
                program.start()
        if database_was_away:
            self.recovered()

    def recovered(self):
        """Waits until the database is back for everybody: each program keeps connections, and finds out one by one which
        of them are dead."""
        for program in self._started:
            until(program.ready, f"{program.name} is ready again")
        until(lambda: all(together([lambda replica=replica: self._orders_and_reads(replica)
                                    for replica in range(len(self.ingests)) for _ in range(6)])), "no connection is dead")

    def _orders_and_reads(self, replica):
        staff = Caller(self, self.demo["LUNCHRUSH_STAFF_KEY"], replica)
        placed = staff.place({"store_id": int(self.demo["LUNCHRUSH_STORE_ID"]), "channel": "pos", "service": {"kind": "takeout"},
                              "lines": [{"sku": "gongbao", "quantity": 1}]}, expect=None)
        if placed.status_code != 201:
            return False
        order = placed.json()["order"]["id"]
        return staff.start_payment(order, "cash", expect=None).status_code == 201 and staff.get(
            f"/v1/orders/{order}", expect=None).status_code == 200

    def stop(self):
        """Clients before servers; a program that does not end well is told at the end, after all have ended."""
        faults = []
        ends = [part.stop for part in (*reversed(self._started), self.notify_balancer, self.redis) if part is not None]
        for end in [*ends, self.postgres.stop_at_once]:  # nobody needs its data any more
            try:
                end()
            except AssertionError as fault:
                faults.append(str(fault))
        assert not faults, "\n".join(faults)
