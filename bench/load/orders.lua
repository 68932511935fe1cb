-- wrk: POST /v1/orders, a key of its own for every request. LUNCHRUSH_BENCH_TOKEN is a device's key; RUN tells runs apart.
local token, run = os.getenv("LUNCHRUSH_BENCH_TOKEN"), os.getenv("LUNCHRUSH_BENCH_RUN")
local body = [[{"store_id":1001,"channel":"pos","service":{"kind":"takeout","table":"","guests":1},"lines":[{"sku":"gongbao","quantity":1,"options":["less_spicy"],"note":""}],"payment_timing":"prepay"}]]
local threads, refused = {}, 0

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init()
  count, other = 0, 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. token
end

function request()
  count = count + 1
  wrk.headers["Idempotency-Key"] = run .. "-" .. id .. "-" .. count
  return wrk.format(nil, "/v1/orders", nil, body)
end

function response(status)
  if status ~= 201 then other = other + 1 end
end

function done(summary, latency)
  for _, thread in ipairs(threads) do refused = refused + thread:get("other") end
  local seconds = summary.duration / 1e6
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n", (summary.requests - refused) / seconds, latency:percentile(50) / 1e3,
                         latency:percentile(99) / 1e3, refused + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
