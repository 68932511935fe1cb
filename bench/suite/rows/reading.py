"""Reads of single orders, and the menu with and without its ETag."""

import urllib.request

from suite import cost
from suite.figure import Figure
from suite.generator import accepted, others, p99
from suite.settings import CONNECTIONS, STORE

IDS = 5_000


def measure(run):
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        ids = run.settings.folder / "order-ids"
        generator.run("orders", [stack.target()], connections=CONNECTIONS, requests=IDS, seconds=60, save=ids, save_after='"order":{"id":"')
        etag = etag_of(stack)
        kinds = {
            "reads of orders": ("reads", {"file": ids}),
            "menus": ("menu", {}),
            "menus with If-None-Match": ("menu", {"etag": etag}),
        }
        figures = {name: Figure(f"{name}, {CONNECTIONS} connections", "/s") for name in kinds}
        slowest = {name: [] for name in kinds}
        splits = {name: [] for name in kinds}
        for turn in run.rounds:
            for name, (mode, options) in kinds.items():
                run.progress(f"{name}, round {turn + 1} of {run.settings.rounds}")
                with stack.cost("ingest") as used:
                    result = generator.run(mode, [stack.target()], connections=CONNECTIONS, **options)
                figures[name].ours.append(accepted(result) / result["seconds"])
                splits[name].append(used.per_piece(accepted(result), result["cpu_seconds"]))
                slowest[name].append(p99(result))
                if others(result):
                    figures[name].notes.append(f"round {turn + 1}: {others(result)} failed: {result['status']}")
        for name, figure in figures.items():
            figure.limit = f"p99 {sorted(slowest[name])[len(slowest[name]) // 2]:.1f} ms; {cost.told(splits[name])}"
    return list(figures.values())


def etag_of(stack):
    url = f"http://{stack.target()}/v1/stores/{STORE}/menu"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {stack.device_token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["ETag"]
