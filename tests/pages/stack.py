#!/usr/bin/python3
"""The black-box stack for tests that are not written in Python: one JSON object a line in, one out, until the input ends.

  {"do": "store", "policy": {…}}        → {"id": 2001, "kitchen": "lr_…", "pos": "lr_…", "staff": "lr_…", "table_code": "t2.…"}
  {"do": "pace", "store": 2001, "station": "", "warning": 2, "late": 4}
  {"do": "took", "store": 2001, "station": "wok", "seconds": 300, "tickets": 10}  as if these had been made today
  {"do": "kill" | "terminate" | "start", "replica": 0}
  {"do": "age", "store": 2001, "seconds": 400}  open tickets become so much older
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "blackbox"))

from harness.stack import Stack  # noqa: E402
from harness.stores import Store  # noqa: E402


def store(stack, policy):
    made = Store(stack, **policy)
    return {"id": made.id, "kitchen": made.kitchen.token, "pos": made.pos.token, "kiosk": made.kiosk.token,
            "staff": made.staff.token, "table_code": made.table_code()}


def pace(stack, wanted):
    stack.postgres.rows("INSERT INTO kitchen_paces (store_id, station, warning_seconds, late_seconds) VALUES (%s, %s, %s, %s)",
                        wanted["store"], wanted["station"], wanted["warning"], wanted["late"])
    return {}


def age(stack, wanted):
    stack.postgres.rows("UPDATE tickets SET queued_at = queued_at - make_interval(secs => %s) WHERE store_id = %s",
                        wanted["seconds"], wanted["store"])
    return {}


def took(stack, wanted):
    stack.postgres.rows("INSERT INTO kitchen_speed (store_id, slot, station, seconds, tickets) VALUES (%s, now(), %s, %s, %s)",
                        wanted["store"], wanted["station"], wanted["seconds"], wanted["tickets"])
    return {}


def answer(stack, wanted):
    act = wanted["do"]
    if act == "store":
        return store(stack, wanted.get("policy", {}))
    if act in ("pace", "age", "took"):
        return {"pace": pace, "age": age, "took": took}[act](stack, wanted)
    replica = stack.ingests[wanted["replica"]]
    {"kill": replica.kill, "terminate": replica.terminate, "start": lambda: start_again(replica)}[act]()
    return {}


def start_again(replica):
    """One that was told to leave has left first."""
    if replica.process.alive():
        assert replica.process.ended() == 0
    replica.start()


def main():
    stack = Stack(ingests=2, callbacks=1).start()
    try:
        print(json.dumps({"ingests": [each.port for each in stack.ingests], "simulator": stack.simulator.url}), flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(stack, json.loads(line))), flush=True)
    finally:
        stack.stop()
        stack.folder.remove()


main()
