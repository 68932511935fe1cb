// Stands between a session and the server, and steals the answer to one commit: the server has committed, and
// nobody is told (faults.md row 37).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <thread>

namespace lunchrush::postgres::testing {

class CommitThief {
 public:
  CommitThief();  // listens; passes everything on until armed
  ~CommitThief();
  CommitThief(const CommitThief&) = delete;
  CommitThief& operator=(const CommitThief&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void arm() { armed_ = true; }
  int stolen() const { return stolen_; }

 private:
  struct Pair;
  void accept();
  void pass_up(std::shared_ptr<Pair> pair);
  void pass_down(std::shared_ptr<Pair> pair);

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> armed_{false};
  std::atomic<int> stolen_{0};
  std::jthread thread_;
};

}  // namespace lunchrush::postgres::testing
