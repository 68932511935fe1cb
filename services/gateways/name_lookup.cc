#include "services/gateways/name_lookup.h"

#include <boost/asio.hpp>
#include <charconv>

namespace lunchrush::gateways {

namespace {

using asio::ip::tcp;

// Outlives the coroutine that waits: the look-up thread may answer long after.
struct Pending {
  Pending(const asio::any_io_executor& executor, Deadline until)
      : resolver(executor), arrived(executor, until) {}
  tcp::resolver resolver;
  asio::steady_timer arrived;  // cancelled when the answer is there
  Found found{.endpoints = {}, .refusal = "timeout"};
};

std::optional<tcp::endpoint> literal(const std::string& host, const std::string& port) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  unsigned short number = 0;
  const auto [end, bad] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error || bad != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return tcp::endpoint(address, number);
}

}  // namespace

asio::awaitable<Found> look_up(std::string host, std::string port, Deadline until) {
  if (const auto endpoint = literal(host, port)) co_return Found{.endpoints = {*endpoint}, .refusal = {}};
  const auto executor = co_await asio::this_coro::executor;
  const auto pending = std::make_shared<Pending>(executor, until);
  const auto arrive = [pending](const boost::system::error_code& error,
                                const tcp::resolver::results_type& results) {
    if (error) pending->found.refusal = error.message();
    for (const auto& entry : results) pending->found.endpoints.push_back(entry.endpoint());
    pending->arrived.cancel();
  };
  pending->resolver.async_resolve(host, port, asio::bind_executor(executor, arrive));
  co_await pending->arrived.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return pending->found;
}

}  // namespace lunchrush::gateways
