#include "services/redis/resp.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace lunchrush::redis {
namespace {

std::string_view text_of(const redisReply& reply) {
  const bool has_text =
      reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS || reply.type == REDIS_REPLY_ERROR;
  return has_text ? std::string_view(reply.str, reply.len) : std::string_view();
}

Reply::Kind kind_of(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS: return Reply::Kind::text;
    case REDIS_REPLY_INTEGER: return Reply::Kind::number;
    case REDIS_REPLY_ARRAY: return Reply::Kind::list;
    case REDIS_REPLY_ERROR: return Reply::Kind::refused;
    default: return Reply::Kind::nothing;
  }
}

// hiredis takes memory for all that an array announces, before any of it has come: not for these.
redisReplyObjectFunctions* bounded(const redisReplyObjectFunctions& functions) {
  static const auto unbounded = functions;
  static auto bounded = [] {
    auto out = unbounded;
    out.createArray = [](const redisReadTask* task, int elements) -> void* {
      return elements <= ReplyReader::reply_elements_max ? unbounded.createArray(task, elements) : nullptr;
    };
    return out;
  }();
  return &bounded;
}

constexpr std::string_view line_end = "\r\n";

void append_length(std::string& out, char what, std::size_t length) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), length).ptr;
  out.append(1, what).append(digits.data(), end).append(line_end);
}

Reply as_reply(const redisReply& from) {
  Reply reply{.kind = kind_of(from), .text = text_of(from), .number = from.integer, .elements = {}};
  if (reply.kind != Reply::Kind::list) return reply;
  const auto count = std::min(from.elements, Reply::elements_max);
  for (std::size_t i = 0; i != count; ++i) reply.elements[i] = text_of(*from.element[i]);
  return reply;
}

}  // namespace

// Ours: redisFormatCommandArgv prints each length by sprintf, into memory of its own (0028).
void append_command(std::string& outgoing, Arguments arguments) {
  append_length(outgoing, '*', arguments.size());
  for (const auto argument : arguments) {
    append_length(outgoing, '$', argument.size());
    outgoing.append(argument).append(line_end);
  }
}

ReplyReader::ReplyReader() : reader_(redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
  reader_->fn = bounded(*reader_->fn);
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  reply_bytes_ += bytes.size();
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) broken_ = true;
}

std::optional<Reply> ReplyReader::next() {
  if (broken_) return std::nullopt;
  void* reply = nullptr;
  broken_ = redisReaderGetReply(reader_.get(), &reply) != REDIS_OK;
  last_.reset(reply);
  if (!reply && reply_bytes_ > reply_bytes_max) broken_ = true;
  if (broken_ || !reply) return std::nullopt;
  reply_bytes_ = reader_->len - reader_->pos;
  return as_reply(*static_cast<const redisReply*>(reply));
}

bool ReplyReader::broken() const { return broken_; }

void ReplyReader::FreeReader::operator()(redisReader* reader) const { redisReaderFree(reader); }
void ReplyReader::FreeReply::operator()(void* reply) const { freeReplyObject(reply); }

}  // namespace lunchrush::redis
