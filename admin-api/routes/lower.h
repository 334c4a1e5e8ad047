// Sign-in names are lower case, whatever is typed.
// Thread rules: pure.
#pragma once

#include <string>

namespace schoolgate::routes {

inline std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace schoolgate::routes
