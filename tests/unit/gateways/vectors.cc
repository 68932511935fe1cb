#include "tests/unit/gateways/vectors.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace lunchrush::gateways::test {

namespace {

const std::filesystem::path& folder() {
  static const std::filesystem::path path =
      std::filesystem::path(LUNCHRUSH_SOURCE_DIR) / ".." / "shared" / "vectors";
  return path;
}

}  // namespace

std::vector<std::string> vector_names() {
  std::vector<std::string> names;
  for (const auto* gateway : {"wechat", "alipay"}) {
    if (!std::filesystem::is_directory(folder() / gateway)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder() / gateway))
      if (entry.path().extension() == ".json")
        names.push_back(std::string(gateway) + "/" + entry.path().stem().string());
  }
  return names;
}

std::optional<boost::json::value> vector_file(std::string_view name) {
  std::ifstream file(folder() / (std::string(name) + ".json"));
  if (!file) {
    std::cerr << "WARNING: NOT CHECKED against the published vector " << name << ": "
              << folder().lexically_normal() << " is not there; only keys made by this test were used.\n";
    return std::nullopt;
  }
  std::ostringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

}  // namespace lunchrush::gateways::test
