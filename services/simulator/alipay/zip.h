// A ZIP archive with its files stored as they are, names in raw bytes (GBK, as Alipay leaves them).
#pragma once

#include <string>
#include <vector>

namespace lunchrush::simulator::alipay {

struct ZipEntry {
  std::string name, bytes;
};

std::string zip(const std::vector<ZipEntry>& entries);

}  // namespace lunchrush::simulator::alipay
