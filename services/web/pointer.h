// JSON pointers (RFC 6901), as FieldError names places by them.
#pragma once

#include <string>
#include <string_view>

namespace lunchrush::web {

// "/" and the name, with '~' as "~0" and '/' as "~1".
inline void append_pointer_step(std::string& pointer, std::string_view name) {
  pointer.push_back('/');
  for (const char character : name) {
    if (character == '~') pointer.append("~0");
    if (character == '/') pointer.append("~1");
    if (character != '~' && character != '/') pointer.push_back(character);
  }
}

}  // namespace lunchrush::web
