#include "services/settings/settings.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "services/settings/names.h"

namespace lunchrush::settings {
namespace {

constexpr std::string_view prefix = "LUNCHRUSH_";
constexpr std::string_view file_suffix = "_FILE";
constexpr std::size_t file_bytes_max = 64 * 1024;  // a key or a certificate chain, never more

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : std::string(separator)) + part;
  return all;
}

std::optional<std::int64_t> parsed_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Environment environment() {
  Environment found;
  for (auto entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const auto equals = line.find('=');
    if (!line.starts_with(prefix) || equals == std::string_view::npos) continue;
    found.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return found;
}

Reader::Reader(std::string program, Environment environment)
    : program_(std::move(program)), environment_(std::move(environment)) {}

std::string Reader::text(const std::string& name, const std::string& fallback, const std::string& help) {
  declare({name, fallback, help});
  return value(name).value_or(fallback);
}

std::string Reader::required_text(const std::string& name, const std::string& help) {
  declare({name, "", help, Kind::required_text});
  return required(name);
}

std::string Reader::secret(const std::string& name, const std::string& help) {
  declare({name, "", help, Kind::secret});
  return required(name);
}

std::int64_t Reader::integer(const std::string& name, std::int64_t fallback, Bounds bounds,
                             const std::string& help) {
  declare({name, std::to_string(fallback), help});
  const auto given = value(name);
  if (!given) return fallback;
  const auto number = parsed_integer(*given);
  if (number && *number >= bounds.min && *number <= bounds.max) return *number;
  const auto upper = bounds.max == INT64_MAX ? std::string(" or more") : " to " + std::to_string(bounds.max);
  faults_.push_back(name + " must be a whole number, " + std::to_string(bounds.min) + upper + ", not \"" +
                    *given + "\"");
  return fallback;
}

std::chrono::milliseconds Reader::milliseconds(const std::string& name, std::chrono::milliseconds fallback,
                                               const std::string& help) {
  return std::chrono::milliseconds(integer(name, fallback.count(), {}, help + " In milliseconds."));
}

std::string Reader::choice(const std::string& name, const std::string& fallback,
                           std::vector<std::string> choices, const std::string& help) {
  declare({name, fallback, help + " One of " + joined(choices, ", ") + "."});
  const auto given = value(name);
  if (!given) return fallback;
  if (std::ranges::count(choices, *given)) return *given;
  faults_.push_back(name + " must be one of " + joined(choices, ", ") + ", not \"" + *given + "\"");
  return fallback;
}

domain::Result<void> Reader::finish() const {
  auto faults = faults_;
  for (auto& unknown : unknown_names()) faults.push_back(std::move(unknown));
  if (faults.empty()) return {};
  return domain::Error{domain::ErrorCode::invalid_request, joined(faults, "\n")};
}

std::string Reader::help() const {
  std::ostringstream out;
  out << "lunchrush-" << program_ << " is configured by its environment:\n\n";
  for (const auto& setting : settings_) {
    out << "  " << setting.name << '\n' << "      " << setting.help;
    switch (setting.kind) {
      case Kind::text: out << " [" << setting.fallback << "]"; break;
      case Kind::required_text: out << " (required)"; break;
      case Kind::secret: out << " (required, secret; better given as " << setting.name << "_FILE)"; break;
    }
    out << '\n';
  }
  out << "\nNAME_FILE names a file that holds the value of NAME. An unknown LUNCHRUSH_ name is an error.\n";
  return out.str();
}

void Reader::declare(Setting setting) { settings_.push_back(std::move(setting)); }

std::string Reader::required(const std::string& name) {
  const auto faults_before = faults_.size();
  auto given = value(name);
  if (!given && faults_.size() == faults_before)
    faults_.push_back(name + " is missing: set it, or " + name + "_FILE");
  return given.value_or("");
}

// Faults never quote what a _FILE name or a secret holds: it would end in a log.
std::optional<std::string> Reader::value(const std::string& name) {
  const auto find = [this](const std::string& key) -> std::optional<std::string> {
    const auto found = environment_.find(key);
    if (found == environment_.end() || found->second.empty()) return std::nullopt;
    return found->second;
  };
  const auto direct = find(name);
  const auto path = find(name + std::string(file_suffix));
  if (!path) return direct;
  if (!direct) return file_content(name, *path);
  faults_.push_back(name + " and " + name + "_FILE are both set: which one is meant?");
  return std::nullopt;
}

std::optional<std::string> Reader::file_content(const std::string& name, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(file_bytes_max + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  while (content.ends_with('\n') || content.ends_with('\r')) content.pop_back();
  const auto refuse = [&](std::string_view why) {
    faults_.push_back(name + "_FILE: " + path + " " + std::string(why));
    return std::nullopt;
  };
  if (!file.is_open() || file.bad()) return refuse("cannot be read");
  if (content.size() > file_bytes_max) return refuse("is larger than 64 KiB");
  if (content.empty()) return refuse("is empty");
  return content;
}

std::vector<std::string> Reader::unknown_names() const {
  std::vector<std::string> faults;
  std::vector<std::string> readable;
  for (const auto& setting : settings_) {
    readable.push_back(setting.name);
    readable.push_back(setting.name + std::string(file_suffix));
  }
  for (const auto& [name, unused] : environment_) {
    if (!name.starts_with(prefix) || reads(name) || belongs_to_others(name, program_)) continue;
    const auto meant = did_you_mean(name, readable);
    faults.push_back(name + " is unknown" + (meant ? ": did you mean " + *meant + "?" : ""));
  }
  return faults;
}

bool Reader::reads(std::string_view name) const {
  return std::ranges::any_of(settings_, [&](const Setting& setting) {
    return name == setting.name || name == setting.name + std::string(file_suffix);
  });
}

}  // namespace lunchrush::settings
