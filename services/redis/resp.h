// Redis's protocol: commands to bytes, and bytes to replies by hiredis's reader. Only its
// synchronous, socket-free part is used: hiredis 0.14's own async layer resolves names on the calling
// thread, has no time-outs and asserts (that is, aborts) on a reply nobody asked for. The socket and the
// clock are Asio's.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct redisReader;

namespace lunchrush::redis {

using Arguments = std::span<const std::string_view>;

// Every argument travels with its length, so no byte of a key or a value can become a command.
void append_command(std::string& outgoing, Arguments arguments);

// Views into the reader: valid until its next call.
struct Reply {
  enum class Kind {
    text,     // a string or a status
    nothing,  // nil
    number,
    refused,  // an error; text is Redis's line, which begins with a code: OOM, READONLY, WRONGTYPE …
    list,     // the first elements of an array that are strings; others read as empty
  };
  static constexpr std::size_t elements_max = 4;  // "pmessage", pattern, channel, message

  Kind kind = Kind::nothing;
  std::string_view text;
  std::int64_t number = 0;
  std::array<std::string_view, elements_max> elements;
};

class ReplyReader {
 public:
  // Nothing that Redis says to us is near either: who goes beyond breaks the reader, before memory is taken.
  static constexpr int reply_elements_max = 64;
  static constexpr std::size_t reply_bytes_max = 1024 * 1024;

  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  std::optional<Reply> next();  // nullopt: more bytes are needed, or broken()
  bool broken() const;          // what came is not Redis's protocol; the connection is of no further use

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const;
  };
  struct FreeReply {
    void operator()(void* reply) const;
  };
  std::unique_ptr<redisReader, FreeReader> reader_;
  std::unique_ptr<void, FreeReply> last_;
  std::size_t reply_bytes_ = 0;  // that came of a reply not yet whole
  bool broken_ = false;
};

}  // namespace lunchrush::redis
