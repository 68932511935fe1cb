#include "tests/integration/postgres/commit_thief.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string_view>

#include "tests/integration/postgres/test_database.h"

namespace lunchrush::postgres::testing {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;

// One connection's two halves; shared by the reads that wait on either.
struct CommitThief::Pair {
  explicit Pair(asio::io_context& context) : client(context), server(context) {}
  void close() {
    Failure ignored;
    client.close(ignored);
    server.close(ignored);
  }
  tcp::socket client, server;
  std::array<char, 65536> upwards{}, downwards{};
  bool steal = false;  // the next thing the server says
};

namespace {

// A COMMIT, or the execution (Bind goes first) of a statement that is a transaction of its own.
bool commits(std::string_view said) {
  const bool places = said.starts_with('B') && said.find("insert_orders") != std::string_view::npos;
  return places || said.find("COMMIT") != std::string_view::npos;
}

}  // namespace

CommitThief::CommitThief() : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
  accept();
  thread_ = std::jthread([this] { context_.run(); });
}

CommitThief::~CommitThief() { context_.stop(); }

void CommitThief::accept() {
  auto pair = std::make_shared<Pair>(context_);
  acceptor_.async_accept(pair->client, [this, pair](Failure failure) {
    if (failure) return;
    tcp::resolver resolver(context_);
    asio::connect(pair->server, resolver.resolve(server_host(), std::to_string(server_port())));
    pass_up(pair);
    pass_down(pair);
    accept();
  });
}

void CommitThief::pass_up(std::shared_ptr<Pair> pair) {
  pair->client.async_read_some(asio::buffer(pair->upwards), [this, pair](Failure failure, std::size_t count) {
    if (failure) return pair->close();
    const std::string_view said(pair->upwards.data(), count);
    if (commits(said) && armed_.exchange(false)) pair->steal = true;
    asio::write(pair->server, asio::buffer(pair->upwards, count), failure);
    if (failure) return pair->close();
    pass_up(pair);
  });
}

void CommitThief::pass_down(std::shared_ptr<Pair> pair) {
  pair->server.async_read_some(asio::buffer(pair->downwards),
                               [this, pair](Failure failure, std::size_t count) {
                                 if (!failure && pair->steal) ++stolen_;
                                 if (failure || pair->steal) return pair->close();
                                 asio::write(pair->client, asio::buffer(pair->downwards, count), failure);
                                 if (failure) return pair->close();
                                 pass_down(pair);
                               });
}

}  // namespace lunchrush::postgres::testing
