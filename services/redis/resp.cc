#include "services/redis/resp.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <new>
#include <vector>

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

Reply as_reply(const redisReply& from) {
  Reply reply{.kind = kind_of(from), .text = text_of(from), .number = from.integer, .elements = {}};
  if (reply.kind != Reply::Kind::list) return reply;
  const auto count = std::min(from.elements, Reply::elements_max);
  for (std::size_t i = 0; i != count; ++i) reply.elements[i] = text_of(*from.element[i]);
  return reply;
}

}  // namespace

void append_command(std::string& outgoing, Arguments arguments) {
  std::array<const char*, 8> texts{};
  std::array<std::size_t, 8> sizes{};
  if (arguments.size() > texts.size()) throw std::length_error("a Redis command of more than 8 arguments");
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    texts[i] = arguments[i].data() ? arguments[i].data() : "";
    sizes[i] = arguments[i].size();
  }
  char* bytes = nullptr;
  const auto size =
      redisFormatCommandArgv(&bytes, static_cast<int>(arguments.size()), texts.data(), sizes.data());
  if (size < 0) throw std::bad_alloc();
  outgoing.append(bytes, static_cast<std::size_t>(size));
  redisFreeCommand(bytes);
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
