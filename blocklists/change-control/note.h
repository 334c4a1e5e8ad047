// Signed notes (C2SP signed-note) with one Ed25519 key (RFC 8032): the box's own, made at first start.
//   text, ending in a line end
//   (an empty line)
//   — <name> <base64(key id, 4 octets; signature, 64 octets)>
// Thread rules: plain values; sign() may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "blocklists/fault.h"

namespace schoolgate {

/// What a verifier needs: "schoolgate/0123456789abcdef+<key id, 8 hex digits>+<base64(0x01, public key)>".
struct VerifierKey {
  std::string name;
  std::array<std::uint8_t, 32> key{};
  std::string to_text() const;
  static std::expected<VerifierKey, Fault> parse(std::string_view text);
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

class SigningKey {
 public:
  /// A new one from the system's random source; its name is made from its public key.
  static SigningKey make();
  /// Faults: storage (cannot be read), damaged (is no key), not_found.
  static std::expected<SigningKey, Fault> load(const std::string& file);
  /// Mode 0600, on the disk before it returns, never half there.
  std::expected<void, Fault> save(const std::string& file) const;

  const VerifierKey& verifier() const { return verifier_; }
  /// `text` must end in a line end.
  std::string sign(std::string_view text) const;

 private:
  explicit SigningKey(const std::array<std::uint8_t, 32>& seed);
  std::array<std::uint8_t, 64> secret_{};
  VerifierKey verifier_;
};

/// The text that was signed, or why the note is not good. Exactly one signature, by this key, and nothing after it.
std::expected<std::string, Fault> open_note(std::string_view note, const VerifierKey& key);

}  // namespace schoolgate
