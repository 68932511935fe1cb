// What dist/ held when this was built (cmake/EmbedFiles.cmake).
#pragma once

#include <span>
#include <string_view>

namespace lunchrush::pages {

struct File {
  std::string_view name;   // "kitchen.html", "kitchen-3F2A….js.gz"
  std::string_view bytes;  // of the program itself
};
std::span<const File> files();

}  // namespace lunchrush::pages
