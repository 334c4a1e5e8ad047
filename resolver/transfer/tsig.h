// Transaction signatures (RFC 8945) for zone transfers: signs the question, and verifies the many messages of the
// answer as section 5.3.1 has it. HMAC-SHA-256 and HMAC-SHA-512; what is signed with less is not trusted. Thread rules:
// a session is one transfer's, on one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/name.h"
#include "blocklists/time.h"

namespace schoolgate {

struct TsigKey {
  enum class Algorithm : std::uint8_t { hmac_sha256, hmac_sha512 };
  Name name;
  Algorithm algorithm = Algorithm::hmac_sha256;
  std::vector<std::uint8_t> secret;
};

/// Reads what tsig-keygen and named write: key "name" { algorithm hmac-sha256; secret "base64"; };
/// The fault never quotes a secret.
std::expected<std::vector<TsigKey>, Fault> parse_tsig_keys(std::string_view text);
std::expected<std::vector<TsigKey>, Fault> load_tsig_keys(const std::string& file);

class TsigSession {
 public:
  explicit TsigSession(const TsigKey& key) : key_(key) {}
  /// Appends the signature to a message without one.
  void sign(std::vector<std::uint8_t>& message, UtcSeconds now);
  /// Verifies and takes the signature off. A message between signed ones may have none; the first must have one, and
  /// is_complete() tells of the last. Faults: damaged, with what is wrong in words.
  std::expected<void, Fault> verify(std::vector<std::uint8_t>& message, UtcSeconds now);
  /// No message after the last signature: all that came is vouched for.
  bool is_complete() const { return signed_any_ && unsigned_ == 0; }

 private:
  struct Record;
  std::expected<void, Fault> check(const Record& record, std::vector<std::uint8_t>& message, UtcSeconds now);
  std::vector<std::uint8_t> mac(std::vector<std::uint8_t> digested) const;

  const TsigKey& key_;
  std::vector<std::uint8_t> last_mac_;  // the request's, then of the last signed message
  std::vector<std::uint8_t> unsigned_octets_;
  unsigned unsigned_ = 0;
  bool signed_any_ = false;
};

}  // namespace schoolgate
