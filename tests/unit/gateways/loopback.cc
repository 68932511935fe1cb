#include "tests/unit/gateways/loopback.h"

#include <boost/beast.hpp>

namespace lunchrush::gateways::test {

namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

}  // namespace

struct Loopback::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, Handler react)
      : handler(std::move(react)),
        acceptor(context, {asio::ip::address_v4::loopback(), 0}),
        tls(asio::ssl::context::tls_server) {}

  Handler handler;
  tcp::acceptor acceptor;
  asio::ssl::context tls;
  bool secure = false;
  std::vector<Received> received;
  int connections = 0;
  // Held open for as long as the test lasts.
  std::vector<std::shared_ptr<void>> hanging;

  static asio::awaitable<void> listen(std::shared_ptr<State> self) {
    for (;;) {
      auto [error, socket] = co_await self->acceptor.async_accept(quietly);
      if (error) co_return;
      const auto number = ++self->connections;
      auto serve =
          self->secure ? secured(self, std::move(socket), number) : plain(self, std::move(socket), number);
      asio::co_spawn(self->acceptor.get_executor(), std::move(serve), asio::detached);
    }
  }

  static asio::awaitable<void> plain(std::shared_ptr<State> self, tcp::socket socket, int number) {
    auto stream = std::make_shared<tcp::socket>(std::move(socket));
    co_await exchange(self, stream, *stream, number);
  }

  static asio::awaitable<void> secured(std::shared_ptr<State> self, tcp::socket socket, int number) {
    auto stream = std::make_shared<asio::ssl::stream<tcp::socket>>(std::move(socket), self->tls);
    auto [error] = co_await stream->async_handshake(asio::ssl::stream_base::server, quietly);
    if (error) co_return;
    co_await exchange(self, stream, stream->next_layer(), number);
  }

  template <class Stream>
  static asio::awaitable<void> exchange(std::shared_ptr<State> self, std::shared_ptr<Stream> stream,
                                        tcp::socket& socket, int number) {
    beast::flat_buffer buffer;
    for (;;) {
      http::request<http::string_body> request;
      auto [read_error, read] = co_await http::async_read(*stream, buffer, request, quietly);
      if (read_error) co_return;
      Received got{.connection = number,
                   .method = std::string(request.method_string()),
                   .target = std::string(request.target()),
                   .headers = {},
                   .body = request.body()};
      for (const auto& field : request)
        got.headers.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
      self->received.push_back(got);
      const auto reaction = self->handler(got);
      auto [write_error, written] =
          co_await asio::async_write(*stream, asio::buffer(reaction.bytes), quietly);
      if (write_error || reaction.after == After::close) co_return;
      if (reaction.after == After::reset) socket.set_option(asio::socket_base::linger(true, 0));
      if (reaction.after == After::reset) co_return;
      if (reaction.after == After::hang) {
        self->hanging.push_back(stream);
        co_return;
      }
    }
  }
};

Loopback::Loopback(asio::io_context& context, Handler handler, std::string certificate_pem,
                   std::string key_pem)
    : state_(std::make_shared<State>(context, std::move(handler))) {
  if (!certificate_pem.empty()) {
    state_->secure = true;
    state_->tls.use_certificate(asio::buffer(certificate_pem), asio::ssl::context::pem);
    state_->tls.use_private_key(asio::buffer(key_pem), asio::ssl::context::pem);
  }
  asio::co_spawn(context, State::listen(state_), asio::detached);
}

Loopback::~Loopback() { state_->acceptor.close(); }

unsigned short Loopback::port() const { return state_->acceptor.local_endpoint().port(); }
const std::vector<Received>& Loopback::received() const { return state_->received; }
int Loopback::connections() const { return state_->connections; }

unsigned short refused_port() {
  asio::io_context context;
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

std::string http_answer(unsigned status, const std::vector<std::pair<std::string, std::string>>& headers,
                        std::string_view body) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " -\r\n";
  for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
  if (status != 204) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return out + "\r\n" + std::string(body);
}

}  // namespace lunchrush::gateways::test
