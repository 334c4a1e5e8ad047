#include "blocklists/change-control/keyed-hash/keyed_hash.h"

#include <sodium.h>

namespace schoolgate {

static_assert(std::tuple_size_v<KeyedDigest> >= crypto_generichash_BYTES_MIN);
static_assert(std::tuple_size_v<HashKey> >= crypto_generichash_KEYBYTES_MIN);

KeyedDigest keyed_hash(const HashKey& key, std::span<const std::uint8_t> octets) {
  KeyedDigest digest{};
  crypto_generichash(digest.data(), digest.size(), octets.data(), octets.size(), key.data(), key.size());
  return digest;
}

}  // namespace schoolgate
