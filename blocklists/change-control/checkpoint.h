// A signed statement of the log's size and root hash, so that nobody can quietly edit what came before it.
// Text form: C2SP tlog-checkpoint (origin, size, base64 root) in a C2SP signed note with one Ed25519 signature
// (RFC 8032). Tree: RFC 6962 section 2.1 with SHA-256.
// Thread rules: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "blocklists/fault.h"

namespace schoolgate {

using Hash = std::array<std::uint8_t, 32>;

struct Checkpoint {
  std::string origin;      // "schoolgate/<first 16 hex digits of the key's hash>"
  std::uint64_t size = 0;  // leaves
  Hash root{};
  std::string note;  // the signed note, whole
};

class SigningKey;
struct VerifierKey;

Checkpoint make_checkpoint(const SigningKey& key, std::uint64_t size, const Hash& root);
/// Faults: damaged, with what is wrong, as the end of a sentence that begins with "the checkpoint".
std::expected<Checkpoint, Fault> open_checkpoint(std::string_view note, const VerifierKey& key);

}  // namespace schoolgate
