// Passwords: argon2id by libsodium, the rules that a new one must meet, and one-time passwords.
// Thread rules: any thread. One hash at a time in the process: each takes 64 MiB, and a small box has little more.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "admin-api/auth/common_words.h"

namespace schoolgate::auth {

inline constexpr std::size_t min_password_characters = 12;  // NCSC: length first, no forced mixture of characters
inline constexpr std::size_t max_password_octets = 256;     // bounds the work; longer helps nobody

/// False for an empty or damaged hash as well, after the same work: time does not tell which users exist.
bool verify_password(const std::string& hash, const std::string& password);
/// Why this password must not be used; nothing when it may. Where the list of common words is missing, the other rules
/// hold, and `status` tells that it is (common_words.h).
std::optional<std::string> password_fault(std::string_view user, std::string_view password,
                                          const std::string& common_words = common_words_file);

}  // namespace schoolgate::auth
