#include "bench/load/source.h"

#include <unistd.h>

#include <fstream>
#include <sstream>

#include "bench/load/clock.h"

namespace lunchrush::bench {
namespace {

constexpr std::size_t digits = 12;  // of a request's number in its key
constexpr std::string_view order_body =
    R"({"store_id":STORE,"channel":"pos","service":{"kind":"takeout","table":"","guests":1},)"
    R"("lines":[{"sku":"gongbao","quantity":1,"options":["less_spicy"],"note":""}],"payment_timing":"prepay"})";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw BadArguments("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// `nth` of the stores.
std::string request_text(const Options& options, const std::string& first_line, const std::string& headers,
                         const std::string& body, std::size_t nth = 0) {
  std::string text = first_line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!options.tokens.empty())
    text += "Authorization: Bearer " + options.tokens[nth % options.tokens.size()] + "\r\n";
  for (const auto& line : options.headers) text += line + "\r\n";
  text += headers;
  if (!body.empty())
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

void put_digits(std::string& text, std::size_t at, std::uint64_t number) {
  for (auto place = digits; place-- > 0; number /= 10)
    text[at + place] = static_cast<char>('0' + number % 10);
}

class Orders final : public Source {
 public:
  explicit Orders(const Options& options) : keys_(options.keys) {
    const auto run =
        options.run.empty() ? std::to_string(clock_now()) + "-" + std::to_string(getpid()) : options.run;
    const auto body = options.body_file.empty() ? std::string(order_body) : read_file(options.body_file);
    for (const auto& store : options.stores) {
      auto filled = body;
      if (const auto place = filled.find("STORE"); place != std::string::npos)
        filled.replace(place, 5, store);
      const auto key = "Idempotency-Key: " + run + "-" + std::string(digits, '0');
      texts_.push_back(request_text(options, "POST /v1/orders", key + "\r\n", filled, texts_.size()));
      key_at_.push_back(texts_.back().find(key) + key.size() - digits);
    }
  }

  std::string_view request(std::uint64_t number) override {
    if (keys_ != 0) number %= keys_;
    const auto store = number % texts_.size();
    put_digits(texts_[store], key_at_[store], number);
    return texts_[store];
  }

 private:
  std::uint64_t keys_;
  std::vector<std::string> texts_;  // one for each store
  std::vector<std::size_t> key_at_;
};

// The same few requests in turn: menus, or reads of the orders whose ids are in a file.
class Prepared final : public Source {
 public:
  explicit Prepared(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  std::string_view request(std::uint64_t number) override { return texts_[number % texts_.size()]; }

 private:
  std::vector<std::string> texts_;
};

std::unique_ptr<Source> reads(const Options& options) {
  std::istringstream ids(read_file(options.file));
  std::vector<std::string> texts;
  for (std::string id; std::getline(ids, id);)
    if (!id.empty()) texts.push_back(request_text(options, "GET /v1/orders/" + id, "", ""));
  if (texts.empty()) throw BadArguments(options.file + " holds no id");
  return std::make_unique<Prepared>(std::move(texts));
}

std::unique_ptr<Source> menus(const Options& options) {
  const auto condition = options.etag.empty() ? "" : "If-None-Match: " + options.etag + "\r\n";
  std::vector<std::string> texts;
  for (const auto& store : options.stores)
    texts.push_back(request_text(options, "GET /v1/stores/" + store + "/menu", condition, ""));
  return std::make_unique<Prepared>(std::move(texts));
}

// Whole requests one after another, told apart by their Content-Length.
class Recorded final : public Source {
 public:
  Recorded(const std::string& path, bool repeat) : text_(read_file(path)), repeat_(repeat) {
    constexpr std::string_view length_is = "\r\nContent-Length: ";
    const std::string_view all = text_;
    for (std::size_t from = 0; from < all.size();) {
      const auto head = all.find("\r\n\r\n", from);
      if (head == std::string_view::npos) throw BadArguments(path + " ends within a request");
      const auto length = all.substr(from, head - from).find(length_is);
      const auto body = length == std::string_view::npos
                            ? 0
                            : std::strtoull(text_.c_str() + from + length + length_is.size(), nullptr, 10);
      if (head + 4 + body > all.size()) throw BadArguments(path + " ends within a body");
      requests_.push_back(all.substr(from, head + 4 + body - from));
      from = head + 4 + body;
    }
    if (requests_.empty()) throw BadArguments(path + " holds no request");
  }
  std::string_view request(std::uint64_t number) override { return requests_[number % requests_.size()]; }
  std::uint64_t count() const override { return repeat_ ? UINT64_MAX : requests_.size(); }

 private:
  std::string text_;
  std::vector<std::string_view> requests_;
  bool repeat_;
};

}  // namespace

std::unique_ptr<Source> make_source(const Options& options) {
  switch (options.mode) {
    case Mode::orders: return std::make_unique<Orders>(options);
    case Mode::reads: return reads(options);
    case Mode::menu:
    case Mode::idle: return menus(options);
    case Mode::notifications: return std::make_unique<Recorded>(options.file, false);
    case Mode::file: return std::make_unique<Recorded>(options.file, options.repeat);
    case Mode::feed: break;
  }
  throw BadArguments("feed sends nothing");
}

}  // namespace lunchrush::bench
