// Text as the protocol writes it: base64url (RFC 7515 section 2), form fields (RFC 6749 appendix B), and JSON of which
// there is one reading.
// Thread rules: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace schoolgate::auth::oidc {

using Json = nlohmann::json;

std::string to_base64url(std::string_view octets);
/// Nothing for padding, other characters, or another text than to_base64url() makes.
std::optional<std::string> from_base64url(std::string_view text);
/// SHA-256, 32 octets.
std::string sha256(std::string_view octets);

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// "a=b&c=d%20e"
std::string form(const Parameters& parameters);
std::string escaped(std::string_view text);

/// An object without a key that stands twice and not nested beyond reason: two readers see the same. Never throws.
std::optional<Json> read_object(std::string_view text);
/// Empty when it is not there or no text.
std::string text_at(const Json& object, const char* key);
/// The texts of the list at `key`.
std::vector<std::string> texts_at(const Json& object, const char* key);

/// https, a server, nothing that a URL must not hold. For addresses that a provider gives.
bool is_https(std::string_view address);

}  // namespace schoolgate::auth::oidc
