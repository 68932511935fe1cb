#include "services/pages/html_text.h"

namespace lunchrush::pages {

void append_html(std::string& out, std::string_view text) {
  for (const char character : text) {
    switch (character) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += character;
    }
  }
}

std::string json_for_html(std::string json) {
  if (json.find('<') == std::string::npos) return json;
  std::string out;
  out.reserve(json.size() + 64);
  for (const char character : json) {
    if (character == '<')
      out += "\\u003c";
    else
      out += character;
  }
  return out;
}

}  // namespace lunchrush::pages
