#include "admin-api/routes/query.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "admin-api/routes/nearest.h"

namespace schoolgate::routes {

void Query::add_error(std::string_view key, std::string detail) {
  errors_.push_back({fmt::format("?{}", key), std::move(detail)});
}

std::optional<std::string> Query::text(std::string_view key) {
  known_.emplace_back(key);
  const auto found = request_.query.find(std::string(key));
  if (found == request_.query.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<std::uint64_t> Query::number(std::string_view key) {
  const auto written = text(key);
  if (!written) return std::nullopt;
  std::uint64_t value = 0;
  const auto* end = written->data() + written->size();
  const auto parsed = std::from_chars(written->data(), end, value);
  if (parsed.ec == std::errc{} && parsed.ptr == end) return value;
  add_error(key, "This must be a whole number, 0 or more.");
  return std::nullopt;
}

std::optional<UtcMillis> Query::moment(std::string_view key) {
  const auto written = text(key);
  if (!written) return std::nullopt;
  constexpr std::size_t day_size = 10;
  auto when = parse_rfc3339(written->size() == day_size ? *written + "T00:00:00Z" : *written);
  if (!when) add_error(key, "This must be a day such as 2026-09-01 or a moment such as 2026-09-01T09:30:00Z.");
  return when;
}

std::optional<http::Problem> Query::finish() {
  for (const auto& [key, value] : request_.query) {
    if (std::ranges::find(known_, key) != known_.end()) continue;
    add_error(key, known_.empty()
                       ? fmt::format("\"{}\" is not known here.", key)
                       : fmt::format("\"{}\" is not known here; did you mean \"{}\"?", key, nearest(key, known_)));
  }
  if (errors_.empty()) return std::nullopt;
  return http::bad_input(std::move(errors_));
}

}  // namespace schoolgate::routes
