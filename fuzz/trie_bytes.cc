// A stored trie, damaged: it is refused, or read within its bounds. The input is what befell a sound one, in groups of
// four octets: three for the place, one for what stands there now. Most places are meant to be in the small sections:
// the code's lengths are nine tenths of so small a trie.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "blocklists/trie_builder.h"
#include "blocklists/trie_format.h"
#include "fuzz/check.h"

using namespace schoolgate;

namespace {

std::vector<std::byte> sound_trie() {
  TrieBuilder builder;
  const ListSetId first = builder.intern(std::vector<ListNumber>{1});
  const ListSetId both = builder.intern(std::vector<ListNumber>{1, 2});
  std::vector<std::string> names{"ads.example", "xyz", "below.b.co.uk", "deep.below.c.co.uk", "other.c.co.uk"};
  for (int n = 0; n < 100; ++n) names.push_back("n" + std::to_string(n * 7) + ".blogspot.com");
  names.push_back(std::string(60, 'x') + "." + std::string(50, '7') + ".example");
  std::vector<std::string> keys;
  for (const std::string& name : names) keys.push_back(to_key(Name::from_text(name).value()));
  std::ranges::sort(keys);
  for (const std::string& key : keys) {
    const ListSetId set = key.size() % 2 == 0 ? first : both;
    SCHOOLGATE_PROMISE(builder.add(key, set, key.size() % 3 == 0 ? both : set));
  }
  return std::move(builder).finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> sound = sound_trie();
  trie_format::Header header;
  std::memcpy(&header, sound.data(), sizeof header);
  const trie_format::Extent code = header[trie_format::Section::code_lengths];
  std::vector<std::byte> bytes = sound;
  for (; size >= 4; data += 4, size -= 4) {
    std::size_t place = data[0] | std::size_t{data[1]} << 8;
    if (data[2] % 8 == 0) {
      place = code.offset + place % code.size;
    } else {
      place %= bytes.size() - code.size;
      if (place >= code.offset) place += code.size;
    }
    bytes[place] = static_cast<std::byte>(data[3]);
  }
  const auto trie = Trie::from_bytes(std::move(bytes));
  if (!trie) return 0;
  for (const char* text : {"com", "ads.example", "www.ads.example", "x.y.z.ads.example", "n7.blogspot.com", "xyz",
                           "a.n7.blogspot.com", "blogspot.com", "deep.below.b.co.uk", "a.deep.below.c.co.uk",
                           "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx."
                           "77777777777777777777777777777777777777777777777777.example",
                           "nothing.xyz"}) {
    const Name name = Name::from_text(text).value();
    const Trie::Match match = trie->lookup(name);
    SCHOOLGATE_PROMISE(match.lists < trie->set_count() && match.depth <= name.view().label_count());
    SCHOOLGATE_PROMISE((match.lists == 0) == (match.depth == 0));
    for (const ListNumber list : trie->lists(match.lists)) static_cast<void>(list);
  }
  return 0;
}
