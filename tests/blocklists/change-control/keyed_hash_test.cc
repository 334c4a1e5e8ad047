#include "blocklists/change-control/keyed-hash/keyed_hash.h"

#include "blocklists/change-control/text.h"
#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("the keyed hash is BLAKE2b with 16 octets of key and of result") {
  HashKey key;
  for (std::size_t n = 0; n < key.size(); ++n) key[n] = static_cast<std::uint8_t>(n);
  // Python: hashlib.blake2b(b"abc", digest_size=16, key=bytes(range(16))).hexdigest()
  CHECK(to_hex(keyed_hash(key, as_octets("abc"))) == "cc611a2673ca66e9f7fc64b995c5467c");
  HashKey other = key;
  other[0] ^= 1;
  CHECK(keyed_hash(other, as_octets("abc")) != keyed_hash(key, as_octets("abc")));
  CHECK(keyed_hash(key, {}) != keyed_hash(other, {}));
}
