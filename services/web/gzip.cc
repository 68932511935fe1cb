#include "services/web/gzip.h"

#include <zlib.h>

#include <new>

namespace lunchrush::web {
namespace {

constexpr int bare_window = -15;  // zlib's way to ask for blocks without a header
constexpr int memory_most = 9;
constexpr std::size_t flush_bytes_max = 16;  // of the empty block that a flush ends with
constexpr std::size_t stored_block_max = 65'535;

// Method DEFLATE, no name, no time, compressed as far as it goes, no system in particular.
constexpr std::string_view gzip_head{"\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10};
constexpr std::string_view last_block{"\x03\0", 2};  // an empty one

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

std::uint32_t checksum_of(std::string_view text) {
  return static_cast<std::uint32_t>(crc32_z(0, bytes_of(text), text.size()));
}

void append_little_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int at = 0; at != bytes; ++at) out.push_back(static_cast<char>(value >> (8 * at) & 0xff));
}

}  // namespace

GzipPart compressed(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, bare_window, memory_most, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  std::string blocks(deflateBound(&stream, text.size()) + flush_bytes_max, '\0');
  stream.next_in = const_cast<Bytef*>(bytes_of(text));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(blocks.data());
  stream.avail_out = static_cast<uInt>(blocks.size());
  deflate(&stream, Z_FULL_FLUSH);  // cannot fail: the room is enough for the worst text
  blocks.resize(stream.total_out);
  deflateEnd(&stream);
  return {std::move(blocks), checksum_of(text), text.size()};
}

GzipPart stored(std::string_view text) {
  GzipPart part{{}, checksum_of(text), text.size()};
  while (!text.empty()) {
    const auto block = text.substr(0, stored_block_max);
    part.blocks.push_back('\0');
    append_little_endian(part.blocks, block.size(), 2);
    append_little_endian(part.blocks, ~block.size(), 2);
    part.blocks.append(block);
    text.remove_prefix(block.size());
  }
  return part;
}

std::string gzip(std::initializer_list<const GzipPart*> parts) {
  constexpr std::size_t frame_bytes = gzip_head.size() + last_block.size() + 8;
  std::size_t bytes = frame_bytes;
  for (const auto* part : parts) bytes += part->blocks.size();
  std::string out;
  out.reserve(bytes);
  out.append(gzip_head);
  uLong checksum = 0;
  std::size_t text_bytes = 0;
  for (const auto* part : parts) {
    out.append(part->blocks);
    checksum = crc32_combine(checksum, part->checksum, static_cast<z_off_t>(part->text_bytes));
    text_bytes += part->text_bytes;
  }
  out.append(last_block);
  append_little_endian(out, checksum, 4);
  append_little_endian(out, text_bytes, 4);
  return out;
}

}  // namespace lunchrush::web
