"""Pre-signed WeChat Pay notifications, verified and stored. They tell of payments that nobody started, so they are
parked as they are stored, and looked at again 15 s later and then ever more seldom: of long rounds that is in the sample. What
it costs to settle those of payments is in the lifecycle row."""

from suite import cost
from suite.figure import Figure, at_least
from suite.generator import accepted, others, p99
from suite.stack import WECHAT_ACCOUNT

CONNECTIONS = (64, 256)
FIRST_GUESS = 8_000  # notifications, to learn the rate


def measure(run):
    with run.stack() as stack:
        stack.start_callbacks()
        generator = run.generator(stack)
        file = run.settings.folder / "notifications"
        figure = Figure("notifications verified and stored", "/s", goal=at_least(6_000, "ours", "≥ 6 k"))
        slowest, splits = [], []
        rates = {count: sample(run, stack, generator, file, count)["rate"] for count in CONNECTIONS}
        connections = max(rates, key=rates.get)
        rate = rates[connections]
        for turn in run.rounds:
            count = int(rate * run.seconds * 1.2)
            run.progress(f"notifications, round {turn + 1} of {run.settings.rounds}: signing {count}")
            sign(stack, generator, file, count)
            run.progress(f"notifications, round {turn + 1} of {run.settings.rounds}")
            with stack.cost("callbacks") as used:
                result = send(stack, generator, file, connections)
            rate = result["rate"]
            figure.ours.append(rate)
            slowest.append(p99(result))
            splits.append(used.per_piece(accepted(result), result["cpu_seconds"]))
            if others(result):
                figure.notes.append(f"round {turn + 1}: {others(result)} were refused: {result['status']}")
        stored = stack.database.value("SELECT count(*) FROM notifications")
        tried = ", ".join(f"{count}: {rate:.0f}" for count, rate in rates.items())
        figure.notes += [f"{connections} connections; tried, /s: {tried}", f"{stored} rows in the inbox at the end", *used.by_statement(accepted(result))]
        figure.limit = f"p99 {sorted(slowest)[len(slowest) // 2]:.1f} ms; {cost.told(splits)}"
        file.unlink()
    return [figure]


def sign(stack, generator, file, count):
    generator.sign(stack.simulator_accounts, WECHAT_ACCOUNT, file, count=count)


def send(stack, generator, file, connections):
    return generator.run("notifications", [stack.callbacks_target], connections=connections, file=file, token=None)


def sample(run, stack, generator, file, connections):
    run.progress("notifications, warming up")
    sign(stack, generator, file, FIRST_GUESS)
    return send(stack, generator, file, connections)
