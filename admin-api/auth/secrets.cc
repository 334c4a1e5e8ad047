#include "admin-api/auth/secrets.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <new>

#include <sodium.h>

#include "blocklists/change-control/text.h"

namespace schoolgate::auth {
namespace {

void start_sodium() {
  if (sodium_init() < 0) throw std::bad_alloc();  // the system has no randomness: nothing safe can follow
}

}  // namespace

void fill_with_random(std::string& octets) {
  start_sodium();
  randombytes_buf(octets.data(), octets.size());
}

std::string random_token() {
  std::string octets(32, '\0');
  fill_with_random(octets);
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()), octets.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

std::string readable_code(int groups) {
  start_sodium();
  constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";  // no i, l, o, 0, 1
  constexpr int in_group = 4;
  std::string code;
  for (int n = 0; n < groups * in_group; ++n) {
    if (n > 0 && n % in_group == 0) code += '-';
    code += alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
  }
  return code;
}

std::string secret_hash(std::string_view secret) {
  start_sodium();
  std::array<unsigned char, 32> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                     nullptr, 0);
  return to_hex(hash);
}

std::string code_hash(std::string_view typed) {
  std::string code;
  for (const char c : typed)
    if (c != ' ' && c != '-') code += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return secret_hash(code);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace schoolgate::auth
