#include "blocklists/change-control/keyed-hash/keyed_hash.h"

#include "blocklists/change-control/text.h"
#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("the keyed hash is SipHash-2-4 with 16 octets of key and of result") {
  HashKey key;
  for (std::size_t n = 0; n < key.size(); ++n) key[n] = static_cast<std::uint8_t>(n);
  // The first two of vectors_sip128 in the authors' reference implementation.
  CHECK(to_hex(keyed_hash(key, {})) == "a3817f04ba25a8e66df67214c7550293");
  CHECK(to_hex(keyed_hash(key, as_octets(std::string_view("\0", 1)))) == "da87c1d86b99af44347659119b22fc45");
  HashKey other = key;
  other[0] ^= 1;
  CHECK(keyed_hash(other, as_octets("abc")) != keyed_hash(key, as_octets("abc")));
  CHECK(keyed_hash(key, {}) != keyed_hash(other, {}));
}
