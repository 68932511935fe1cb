#include "services/ingest/feed.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>

#include "services/ingest/answers.h"
#include "services/ingest/feed_window.h"

namespace lunchrush::ingest {

using Clock = std::chrono::steady_clock;

struct Feed::State {
  asio::io_context& context;
  postgres::Pool& pool;
  const FeedLimits limits;
  std::unordered_map<std::uint32_t, std::shared_ptr<StoreFeed>> stores;  // those with readers
  std::size_t readers = 0;
  bool stopped = false;
};

// What the readers of one store share.
struct Feed::StoreFeed {
  StoreFeed(asio::io_context& context, domain::StoreId store, const FeedLimits& limits)
      : id(store), window({limits.events_kept_max, limits.bytes_kept_max}), timer(context) {}

  void tell_readers() {
    for (auto* reader : readers) reader->timer_.cancel();
  }
  void look_now() {
    wanted = true;
    if (!failing)
      timer.cancel();  // while the database is away, wake-ups do not make the asking more frequent
  }

  const domain::StoreId id;
  FeedWindow window;
  std::vector<Reader*> readers;
  asio::steady_timer timer;  // until the next look
  std::int64_t last = 0;     // where the feed ends, as of the last good look
  std::uint64_t looks_begun = 0;
  std::uint64_t last_good_look = 0;
  bool wanted = false;      // something happened since the last look began
  bool confirming = false;  // a reader waits for a look, whatever it finds
  bool failing = false;
  bool stale = false;
  bool reading_back = false;  // one reading of older events at a time, its readers share what it finds
  Clock::time_point fresh_at = Clock::now();
  domain::Instant as_of = now();
};

namespace {

struct Seen {
  postgres::FeedSpan span;
  std::vector<postgres::EventRow> events;
};

// Where the feed ends, and what is new in it. Without a position the end is enough.
domain::Result<Seen> read_news(postgres::Session& session, domain::StoreId store,
                               std::optional<std::int64_t> head, int limit) {
  auto span = postgres::read_feed_span(session, store);
  if (!span) return span.error();
  if (!head || span->last <= *head) return Seen{*span, {}};
  auto events = postgres::read_events(session, store, *head, limit);
  if (!events) return events.error();
  return Seen{*span, std::move(*events)};
}

void take(FeedWindow& window, const Seen& seen, int limit) {
  // A feed that ends before what was seen of it is another one: a failover lost its end, or the store was
  // loaded anew.
  if (!window.head() || seen.span.last < *window.head()) return window.start_at(seen.span.last);
  window.append(seen.events);
  const bool to_the_end = seen.events.size() < static_cast<std::size_t>(limit);
  const auto read_to = to_the_end ? std::max(seen.span.last, *window.head()) : seen.events.back().seq;
  // Rows were deleted under the reading: whoever misses them finds its position gone.
  if (*window.head() < read_to) window.start_at(read_to);
}

}  // namespace

Feed::Feed(asio::io_context& context, postgres::Pool& pool, FeedLimits limits)
    : state_(std::make_shared<State>(State{context, pool, limits, {}, 0, false})) {}
Feed::~Feed() { stop(); }

void Feed::wake(domain::StoreId store) {
  const auto found = state_->stores.find(number(store));
  if (found != state_->stores.end()) found->second->look_now();
}

void Feed::wake_all() {
  for (auto& [id, store] : state_->stores) store->look_now();
}

void Feed::stop() {
  state_->stopped = true;
  for (auto& [id, store] : state_->stores) {
    store->timer.cancel();
    store->tell_readers();
  }
}

std::size_t Feed::readers() const { return state_->readers; }
const FeedLimits& Feed::limits() const { return state_->limits; }

std::unique_ptr<Feed::Reader> Feed::join(domain::StoreId id, std::string_view key_id) {
  if (state_->stopped || state_->readers >= state_->limits.readers_max) return nullptr;
  auto& store = state_->stores[number(id)];
  if (!store) {
    store = std::make_shared<StoreFeed>(state_->context, id, state_->limits);
    asio::co_spawn(state_->context, follow(state_, store), asio::detached);
  }
  return std::make_unique<Reader>(state_, store, key_id);
}

void Feed::end_readers_of(std::string_view key_id) {
  for (auto& [id, store] : state_->stores)
    for (auto* reader : store->readers)
      if (reader->key_id_ == key_id) reader->end();
}

// Looks at one store for as long as somebody reads it.
asio::awaitable<void> Feed::follow(std::shared_ptr<State> state, std::shared_ptr<StoreFeed> store) {
  do {
    store->wanted = false;
    co_await look(*state, *store);
    const bool more = !store->failing && (store->wanted || *store->window.head() < store->last);
    if (more || state->stopped || store->readers.empty()) continue;
    store->timer.expires_after(state->limits.look_again);
    boost::system::error_code cut_short;
    co_await store->timer.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
  } while (!state->stopped && !store->readers.empty());
}

asio::awaitable<void> Feed::look(const State& state, StoreFeed& store) {
  const auto number = ++store.looks_begun;
  const auto begun = Clock::now();
  const auto as_of = now();
  const auto known = store.window.head();
  auto job = [id = store.id, known, limit = state.limits.events_per_read_max](postgres::Session& session) {
    return read_news(session, id, known, limit);
  };
  auto seen = co_await state.pool.run(std::move(job), begun + state.limits.stale_after);
  store.failing = !seen.has_value();
  if (seen) {
    take(store.window, *seen, state.limits.events_per_read_max);
    store.last = std::max(seen->span.last, *store.window.head());
    store.last_good_look = number;
    store.fresh_at = begun;
    store.as_of = as_of;
  }
  const bool stale = store.failing && Clock::now() - store.fresh_at >= state.limits.stale_after;
  const bool news = store.window.head() != known || stale != store.stale || store.confirming;
  store.stale = stale;
  store.confirming = false;
  if (news) store.tell_readers();
}

Feed::Reader::Reader(std::shared_ptr<State> state, std::shared_ptr<StoreFeed> store, std::string_view key_id)
    : state_(std::move(state)), store_(std::move(store)), key_id_(key_id), timer_(state_->context) {
  store_->readers.push_back(this);
  ++state_->readers;
}

Feed::Reader::~Reader() {
  std::erase(store_->readers, this);
  --state_->readers;
  if (!store_->readers.empty()) return;
  const auto found = state_->stores.find(number(store_->id));
  if (found != state_->stores.end() && found->second == store_) state_->stores.erase(found);
  store_->timer.cancel();
}

void Feed::Reader::end() {
  ended_ = true;
  timer_.cancel();
}

asio::awaitable<Feed::Next> Feed::Reader::next(std::optional<std::int64_t> after) {
  const auto until = Clock::now() + state_->limits.heartbeat;
  while (Clock::now() < until) {
    if (auto found = at_hand(after)) co_return std::move(*found);
    const auto head = store_->window.head();
    if (head && after && *after < *head) {
      auto found = co_await read_back(*after);
      if (found) co_return std::move(*found);
      continue;
    }
    co_await wait(until);
  }
  co_return Next{};
}

Feed::Next Feed::Reader::tell(News news) const { return {news, {}, store_->last, store_->as_of}; }

std::optional<Feed::Next> Feed::Reader::at_hand(std::optional<std::int64_t> after) {
  if (ended_ || state_->stopped) return tell(News::ended);
  if (told_stale_ != store_->stale) {
    told_stale_ = store_->stale;
    return tell(told_stale_ ? News::stale : News::fresh);
  }
  if (!store_->window.head()) return std::nullopt;
  if (!after) return tell(News::start);
  if (*after < 0) return tell(News::reset);
  if (*after > store_->last) return beyond_the_end();
  confirming_look_ = 0;
  auto found = tell(News::events);
  found.events = store_->window.after(*after, static_cast<std::size_t>(state_->limits.events_per_read_max),
                                      state_->limits.bytes_per_read_max);
  if (found.events.empty()) return std::nullopt;
  return found;
}

// Another replica may have shown events that this one has not looked for yet: only a look that begins now can
// tell.
std::optional<Feed::Next> Feed::Reader::beyond_the_end() {
  if (confirming_look_ == 0) {
    confirming_look_ = store_->looks_begun + 1;
    store_->look_now();
  }
  store_->confirming = true;
  if (store_->last_good_look < confirming_look_) return std::nullopt;
  confirming_look_ = 0;
  return tell(News::reset);
}

namespace {

// Whatever ends the reading, the next one may begin.
struct Turn {
  explicit Turn(bool& taken) : taken_(taken) { taken_ = true; }
  ~Turn() { taken_ = false; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool& taken_;
};

}  // namespace

// Events from before the window. nullopt: nothing to say yet, look at the window again.
asio::awaitable<std::optional<Feed::Next>> Feed::Reader::read_back(std::int64_t after) {
  const auto store = store_;
  if (store->reading_back) {
    co_await wait(Clock::now() + state_->limits.look_again);
    co_return std::nullopt;
  }
  std::optional<Turn> turn(std::in_place, store->reading_back);
  auto job = [id = store->id, after, limit = state_->limits.events_per_read_max](postgres::Session& session) {
    return postgres::read_events(session, id, after, limit);
  };
  auto events = co_await state_->pool.run(std::move(job), Clock::now() + state_->limits.stale_after);
  turn.reset();
  store->tell_readers();
  if (!events) {
    co_await wait(Clock::now() + state_->limits.look_again);
    co_return std::nullopt;
  }
  const auto count = dense_count(*events, after, events->size(), state_->limits.bytes_per_read_max);
  if (count == 0) co_return tell(News::reset);
  store->window.prepend(*events);
  events->resize(count);
  auto found = tell(News::events);
  found.events = std::move(*events);
  co_return found;
}

asio::awaitable<void> Feed::Reader::wait(Clock::time_point until) {
  timer_.expires_at(until);
  boost::system::error_code cut_short;
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
}

}  // namespace lunchrush::ingest
