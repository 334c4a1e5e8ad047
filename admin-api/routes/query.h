// Reads the query of a GET, as Fields reads a body: typed, every fault kept, unknown keys refused.
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-api/http/problem.h"
#include "blocklists/time.h"

namespace schoolgate::routes {

class Query {
 public:
  explicit Query(const http::Request& request) : request_(request) {}
  std::optional<std::string> text(std::string_view key);
  std::optional<std::uint64_t> number(std::string_view key);
  /// RFC 3339, or a day ("2026-09-01": its first moment, UTC).
  std::optional<UtcMillis> moment(std::string_view key);
  void add_error(std::string_view key, std::string detail);
  std::optional<http::Problem> finish();

 private:
  const http::Request& request_;
  std::vector<std::string> known_;
  std::vector<http::Problem::Field> errors_;
};

}  // namespace schoolgate::routes
