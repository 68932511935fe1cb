// gzip (RFC 1952) in parts: what many answers share is compressed once, and each answer joins parts.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace lunchrush::web {

// A text as blocks of DEFLATE (RFC 1951) that stand alone: they end on a whole byte, refer to nothing before
// them, and none of them is the last.
struct GzipPart {
  std::string blocks;
  std::uint32_t checksum = 0;  // CRC-32 of the text
  std::size_t text_bytes = 0;
};

GzipPart compressed(std::string_view text);  // as far as it goes: for what is kept
GzipPart stored(std::string_view text);      // as it is: for the few bytes of a single answer

// What unpacks to the parts' texts, one after the other.
std::string gzip(std::initializer_list<const GzipPart*> parts);

}  // namespace lunchrush::web
