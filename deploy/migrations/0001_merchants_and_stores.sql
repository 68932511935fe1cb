-- Who sells: merchants, their stores, who may call, the gateways' accounts, the menus.

CREATE TABLE merchants (
  merchant_id bigint PRIMARY KEY CHECK (merchant_id BETWEEN 1 AND 4294967295),
  name_zh     text NOT NULL CHECK (name_zh <> ''),
  name_en     text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stores (
  store_id               bigint PRIMARY KEY CHECK (store_id BETWEEN 1 AND 4294967295),  -- the low 32 bits of every id
  merchant_id            bigint NOT NULL REFERENCES merchants,
  name_zh                text NOT NULL CHECK (name_zh <> ''),
  name_en                text NOT NULL DEFAULT '',
  zone                   text NOT NULL DEFAULT 'Asia/Shanghai',
  business_day_cutoff    time NOT NULL DEFAULT '04:00',     -- an order at 02:00 belongs to the evening before
  opens_at               time NOT NULL DEFAULT '00:00',
  closes_at              time NOT NULL DEFAULT '24:00',
  taking_orders          boolean NOT NULL DEFAULT true,
  payment_expiry_seconds integer NOT NULL DEFAULT 900 CHECK (payment_expiry_seconds BETWEEN 1 AND 86400),
  revive_late            boolean NOT NULL DEFAULT true,
  revive_within_seconds  integer NOT NULL DEFAULT 600 CHECK (revive_within_seconds BETWEEN 0 AND 86400),
  wechat_account         text,
  alipay_account         text,
  created_at             timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stores_by_merchant ON stores (merchant_id);

-- Keys are random, so a plain digest is enough; the key itself is shown once and never stored.
CREATE TABLE api_keys (
  key_id      text PRIMARY KEY CHECK (key_id ~ '^[a-z0-9]{8,32}$'),
  digest      bytea NOT NULL CHECK (octet_length(digest) = 32),
  merchant_id bigint NOT NULL REFERENCES merchants,
  kind        text NOT NULL CHECK (kind IN ('device', 'staff')),
  role        text NOT NULL CHECK ((kind = 'device' AND role IN ('kiosk', 'pos', 'kitchen'))
                                OR (kind = 'staff' AND role IN ('owner', 'manager', 'cashier'))),
  stores      bigint[] NOT NULL DEFAULT '{}',               -- staff: empty means all of the merchant's
  label       text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz,
  CHECK (kind <> 'device' OR cardinality(stores) = 1)
);

-- Credentials are sealed with AES-256-GCM under LUNCHRUSH_ACCOUNT_KEY before they come here.
CREATE TABLE gateway_accounts (
  account_id  text PRIMARY KEY CHECK (account_id ~ '^[a-z0-9-]{1,40}$'),
  merchant_id bigint NOT NULL REFERENCES merchants,
  gateway     text NOT NULL CHECK (gateway IN ('wechatpay', 'alipay')),
  sealed      bytea NOT NULL,
  revision    bigint NOT NULL DEFAULT 1,                    -- programs reload what changed
  updated_at  timestamptz NOT NULL DEFAULT now()
);

-- The menu that sells now. `version` grows with every change of dishes or availability; an order is inserted only
-- while the version it was priced with is the current one.
CREATE TABLE menus (
  store_id   bigint PRIMARY KEY REFERENCES stores,
  version    bigint NOT NULL CHECK (version > 0),
  document   jsonb NOT NULL,                                -- categories and dishes, as PutMenuRequest
  sold_out   jsonb NOT NULL DEFAULT '[]',                   -- skus
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL
);

CREATE TABLE menu_versions (
  store_id   bigint NOT NULL,
  version    bigint NOT NULL,
  document   jsonb NOT NULL,
  sold_out   jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (store_id, version)
);
