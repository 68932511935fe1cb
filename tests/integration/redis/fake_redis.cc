#include "tests/integration/redis/fake_redis.h"

#include <boost/asio/write.hpp>

#include "services/redis/resp.h"

namespace lunchrush::redis::testing {

using boost::asio::ip::tcp;

class FakeRedis::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::size_t number, Script script)
      : socket_(std::move(socket)), number_(number), script_(std::move(script)) {}

  void read() {
    auto on_read = [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
      if (error) return;
      self->reader_.feed({self->bytes_.data(), count});
      while (const auto command = self->reader_.next()) self->ask(*command);
      self->read();
    };
    socket_.async_read_some(boost::asio::buffer(bytes_), std::move(on_read));
  }

 private:
  void ask(const Reply& command) {
    auto answer = [self = shared_from_this()](const std::string& bytes) {
      boost::system::error_code ignored;
      boost::asio::write(self->socket_, boost::asio::buffer(bytes), ignored);
    };
    script_({number_, std::string(command.elements[0]), std::string(command.elements[1]), std::move(answer)});
  }

  tcp::socket socket_;
  std::size_t number_;
  Script script_;
  ReplyReader reader_;
  std::array<char, 4096> bytes_{};
};

FakeRedis::FakeRedis(boost::asio::io_context& context, Script script)
    : acceptor_(context, {boost::asio::ip::address_v4::loopback(), 0}), script_(std::move(script)) {
  accept();
}

Endpoint FakeRedis::endpoint() const { return {"127.0.0.1", acceptor_.local_endpoint().port(), "", "", 0}; }

void FakeRedis::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error) return;
    std::make_shared<Session>(std::move(socket), ++connections_, script_)->read();
    accept();
  });
}

}  // namespace lunchrush::redis::testing
