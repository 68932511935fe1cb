#include "tests/integration/redis/redis_server.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "services/redis/resp.h"

namespace lunchrush::redis::testing {
namespace {

using boost::asio::ip::tcp;
constexpr std::chrono::seconds start_max{10};

tcp::endpoint loopback(std::uint16_t port) { return {boost::asio::ip::address_v4::loopback(), port}; }

std::string text_of(const Reply& reply) {
  if (reply.kind == Reply::Kind::number) return std::to_string(reply.number);
  if (reply.kind == Reply::Kind::nothing) return "(nil)";
  return std::string(reply.text);
}

void send(tcp::socket& socket, std::initializer_list<std::string_view> arguments) {
  std::string outgoing;
  append_command(outgoing, {arguments.begin(), arguments.size()});
  boost::asio::write(socket, boost::asio::buffer(outgoing));
}

}  // namespace

std::uint16_t free_port() {
  boost::asio::io_context context;
  return tcp::acceptor(context, loopback(0)).local_endpoint().port();
}

RedisServer::RedisServer(std::vector<std::string> options)
    : options_(std::move(options)), port_(free_port()) {
  std::string folder = "/tmp/lunchrush-redis-XXXXXX";
  if (!mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
  folder_ = folder;
}

RedisServer::~RedisServer() {
  for (const auto descriptor : left_open_) close(descriptor);
  kill();
  remove_folder();
}

void RedisServer::start() {
  std::vector<std::string> words{"redis-server",   "--port",      std::to_string(port_),
                                 "--bind",         "127.0.0.1",   "--dir",
                                 folder_,          "--save",      "",
                                 "--appendonly",   "no",          "--logfile",
                                 folder_ + "/log", "--daemonize", "no"};
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (posix_spawnp(&pid_, "redis-server", nullptr, nullptr, arguments.data(), environ) != 0)
    throw std::runtime_error("redis-server is not installed");
  const auto give_up = std::chrono::steady_clock::now() + start_max;
  while (!answers()) {
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("redis-server does not answer");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void RedisServer::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void RedisServer::freeze() { ::kill(pid_, SIGSTOP); }
void RedisServer::thaw() { ::kill(pid_, SIGCONT); }

void RedisServer::remove_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string RedisServer::command(std::initializer_list<std::string_view> arguments) const {
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect(loopback(port_));
  send(socket, arguments);
  ReplyReader reader;
  std::array<char, 4096> bytes;
  for (;;) {
    reader.feed({bytes.data(), socket.read_some(boost::asio::buffer(bytes))});
    if (const auto reply = reader.next()) return text_of(*reply);
  }
}

void RedisServer::command_without_reply(std::initializer_list<std::string_view> arguments) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect(loopback(port_));
  send(socket, arguments);
  left_open_.push_back(socket.release());
}

bool RedisServer::answers() const {
  try {
    const auto answer = command({"PING"});
    return answer == "PONG" || answer.starts_with("NOAUTH");
  } catch (const boost::system::system_error&) {
    return false;
  }
}

}  // namespace lunchrush::redis::testing
