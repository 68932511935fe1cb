"""The storm, made small: `./dev storm` is the whole one."""

import storm


def test_orders_payments_and_tickets_come_through_a_storm_of_restarts_rows_1_37_38_72():
    told = storm.brew(orders=200, clients=20)
    assert "finished" in told
