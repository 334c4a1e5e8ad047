#include "blocklists/change-control/keyed-hash/keyed_hash.h"

#include <sodium.h>

namespace schoolgate {

static_assert(std::tuple_size_v<KeyedDigest> == crypto_shorthash_siphashx24_BYTES);
static_assert(std::tuple_size_v<HashKey> == crypto_shorthash_siphashx24_KEYBYTES);

HashKey make_hash_key() {
  HashKey key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

KeyedDigest keyed_hash(const HashKey& key, std::span<const std::uint8_t> octets) {
  KeyedDigest digest{};
  crypto_shorthash_siphashx24(digest.data(), octets.data(), octets.size(), key.data());
  return digest;
}

}  // namespace schoolgate
