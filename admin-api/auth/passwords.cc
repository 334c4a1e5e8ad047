#include "admin-api/auth/passwords.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <new>

#include <fmt/format.h>
#include <sodium.h>

#include "admin-api/auth/common_words.h"
#include "admin-api/auth/secrets.h"
#include "admin-api/server.h"

namespace schoolgate {
namespace {

// Between libsodium's "interactive" (2 passes) and "moderate" (256 MiB): RFC 9106 section 4's second choice is 3 passes
// over 64 MiB, about 0.1 s on a PC and 0.5 s on a Raspberry Pi 4.
constexpr unsigned long long argon2_passes = 3;
constexpr std::size_t argon2_octets = std::size_t{64} * 1024 * 1024;

std::mutex one_at_a_time;

void start_sodium() {
  if (sodium_init() < 0) throw std::bad_alloc();  // the system has no randomness: nothing safe can follow
}

}  // namespace

std::string hash_password(const std::string& password) {
  start_sodium();
  const std::lock_guard lock(one_at_a_time);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), argon2_passes, argon2_octets) != 0)
    throw std::bad_alloc();
  return text.data();
}

std::string make_one_time_password() {
  constexpr int groups = 5;  // 99 bits
  return auth::readable_code(groups);
}

namespace auth {
namespace {

// The most used passwords of twelve characters and more, and what a school's people would try first. Compared in lower
// case without digits and marks at the end.
constexpr std::array common_passwords{
    "passwordpassword",
    "password",
    "qwertyuiop",
    "qwertyuiopasdf",
    "qwertyuiopasdfghjkl",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "iloveyouforever",
    "letmein",
    "letmeinplease",
    "welcome",
    "welcomewelcome",
    "administrator",
    "adminadminadmin",
    "admin",
    "schoolschool",
    "school",
    "schoolgate",
    "schoolgateschoolgate",
    "networkmanager",
    "headteacher",
    "teacherteacher",
    "changeme",
    "changemechangeme",
    "changeit",
    "secretsecret",
    "mypassword",
    "thisismypassword",
    "passphrase",
    "correcthorsebatterystaple",
    "unbelievable",
    "manchesterunited",
    "liverpoolfc",
    "sunshine",
    "princess",
    "abcdefghijkl",
    "abcdefghijklm",
    "abcdefghijklmn",
    "football",
    "footballfootball",
    "baseball",
    "superman",
    "trustnoone",
};

std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string without_tail(std::string text) {
  while (!text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) == 0) text.pop_back();
  return text;
}

/// "aaaaaaaaaaaa", "abababababab", "123412341234": a short piece over and over.
bool repeats_a_piece(std::string_view text) {
  constexpr std::size_t longest_piece = 4;
  for (std::size_t piece = 1; piece <= longest_piece; ++piece)
    if (text.substr(piece) == text.substr(0, text.size() - piece)) return true;
  return false;
}

/// "123456789012", "abcdefghijkl" and backwards; 9 to 0 counts as a step.
bool is_a_run(std::string_view text) {
  const auto steps = [&](int by) {
    for (std::size_t n = 1; n < text.size(); ++n) {
      const int step = text[n] - text[n - 1];
      if (step != by && step != -9 * by) return false;
    }
    return true;
  };
  return steps(1) || steps(-1);
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// A hash that no password has, made once: verifying against it costs what any other costs.
const std::string& nobodys_hash() {
  static const std::string hash = hash_password(make_one_time_password());
  return hash;
}

}  // namespace

bool verify_password(const std::string& hash, const std::string& password) {
  const bool usable = hash.starts_with("$argon2id$");
  const std::string& against = usable ? hash : nobodys_hash();
  start_sodium();
  const std::lock_guard lock(one_at_a_time);
  const bool right = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return usable && right;
}

std::optional<std::string> password_fault(std::string_view user, std::string_view password,
                                          const std::string& common_words) {
  if (characters(password) < min_password_characters)
    return fmt::format("A password needs {} characters or more; three or four random words are good.",
                       min_password_characters);
  if (password.size() > max_password_octets)
    return fmt::format("A password may have {} octets at most.", max_password_octets);
  const std::string text = folded(password);
  const std::string name = folded(user);
  if (name.size() >= 3 && text.contains(name)) return "A password must not hold the user's name.";
  const std::string core = without_tail(text);
  const bool common =
      std::ranges::any_of(common_passwords, [&](std::string_view one) { return one == text || one == core; });
  if (common || core.empty() || repeats_a_piece(text) || is_a_run(text) ||
      is_common_word(password, common_words).value_or(false))
    return "This password is among the first that an attacker tries; choose three or four random words.";
  return std::nullopt;
}

}  // namespace auth
}  // namespace schoolgate
