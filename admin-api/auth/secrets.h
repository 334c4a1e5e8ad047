// Random secrets, and the hashes under which they are kept: whoever reads the store has no token, code or session.
// A plain hash is enough where the secret is random and long; passwords, which are neither, have passwords.h.
// Thread rules: any thread.
#pragma once

#include <string>
#include <string_view>

namespace schoolgate::auth {

void fill_with_random(std::string& octets);
/// 256 random bits as 43 characters of base64url.
std::string random_token();
/// Groups of four lower-case letters and digits without look-alikes, to be read aloud and from paper: "k7wm-...".
/// Each group is worth nearly 20 bits.
std::string readable_code(int groups);

/// BLAKE2b-256, hexadecimal.
std::string secret_hash(std::string_view secret);
/// The same for a readable code as people type it: case, blanks and hyphens do not count.
std::string code_hash(std::string_view typed);
/// In constant time.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace schoolgate::auth
