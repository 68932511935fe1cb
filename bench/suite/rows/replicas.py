"""Two and four front ends beside one, on the same cores: what their coordination costs."""

from suite import cost
from suite.figure import Figure, at_least
from suite.generator import accepted, others
from suite.rows.orders import warm_up
from suite.settings import CONNECTIONS

MORE = (2, 4)


def measure(run):
    with run.stack() as stack:
        for replica in range(max(MORE)):
            stack.start_ingest(replica)
        generator = run.generator(stack)
        for replica in range(max(MORE)):
            warm_up(generator, stack.target(replica))
        figures = {count: Figure(f"orders through {count} front ends", "/s", peer_name="one:", goal=at_least(0.95) if count == 2 else None)
                   for count in MORE}
        splits = {count: [] for count in MORE}
        for turn in run.rounds:
            run.progress(f"replicas, round {turn + 1} of {run.settings.rounds}")
            alone = generator.run("orders", [stack.target()], connections=CONNECTIONS)["rate"]
            for count, figure in figures.items():
                with stack.cost("ingest") as used:
                    result = generator.run("orders", [stack.target(replica) for replica in range(count)], connections=CONNECTIONS)
                figure.ours.append(result["rate"])
                figure.peer.append(alone)
                splits[count].append(used.per_piece(accepted(result), result["cpu_seconds"]))
                if others(result):
                    figure.notes.append(f"round {turn + 1}: {others(result)} were not answered with 201")
        for count, figure in figures.items():
            figure.limit = cost.told(splits[count])
    return list(figures.values())
