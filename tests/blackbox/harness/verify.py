"""What must hold once everything has come to rest, whatever happened before: the database's own invariants (chk.summary),
and, line by line and to the fen, that the gateways' bill and our payments and refunds are the same money."""

from harness.ids import wire_id
from harness.waiting import until

OURS = """
  SELECT 'PAY' AS kind, id, id AS payment_id, transaction_id, received_fen AS fen, status = 'conflict' AS quarantined
    FROM payments WHERE received_fen > 0 AND method <> 'cash'
  UNION ALL
  SELECT 'REFUND', r.id, p.id, p.transaction_id, r.amount_fen, false
    FROM refunds r JOIN payments p ON p.store_id = r.store_id AND p.id = r.payment_id
    WHERE r.status = 'succeeded' AND p.method <> 'cash'"""

# What an order may keep: what settles its intent, less what was given back. Quarantined money waits for a person, and so does
# surplus whose refund ended abnormally.
KEPT = """
  SELECT p.store_id, p.order_id, p.id AS payment_id, p.status = 'conflict' AS quarantined, o.status AS order_status,
         CASE WHEN p.effective THEN p.amount_fen - p.refunded_fen ELSE
           (SELECT coalesce(sum(r.amount_fen), 0)::bigint FROM refunds r
             WHERE r.store_id = p.store_id AND r.payment_id = p.id AND r.status = 'failed' AND r.failure = 'abnormal') END AS due_fen
    FROM payments p JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id WHERE p.method <> 'cash'"""

UNFINISHED = """
  SELECT 'event not relayed' AS what, kind AS which, store_id FROM outbox_events
  UNION ALL SELECT 'refund ' || status, id::text, store_id FROM refunds WHERE status IN ('requested', 'submitted', 'unknown')
  UNION ALL SELECT 'notification ' || status, notify_id, store_id FROM notifications WHERE status = 'received'
  UNION ALL SELECT 'payment to close', id::text, store_id FROM payments WHERE close_wanted
  UNION ALL SELECT 'intent closing', order_id::text, store_id FROM payment_intents WHERE status = 'closing'"""


def broken_invariants(postgres):
    """{view: its first rows}, of those that have rows."""
    names = [row["check_name"] for row in postgres.rows("SELECT check_name FROM chk.summary WHERE violations > 0")]
    return {name: postgres.rows(f"SELECT * FROM chk.{name} LIMIT 3") for name in names}


def bill_differences(postgres, bill):
    """I11: both directions, amounts and numbers included."""
    ours = {}
    for row in postgres.rows(OURS):
        number = wire_id("ref" if row["kind"] == "REFUND" else "pay", row["id"])
        ours[row["kind"], number] = row
    lines = without_cancelled(bill, {number for kind, number in ours if kind == "PAY"})
    theirs = {(line["kind"], line["out_refund_no"] or line["out_trade_no"]): line for line in lines}
    differences = []
    if len(theirs) != len(lines):
        differences.append(f"{len(lines) - len(theirs)} numbers are on the bill twice")
    for key in ours.keys() | theirs.keys():
        row, line = ours.get(key), theirs.get(key)
        if row is None or line is None:
            differences.append(f"{key} is only {'on the bill' if row is None else 'ours'}: {line or row}")
        elif row["transaction_id"] != line["transaction_id"]:
            differences.append(f"{key}: transaction {row['transaction_id']}, on the bill {line['transaction_id']}")
        elif row["fen"] != line["amount_fen"] and not row["quarantined"]:
            differences.append(f"{key}: {row['fen']} fen, on the bill {line['amount_fen']}")
    return differences


def without_cancelled(bill, received):
    """A payment that its gateway returned while we cancelled it never was ours: it came and went by itself."""
    returned = {line["out_trade_no"]: line["amount_fen"] for line in bill
                if line["kind"] == "REFUND" and not line["out_refund_no"].startswith("ref_")}
    gone = {line["out_trade_no"] for line in bill if line["kind"] == "PAY" and line["out_trade_no"] not in received
            and returned.get(line["out_trade_no"]) == line["amount_fen"]}
    return [line for line in bill if line["out_trade_no"] not in gone]


def wrongly_kept(postgres, bill):
    """I9 and I10, measured on the gateways' bill: no order keeps more, or less, than what it was paid and gave back."""
    net = {}
    for line in bill:
        sign = 1 if line["kind"] == "PAY" else -1
        net[line["out_trade_no"]] = net.get(line["out_trade_no"], 0) + sign * line["amount_fen"]
    wrong = []
    for row in postgres.rows(KEPT):
        number = wire_id("pay", row["payment_id"])
        kept, due = net.get(number, 0), row["due_fen"]
        if not row["quarantined"] and kept != due:
            wrong.append(f"{number} of {wire_id('ord', row['order_id'])} ({row['order_status']}) keeps {kept}, due {due}")
    return wrong


def faults(stack):
    bill = stack.simulator.bill()
    return {
        "unfinished": stack.postgres.rows(UNFINISHED),
        "invariants": broken_invariants(stack.postgres),
        "bill": bill_differences(stack.postgres, bill),
        "kept": wrongly_kept(stack.postgres, bill),
    }


def at_rest(stack, seconds=30):
    """Waits until everything is at rest and right; says what is not."""
    seen = {}

    def look():
        seen.clear()
        seen.update({what: found for what, found in faults(stack).items() if found})
        return not seen

    try:
        until(look, "everything at rest, and right", seconds)
    except AssertionError as late:
        told = "\n".join(f"{what}: {fault}" for what, found in seen.items() for fault in _listed(found))
        raise AssertionError(f"not at rest after {seconds} s, or not right:\n{told}") from late


def _listed(found):
    items = list(found.items()) if isinstance(found, dict) else found
    return [*items[:10], *([f"… and {len(items) - 10} more"] if len(items) > 10 else [])]
