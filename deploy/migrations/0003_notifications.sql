-- The inbox: every authentic message of a gateway, stored before it is acknowledged. store_id comes from the number the
-- message names; 0 when it names none of ours.

CREATE TABLE notifications (
  store_id        bigint NOT NULL,
  id              uuid NOT NULL,
  account         text NOT NULL,
  notify_id       text NOT NULL CHECK (notify_id <> ''),
  kind            text NOT NULL CHECK (kind IN ('payment', 'refund')),
  evidence        json NOT NULL,                            -- normalised; the raw text is inside
  headers         json NOT NULL,
  body            bytea NOT NULL,
  trace_id        text NOT NULL,
  status          text NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'applied', 'parked', 'dead')),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz DEFAULT now(),
  claimed_by      text NOT NULL DEFAULT '',
  failure         text NOT NULL DEFAULT '',
  deliveries      integer NOT NULL DEFAULT 1,
  received_at     timestamptz NOT NULL DEFAULT now(),
  processed_at    timestamptz,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, account, notify_id),
  CHECK ((status IN ('applied', 'dead')) = (next_attempt_at IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
