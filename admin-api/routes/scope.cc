#include "admin-api/routes/scope.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 4> texts{"read", "requests", "lists", "full"};  // as TokenScope's values

bool below(std::string_view pattern, std::string_view place) {
  return pattern == place || (pattern.starts_with(place) && pattern[place.size()] == '/');
}

bool below_any(std::string_view pattern, std::initializer_list<std::string_view> places) {
  return std::ranges::any_of(places, [&](std::string_view place) { return below(pattern, place); });
}

/// People, their passwords, second factors, sessions and tokens: a token that leaks must not become an account.
bool is_of_signing_in(const Access& access) {
  if (access.pattern == "/api/v1/session" || below(access.pattern, "/api/v1/people")) return access.method != "GET";
  return below_any(access.pattern, {"/api/v1/session", "/api/v1/tokens", "/api/v1/invitations", "/api/v1/rescues"});
}

}  // namespace

bool in_scope(TokenScope scope, const Access& access) {
  if (is_of_signing_in(access)) return false;
  if (access.method == "GET") return true;
  switch (scope) {
    case TokenScope::read:
      return false;
    case TokenScope::requests:
      return below_any(access.pattern, {"/api/v1/unblocks", "/api/v1/requests"});
    case TokenScope::lists:
      return below_any(access.pattern, {"/api/v1/lists", "/api/v1/sources", "/api/v1/uploads"});
    case TokenScope::full:
      return true;
  }
  return false;
}

std::string_view to_text(TokenScope scope) { return texts[static_cast<std::size_t>(scope)]; }

std::optional<TokenScope> parse_scope(std::string_view text) {
  const auto* found = std::ranges::find(texts, text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<TokenScope>(found - texts.begin());
}

}  // namespace schoolgate::routes
