// from_json: the parser's events go straight into the message. Nothing is built in between and text is copied
// once, because this is on the path of every order.
#include <bit>
#include <boost/json/basic_parser_impl.hpp>
#include <vector>

#include "services/web/codec.h"
#include "services/web/json_frames.h"
#include "services/web/pointer.h"

namespace lunchrush::web {
namespace {

using boost::json::error_code;
using google::protobuf::Message;

// boost::json::basic_parser's handler. Every event answers whether to go on; what is refused is passed over
// and remembered, until there are errors_max of them.
class Reader {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);  // the body's limit holds
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = 256;  // no member's name is near it

  explicit Reader(Message& message) : root_(message) {}

  std::vector<domain::FieldError>& faults() { return faults_; }
  bool full() const { return faults_.size() == errors_max; }
  std::string pointer() const { return frames_.pointer(); }

  bool on_object_begin(error_code& ec) {
    if (passes_over()) return open_passed();
    if (frames_.empty()) return open({.message = &root_, .table = &table_of(*root_.GetDescriptor())});
    if (!begin_value(ec)) return open_passed() && !ec;
    const auto& top = frames_.top();
    if (top.awaits(FieldShape::map))
      return open({.within = FieldShape::map, .message = top.message, .current = top.current});
    if (top.awaits(FieldShape::list) || top.current->kind != FieldKind::message)
      return open_passed() && refuse(wrong_type(*top.current), ec);
    return open({.message = top.place().add_message(), .table = top.current->message});
  }

  bool on_array_begin(error_code& ec) {
    if (passes_over()) return open_passed();
    if (frames_.empty()) return open_passed() && refuse({"wrong_type", "must be an object"}, ec);
    if (!begin_value(ec)) return open_passed() && !ec;
    const auto& top = frames_.top();
    if (!top.awaits(FieldShape::list)) return open_passed() && refuse(wrong_type(*top.current), ec);
    return open({.within = FieldShape::list, .message = top.message, .current = top.current});
  }

  bool on_object_end(std::size_t, error_code& ec) { return on_end(ec); }
  bool on_array_end(std::size_t, error_code& ec) { return on_end(ec); }

  bool on_key(std::string_view text, std::size_t, error_code& ec) {
    if (passes_over()) return true;
    const auto name = whole(text);
    const auto within = frames_.top().within;
    const bool goes_on = within == FieldShape::map ? begin_entry(name, ec) : begin_member(name, ec);
    gathered_.clear();
    return goes_on;
  }

  bool on_string(std::string_view text, std::size_t, error_code& ec) {
    const bool goes_on = on_scalar(ec, [&](const Place& at) { return at.set_text(whole(text)); });
    gathered_.clear();
    return goes_on;
  }

  bool on_int64(std::int64_t value, std::string_view text, error_code& ec) {
    return on_scalar(ec, [&](const Place& at) {
      // An integer has no negative zero; whoever writes one thinks in floating point.
      return value == 0 && text.starts_with('-') ? wrong_type(*at.known) : at.set_integer(value);
    });
  }
  bool on_uint64(std::uint64_t value, std::string_view, error_code& ec) {
    return on_scalar(ec, [&](const Place& at) { return at.set_integer(value); });
  }
  bool on_double(double value, std::string_view, error_code& ec) {
    return on_scalar(ec, [&](const Place& at) { return at.set_number(value); });
  }
  bool on_bool(bool value, error_code& ec) {
    return on_scalar(ec, [&](const Place& at) { return at.set_boolean(value); });
  }
  bool on_null(error_code& ec) {
    return on_scalar(ec, [](const Place&) -> std::optional<Fault> {
      return Fault{"null_value", "must not be null; leave the member out"};
    });
  }

  bool on_key_part(std::string_view text, std::size_t, error_code&) { return gather(text); }
  bool on_string_part(std::string_view text, std::size_t, error_code&) { return gather(text); }
  bool on_number_part(std::string_view, error_code&) { return true; }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

 private:
  template <class Set>
  bool on_scalar(error_code& ec, Set set) {
    if (passes_over()) return true;
    if (frames_.empty()) return refuse({"wrong_type", "must be an object"}, ec);
    if (!begin_value(ec)) return !ec;
    const auto& top = frames_.top();
    if (top.awaits(FieldShape::list) || top.awaits(FieldShape::map))
      return refuse(wrong_type(*top.current), ec);
    const auto fault = set(top.place());
    return fault ? refuse(*fault, ec) : true;
  }

  // Before any value. false: pass over it, because its member was refused or its list is full (or, with ec,
  // stop).
  bool begin_value(error_code& ec) {
    auto& top = frames_.top();
    if (top.within == FieldShape::single) return top.current != nullptr;
    if (top.within == FieldShape::map) return top.entry != nullptr;
    return has_room(top, ec);
  }

  bool has_room(Frame& top, error_code& ec) {
    const auto& rules = top.current->rules;
    if (++top.count <= rules.items_max) return true;
    if (top.count == rules.items_max + std::size_t{1})  // said once for the whole list
      refuse_at(frames_.pointer_above(), *check_items(rules, top.count), ec);
    return false;
  }

  bool begin_member(std::string_view name, error_code& ec) {
    auto& top = frames_.top();
    const auto at = top.table->find(name, top.position);
    top.current = nullptr;
    if (at == top.table->fields.size())
      return refuse_member(name, {"unknown_member", "is not a member here"}, ec);
    const auto& known = top.table->fields[at];
    const auto bit = std::uint64_t{1} << at;
    if (top.seen & bit) return refuse_member(name, {"duplicate_member", "appears more than once"}, ec);
    if (top.seen & known.rivals)
      return refuse_member(name, {"conflicting_member", "excludes another member that is present"}, ec);
    top.seen |= bit;
    top.position = at + 1;
    top.current = &known;
    return true;
  }

  bool begin_entry(std::string_view key, error_code& ec) {
    static const FieldRules key_rules;
    auto& top = frames_.top();
    top.entry = nullptr;
    if (const auto fault = check_text(key_rules, key)) return refuse_member(key, *fault, ec);
    if (has_entry(top, key)) return refuse_member(key, {"duplicate_member", "appears more than once"}, ec);
    if (!has_room(top, ec)) return !ec;
    top.entry = top.message->GetReflection()->AddMessage(top.message, top.current->field);
    top.entry->GetReflection()->SetString(top.entry, top.current->map_key, std::string(key));
    return true;
  }

  // A search, not a set: maps are small, and none is on a hot path.
  static bool has_entry(const Frame& map, std::string_view key) {
    const auto& reflection = *map.message->GetReflection();
    for (int at = 0, count = reflection.FieldSize(*map.message, map.current->field); at != count; ++at) {
      const auto& entry = reflection.GetRepeatedMessage(*map.message, map.current->field, at);
      if (entry.GetReflection()->GetString(entry, map.current->map_key) == key) return true;
    }
    return false;
  }

  bool on_end(error_code& ec) {
    if (passes_over()) return close_passed();
    const auto& closed = frames_.close();
    if (closed.within == FieldShape::single) return require_members(closed, ec);
    const auto fault = closed.count == 0 ? check_items(closed.current->rules, 0) : std::nullopt;
    return fault ? refuse(*fault, ec) : true;
  }

  bool require_members(const Frame& closed, error_code& ec) {
    for (auto missing = closed.table->needed & ~closed.seen; missing != 0; missing &= missing - 1) {
      auto pointer = frames_.pointer();
      append_pointer_step(pointer,
                          closed.table->fields[static_cast<std::size_t>(std::countr_zero(missing))].name);
      if (!refuse_at(std::move(pointer), {"required", "is required"}, ec)) return false;
    }
    return true;
  }

  bool open(const Frame& frame) {
    frames_.open(frame);
    return true;
  }

  bool passes_over() const { return passed_depth_ != 0; }
  bool open_passed() { return ++passed_depth_ != 0; }
  bool close_passed() {
    --passed_depth_;
    return true;
  }

  bool gather(std::string_view text) {
    if (!passes_over()) gathered_.append(text);
    return true;
  }

  std::string_view whole(std::string_view last) {
    if (gathered_.empty()) return last;
    return gathered_.append(last);
  }

  bool refuse(const Fault& fault, error_code& ec) { return refuse_at(frames_.pointer(), fault, ec); }

  bool refuse_member(std::string_view name, const Fault& fault, error_code& ec) {
    return refuse_at(frames_.pointer_to_member(name), fault, ec);
  }

  bool refuse_at(std::string pointer, const Fault& fault, error_code& ec) {
    faults_.push_back({std::move(pointer), std::string(fault.code), fault.detail});
    if (full()) ec = make_error_code(boost::system::errc::operation_canceled);
    return !full();
  }

  Message& root_;
  Frames frames_;
  std::size_t passed_depth_ = 0;  // brackets open inside a value that is passed over
  std::string gathered_;          // the beginning of a name or text that came in parts
  std::vector<domain::FieldError> faults_;
};

boost::json::parse_options strict() {
  boost::json::parse_options options;
  options.max_depth = json_depth_max;
  return options;
}

domain::Error malformed(std::string pointer, std::size_t at, const error_code& ec) {
  auto detail = "not valid JSON at byte " + std::to_string(at) + ": " + ec.message();
  return {domain::ErrorCode::malformed_body, detail, {{std::move(pointer), "malformed", detail}}};
}

}  // namespace

domain::Result<void> from_json(std::string_view text, Message& message) {
  message.Clear();
  boost::json::basic_parser<Reader> parser(strict(), message);
  error_code ec;
  const auto parsed = parser.write_some(false, text.data(), text.size(), ec);
  auto& reader = parser.handler();
  if (!ec && parsed != text.size()) ec = boost::json::error::extra_data;
  if (ec == boost::json::error::too_deep)
    reader.faults().push_back(
        {reader.pointer(), "too_deep", "must nest at most " + std::to_string(json_depth_max)});
  else if (ec && !reader.full())
    return malformed(reader.pointer(), parsed, ec);
  if (reader.faults().empty()) return {};
  return domain::Error{domain::ErrorCode::invalid_request, "the body breaks the rules of its fields",
                       std::move(reader.faults())};
}

}  // namespace lunchrush::web
