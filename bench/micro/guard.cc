// lunchrush-guard-cost: what the framing guard and the limits cost on the path of an order. One typical POST
// is read again and again: by Beast's parser alone, and as the server reads it. Prints nanoseconds a request,
// the fastest of some rounds: what is slower was disturbed.
#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

#include "services/web/request_reader.h"

using namespace lunchrush::web;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int rounds = 15;
constexpr int requests_per_round = 20'000;
constexpr std::size_t read_bytes = 4096;  // as RequestReader asks for

// As the load generator and a mini-program send it.
std::string typical_order() {
  const std::string body =
      R"({"store_id":1001,"channel":"mini_program","service":{"kind":"dine_in","table":"A12","guests":2},)"
      R"("lines":[{"sku":"gongbao","quantity":1,"options":["less_spicy"],"note":"no peanuts"},)"
      R"({"sku":"rice","quantity":2}],"expected_total":2800})";
  return "POST /v1/orders HTTP/1.1\r\nHost: orders.example.com\r\nUser-Agent: lunch/3.2\r\n"
         "Authorization: Bearer lr_pos00001_0123456789abcdef0123456789abcdef\r\n"
         "Content-Type: application/json\r\nAccept: application/json\r\nAccept-Language: zh-CN\r\n"
         "Idempotency-Key: 01937b7e-5a3c-7c1e-9f00-1f2e3d4c5b6a\r\nX-Request-Id: 4f1d7c\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

[[noreturn]] void fail() {
  std::cerr << "the request was not read\n";
  std::exit(1);
}

void put(boost::asio::mutable_buffer space, std::string_view bytes) {
  std::memcpy(space.data(), bytes.data(), bytes.size());
}

// Beast's parser, with the buffer and the body taken from it as the server does.
void read_unguarded(boost::beast::flat_buffer& buffer, std::string_view bytes) {
  put(buffer.prepare(read_bytes), bytes);
  buffer.commit(bytes.size());
  std::optional<RequestReader::Parser> parser(std::in_place);
  parser->body_limit(boost::none);
  boost::system::error_code ec;
  buffer.consume(parser->put(buffer.data(), ec));
  if (!parser->is_header_done() || buffer.size() != *parser->content_length()) fail();
  buffer.consume(buffer.size());
}

void read_guarded(RequestReader& reader, std::string_view bytes) {
  put(reader.space(), bytes);
  reader.received(bytes.size());
  if (reader.head() != RequestReader::State::ready || reader.body() != RequestReader::State::ready) fail();
  reader.next();
}

template <class Read>
double nanoseconds_each(Read read) {
  const auto began = Clock::now();
  for (int i = 0; i != requests_per_round; ++i) read();
  return std::chrono::duration<double, std::nano>(Clock::now() - began).count() / requests_per_round;
}

}  // namespace

int main() {
  const auto bytes = typical_order();
  const ServerLimits limits;
  RequestReader reader(limits);
  boost::beast::flat_buffer buffer;
  double guarded = 1e9, unguarded = 1e9;
  for (int round = 0; round != rounds; ++round) {  // in turn, so that both meet the same machine
    unguarded = std::min(unguarded, nanoseconds_each([&] { read_unguarded(buffer, bytes); }));
    guarded = std::min(guarded, nanoseconds_each([&] { read_guarded(reader, bytes); }));
  }
  std::cout << "{\"unguarded_ns\":" << unguarded << ",\"guarded_ns\":" << guarded << "}\n";
  return 0;
}
