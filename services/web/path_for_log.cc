#include "services/web/path_for_log.h"

namespace lunchrush::web {

constexpr std::size_t kept_bytes = 8;  // tells what kind of thing it was, and nothing of its secret

std::string path_for_log(std::string_view path) {
  std::string kept;
  for (;;) {
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    if (segment.size() <= logged_segment_bytes_max)
      kept += segment;
    else
      kept.append(segment.substr(0, kept_bytes)).append("…");
    if (slash == std::string_view::npos) return kept;
    kept += '/';
    path.remove_prefix(slash + 1);
  }
}

}  // namespace lunchrush::web
