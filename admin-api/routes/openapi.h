// openapi.yaml, carried in the program; embed.cmake writes the definition at build time.
// Thread rules: constant data; the text is made before main().
#pragma once

#include <string_view>

namespace schoolgate::routes {

extern const std::string_view openapi_yaml;

}  // namespace schoolgate::routes
