"""Durable orders over HTTP beside what PostgreSQL and a Node service do with them, each with as many clients as suit it best;
then the same at half that rate."""

import contextlib
import statistics

from suite import cost
from suite.fastify import API_KEY, VARIANTS, Fastify
from suite.figure import Figure, at_least, at_most
from suite.generator import accepted, others, p99
from suite.pgbench import Pgbench
from suite.processes import Failed
from suite.settings import BENCH, CONNECTIONS, MORE_CONNECTIONS, PEAK_CONNECTIONS

CLIENTS = (8, 32, 64)
HTTP_CLIENTS = (CONNECTIONS, PEAK_CONNECTIONS, MORE_CONNECTIONS)
OWN = "own tables, four statements"
BOTH = ("simple", "prepared")
# The script, and the protocols of which the faster is taken. The better of the TRANSACTIONS is what the goal is about.
TRANSACTIONS = {"four statements, prepared": ("four statements", ("prepared",)),
                "four statements, simple": ("four statements", ("simple",))}
OTHERS = {OWN: (OWN, BOTH), "one call": ("one call", BOTH)}
BATCHES = {"batches of 64": ("batches of 64", BOTH), "batches of 128": ("batches of 128", BOTH)}
WARM_SECONDS = 1  # until connections, caches and batches are what they are in the middle of a lunch


def warm_up(generator, target):
    generator.run("orders", [target], connections=CONNECTIONS, seconds=2)


def best_connections(rate_with):
    """Of an HTTP service: how many, and what each gave, as words. rate_with(connections): orders/s."""
    rates = {count: rate_with(count) for count in HTTP_CLIENTS}
    return max(rates, key=rates.get), "connections tried, orders/s: " + ", ".join(f"{count}: {rate:.0f}" for count, rate in rates.items())


class Peers:
    """pgbench in its best setting for each script, and Fastify in its best variant. A peer that cannot be measured says why."""

    def __init__(self, run, stack, generator, stopped):
        self.run, self.stack, self.generator = run, stack, generator
        self.pgbench = Pgbench(stack, run.settings)
        self.settings, self.tried, self.failures = {}, {}, {}
        self.trial_seconds = 2 if run.full else 1
        self.kinds = {**TRANSACTIONS, **OTHERS, **(BATCHES if run.full else {})}
        for kind in self.kinds:
            run.progress(f"looking for pgbench's best setting: {kind}")
            try:
                self.settings[kind], self.tried[kind] = self.best_of(kind)
            except Failed as failure:
                self.failures[f"pgbench, {kind}"] = str(failure)
        self.fastify, self.fastify_connections, self.fastify_tried = {}, CONNECTIONS, ""
        try:
            self.choose_fastify(stopped)
        except Failed as failure:
            self.failures["Fastify"] = str(failure)

    def choose_fastify(self, stopped):
        self.run.peer_installed()
        self.run.progress("looking for Fastify's best setting")
        rates = {}
        for variant in VARIANTS:
            with Fastify(self.stack, self.run.settings, variant) as peer:
                rates[variant] = self.fastify_sample(peer, CONNECTIONS, self.trial_seconds)
        best = max(rates, key=rates.get)
        peer = stopped.enter_context(Fastify(self.stack, self.run.settings, best))
        count, told = best_connections(lambda connections: self.fastify_sample(peer, connections, self.trial_seconds))
        self.fastify = {f"{best}, {count} connections": peer}
        self.fastify_connections, self.fastify_tried = count, told

    def best_of(self, kind):
        script, protocols = self.kinds[kind]
        if script == OWN:
            self.pgbench.learn_own_schema(self.generator, self.stack.target())
        return self.pgbench.best_of(script, (2, 4) if kind in BATCHES else CLIENTS, protocols, self.trial_seconds)

    def fastify_sample(self, peer, connections, seconds):
        result = self.generator.run("orders", [peer.target], connections=connections, seconds=seconds, token=API_KEY)
        if others(result):
            raise Failed(f"the Fastify peer refused {others(result)} orders: {result['status']}")
        return result["rate"]

    def sample(self, kind):
        clients, protocol = self.settings[kind]
        size = int(kind.rpartition(" ")[2]) if kind in BATCHES else 1
        return self.pgbench.run(self.kinds[kind][0], clients, protocol, self.run.seconds) * size

    def p99_ms(self, kind, rate):
        clients, protocol = self.settings[kind]
        return self.pgbench.p99_ms(self.kinds[kind][0], clients, protocol, self.run.seconds, rate)

    def name(self, kind):
        clients, protocol = self.settings[kind]
        shown = kind if kind in TRANSACTIONS else f"{kind}, {protocol}"
        return f"pgbench, {shown}, {clients} clients:"


def measure(run):
    with run.stack() as stack, contextlib.ExitStack() as stopped:
        stack.database.run_file(BENCH / "peers/fastify/schema.sql")
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        peers = Peers(run, stack, generator, stopped)
        run.progress("looking for our best setting")
        connections, tried = best_connections(
            lambda count: generator.run("orders", [stack.target()], connections=count, seconds=peers.trial_seconds)["rate"])
        ours, splits, p99s, wrk, others_seen = [], [], [], [], 0
        samples = {peer: [] for peer in [*peers.settings, *peers.fastify]}
        for turn in run.rounds:
            run.progress(f"orders, round {turn + 1} of {run.settings.rounds}: ours")
            stack.database.checkpoint()
            with stack.cost("ingest") as used:
                result = generator.run("orders", [stack.target()], connections=connections)
            ours.append(result["rate"])
            p99s.append(p99(result))
            splits.append(used.per_piece(accepted(result), result["cpu_seconds"]))
            others_seen += others(result)
            if run.full:
                wrk.append(generator.wrk(stack.target(), f"wrk{turn}-{ours[-1]}", connections, run.seconds)["rate"])
            for kind in peers.settings:
                run.progress(f"orders, round {turn + 1} of {run.settings.rounds}: pgbench, {kind}")
                samples[kind].append(peers.sample(kind))
            for variant, peer in peers.fastify.items():
                run.progress(f"orders, round {turn + 1} of {run.settings.rounds}: Fastify")
                samples[variant].append(peers.fastify_sample(peer, peers.fastify_connections, run.seconds))
        best = max((kind for kind in TRANSACTIONS if samples.get(kind)), key=lambda kind: statistics.median(samples[kind]), default=None)
        half = half_rate(run, stack, generator, statistics.median(ours) / 2, peers, best and (best, statistics.median(samples[best]) / 2))
    name = f"durable orders over HTTP, {connections} connections"
    figures = [Figure(name, "/s", ours, peers.name(kind), samples[kind], at_least(3.5) if kind == best else None,
                      notes=[f"pgbench, {kind}: {peers.tried[kind]}"]) for kind in peers.settings]
    figures = figures or [Figure(name, "/s", ours)]
    figures[0].limit = cost.told(splits)
    figures[0].notes += [f"ours: {tried}", *used.by_statement(accepted(result))]
    figures += [Figure(name, "/s", ours, f"Fastify, {variant}:", samples[variant], at_least(5), notes=[f"Fastify: {peers.fastify_tried}"])
                for variant in peers.fastify]
    figures += [Figure(f"peer {peer}", "/s", failure=failure) for peer, failure in peers.failures.items()]
    if wrk:
        figures.append(Figure("durable orders, two generators", "/s", ours, "ours as wrk drives it:", wrk))
    if others_seen:
        figures[0].notes.append(f"{others_seen} requests were not answered with 201")
    figures.append(Figure("p99 of that closed loop", "ms", p99s))
    return figures + [half]


def half_rate(run, stack, generator, rate, peers, beside):
    """`beside`: pgbench's script and half of its own rate, whose p99 tells what this machine's processors and disk allow."""
    figure = Figure(f"p99 at half that rate ({rate:.0f}/s), open loop", "ms", goal=at_most(25, "ours", "≤ 25 ms"))
    if beside:
        figure.peer_name = f"{peers.name(beside[0])[:-1]}, at half of its own ({beside[1]:.0f}/s):"
    splits = []
    for turn in run.rounds:
        run.progress(f"half the rate, round {turn + 1} of {run.settings.rounds}")
        with stack.cost("ingest") as used:
            result = generator.run("orders", [stack.target()], connections=CONNECTIONS * 2, rate=f"{rate:.0f}", warm=WARM_SECONDS)
        figure.ours.append(p99(result))
        whole = 1 + WARM_SECONDS / result["seconds"]
        splits.append(used.per_piece(accepted(result) * whole, result["cpu_seconds"] * whole))
        if beside:
            figure.peer.append(peers.p99_ms(*beside))
        if others(result):
            figure.notes.append(f"round {turn + 1}: {others(result)} of {result['sent']} were not answered with 201")
    figure.limit = cost.told(splits)
    figure.notes += used.by_statement(accepted(result) * whole)
    return figure
