#include "services/gateways/alipay/charset.h"

#include <iconv.h>

#include <algorithm>
#include <memory>

namespace lunchrush::gateways::alipay {

namespace {

struct Close {
  using pointer = iconv_t;
  void operator()(iconv_t converter) const {
    if (converter != iconv_t(-1)) iconv_close(converter);
  }
};
using Converter = std::unique_ptr<iconv_t, Close>;

// GB18030 contains GBK, which contains GB2312; UTF-8 through itself is a check. Null for others.
const char* known_charset(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 32) : c; });
  if (lower == "utf-8" || lower == "utf8") return "UTF-8";
  if (lower == "gbk" || lower == "gb2312" || lower == "gb18030") return "GB18030";
  return nullptr;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
  const auto* const from = known_charset(charset);
  if (from == nullptr) return std::nullopt;
  const Converter converter(iconv_open("UTF-8", from));
  if (converter.get() == iconv_t(-1)) return std::nullopt;
  std::string in(bytes);
  std::string out(in.size() * 4, '\0');  // no GB18030 or UTF-8 byte becomes more than four
  auto* source = in.data();
  auto source_left = in.size();
  auto* sink = out.data();
  auto sink_left = out.size();
  if (iconv(converter.get(), &source, &source_left, &sink, &sink_left) == std::size_t(-1))
    return std::nullopt;
  if (source_left != 0) return std::nullopt;
  out.resize(out.size() - sink_left);
  return out;
}

}  // namespace lunchrush::gateways::alipay
