#include "services/simulator/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace lunchrush::simulator {

Journal::Journal(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0)
    throw std::system_error(errno, std::generic_category(), "cannot open journal " + path_);
}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Journal::replay(const std::function<void(const boost::json::object&)>& each) {
  if (!kept()) return;
  std::ifstream file(path_, std::ios::binary);
  std::string line;
  std::uintmax_t whole_bytes = 0;
  for (std::size_t number = 1; std::getline(file, line) && !file.eof(); ++number) {
    boost::system::error_code fault;
    const auto value = boost::json::parse(line, fault);
    if (fault || !value.is_object()) {
      throw std::runtime_error(path_ + ", line " + std::to_string(number) + ": not a JSON object");
    }
    each(value.get_object());
    whole_bytes += line.size() + 1;
  }
  std::filesystem::resize_file(path_, whole_bytes);
}

void Journal::append(const boost::json::object& line) {
  if (!kept()) return;
  const std::string text = boost::json::serialize(line) + "\n";
  const auto written = ::write(descriptor_, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) return;
  throw std::system_error(written < 0 ? errno : ENOSPC, std::generic_category(),
                          "cannot write journal " + path_);
}

}  // namespace lunchrush::simulator
