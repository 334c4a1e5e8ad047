#include "admin-api/routes/based_on.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "blocklists/change-control/kind.h"

namespace schoolgate::routes {
namespace {

// A page that stood open over a term: reading more of the log than this would keep a worker busy for a second.
constexpr std::uint64_t max_compared_changes = 20'000;
constexpr std::size_t changes_a_read = 500;

/// "/api/v1/local-records/{id}" is about "local_records", as change control calls it.
std::string noun_of(std::string_view pattern) {
  constexpr std::string_view root = "/api/v1/";
  std::string noun(pattern.substr(std::min(root.size(), pattern.size())));
  noun.resize(std::min(noun.find('/'), noun.size()));
  std::ranges::replace(noun, '-', '_');
  return noun;
}

std::expected<void, http::Problem> conflict(const Record& change) {
  return std::unexpected(http::changed_meanwhile(
      fmt::format("{} changed it at {} (\"{}\"), after you had opened it. Nothing of yours was saved.", change.user,
                  to_rfc3339(std::chrono::floor<std::chrono::seconds>(change.time)), change.why)));
}

}  // namespace

std::expected<void, http::Problem> unless_changed(const Context& context, std::string_view pattern, const Call& call) {
  const auto text = call.request.header(based_on_header);
  std::uint64_t based_on = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), based_on);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
    return std::unexpected(http::bad_request(fmt::format("The header {} holds no serial number.", based_on_header)));
  const auto newest = context.changes.state()->serial;
  if (based_on + max_compared_changes < newest)
    return std::unexpected(http::changed_meanwhile("It was opened so long ago that it cannot be compared any more."));
  const std::string noun = noun_of(pattern);
  while (based_on < newest) {
    const auto changes = context.changes.records(based_on, changes_a_read);
    if (changes.empty()) break;
    for (const Record& change : changes) {
      const Kind* kind = find_kind(change.kind);
      if (kind != nullptr && kind->noun == noun && (call.ids.empty() || change.subject == call.ids[0]))
        return conflict(change);
    }
    based_on = changes.back().serial;
  }
  return {};
}

}  // namespace schoolgate::routes
