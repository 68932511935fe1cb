-- How long a ticket may wait before a kitchen's screen warns, and from when it is late: per store and station. The empty
-- station speaks for all that have no row of their own; without any row the programs' defaults hold (300 s and 600 s).
CREATE TABLE kitchen_paces (
  store_id        bigint NOT NULL,
  station         text NOT NULL DEFAULT '',
  warning_seconds integer NOT NULL CHECK (warning_seconds > 0),
  late_seconds    integer NOT NULL CHECK (late_seconds <= 86400),
  PRIMARY KEY (store_id, station),
  CHECK (late_seconds > warning_seconds)
);
