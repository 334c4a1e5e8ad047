// SHA-256 (FIPS 180-4) in pieces. Internal to this room: it shows libsodium.
// Thread rules: an object is used by one thread.
#pragma once

#include <cstdint>
#include <string_view>

#include <sodium.h>

#include "blocklists/change-control/checkpoint.h"

namespace schoolgate {

static_assert(std::tuple_size_v<Hash> == crypto_hash_sha256_BYTES);

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  Sha256& add(std::uint8_t octet) { return add(&octet, 1); }
  Sha256& add(const Hash& hash) { return add(hash.data(), hash.size()); }
  Sha256& add(std::string_view text) { return add(text.data(), text.size()); }
  Sha256& add(const void* octets, std::size_t size) {
    crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(octets), size);
    return *this;
  }
  Hash finish() {
    Hash hash;
    crypto_hash_sha256_final(&state_, hash.data());
    return hash;
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace schoolgate
