// Every JSON pointer (RFC 6901) that a text has a value for, duplicates and the beginning of a broken text
// included.
#pragma once

#include <boost/json/basic_parser_impl.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lunchrush::fuzz {

class PlaceCollector {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  using error_code = boost::json::error_code;

  std::set<std::string> places{""};

  bool on_object_begin(error_code&) { return open(false); }
  bool on_array_begin(error_code&) { return open(true); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(std::string_view text, std::size_t, error_code&) {
    key_.append(text);
    return true;
  }
  bool on_key(std::string_view text, std::size_t, error_code&) {
    auto& top = open_.back();
    top.current = top.place + '/' + escaped(key_.append(text));
    key_.clear();
    places.insert(top.current);
    return true;
  }
  bool on_string(std::string_view, std::size_t, error_code&) { return scalar(); }
  bool on_int64(std::int64_t, std::string_view, error_code&) { return scalar(); }
  bool on_uint64(std::uint64_t, std::string_view, error_code&) { return scalar(); }
  bool on_double(double, std::string_view, error_code&) { return scalar(); }
  bool on_bool(bool, error_code&) { return scalar(); }
  bool on_null(error_code&) { return scalar(); }
  bool on_string_part(std::string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(std::string_view, error_code&) { return true; }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

 private:
  struct Open {
    std::string place;
    bool list = false;
    std::size_t count = 0;
    std::string current{};  // of the member whose value comes next
  };

  static std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name)
      out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    return out;
  }
  std::string here() {
    if (open_.empty()) return {};
    auto& top = open_.back();
    return top.list ? top.place + '/' + std::to_string(top.count++) : top.current;
  }
  bool scalar() {
    places.insert(here());
    return true;
  }
  bool open(bool list) {
    auto place = here();
    places.insert(place);
    open_.push_back({std::move(place), list});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Open> open_;
  std::string key_;
};

inline std::set<std::string> places_of(std::string_view text) {
  boost::json::basic_parser<PlaceCollector> parser(boost::json::parse_options{});
  boost::json::error_code ec;
  parser.write_some(false, text.data(), text.size(), ec);
  return std::move(parser.handler().places);
}

}  // namespace lunchrush::fuzz
