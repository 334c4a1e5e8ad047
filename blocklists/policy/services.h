// Named services: what people call by one name and what a school decides about as one thing ("TikTok", "WhatsApp"), as
// data: each with the names it is reached by. A name stands for itself and everything below it.
// Ids are stable for ever (they are stored and logged); numbers are not, and never leave the process.
// Thread rules: constant data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace schoolgate {

using ServiceNumber = std::uint16_t;  // place in services()

struct Service {
  std::string_view id;                      // "tiktok"
  std::string_view title;                   // "TikTok"
  std::string_view category;                // taxonomy id: what kind of service it is
  std::span<const std::string_view> names;  // canonical text, A-labels, lower case
  bool with_category = true;                // what is said of its category holds for it; false: only by its own name
};

/// All services, sorted by id.
std::span<const Service> services();
std::optional<ServiceNumber> find_service(std::string_view id);

}  // namespace schoolgate
