// The chunked transfer coding, read strictly: CRLF only, bounded extensions and trailers, trailers thrown
// away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/web/limits_hit.h"

namespace lunchrush::web {

inline constexpr std::size_t chunk_line_bytes_max =
    256;  // size and extension of one chunk; one trailer field
inline constexpr std::size_t chunk_extras_bytes_max = 4096;  // all extensions and trailers of one body

class ChunkedReader {
 public:
  enum class State { more, done, refused, too_large };

  explicit ChunkedReader(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // Takes what it can from the front of `bytes`; `taken` says how much. The body so far is in body().
  State read(std::string_view bytes, std::size_t& taken);
  std::string& body() { return body_; }
  std::optional<Limit> limit() const { return limit_; }  // that made it refuse

 private:
  enum class Expects { size, data, data_end, trailer };

  State read_line(std::string_view& left);
  State read_size(std::string_view line);
  State read_data(std::string_view& left);
  State refuse(Limit limit);

  std::size_t body_bytes_max_;
  std::string body_;
  Expects expects_ = Expects::size;
  std::uint64_t chunk_left_ = 0;
  std::size_t extras_bytes_ = 0;
  std::optional<Limit> limit_;
};

}  // namespace lunchrush::web
