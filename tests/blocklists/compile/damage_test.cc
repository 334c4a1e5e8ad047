// A trie's bytes, damaged: refused, or read without ever leaving them. Run under AddressSanitizer to mean anything.
#include <cstring>
#include <random>

#include "blocklists/trie_format.h"
#include "tests/blocklists/compile/entries.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

/// Small, with every kind of entry: several list sets, regions of two levels, few names below one, long names.
std::vector<std::byte> sound_bytes() {
  std::vector<Entry> first{entry("example.com"), entry(std::string(60, 'l') + ".long.example")};
  std::vector<Entry> second{entry("com", Scope::exact), entry("blogspot.com"), entry("uk")};
  for (int i = 0; i < 200; ++i) {
    first.push_back(entry("n" + std::to_string(i) + ".blogspot.com"));
    second.push_back(entry("site" + std::to_string(i * 7) + ".co.uk", i % 3 == 0 ? Scope::exact : Scope::subtree));
  }
  const auto compiled = compile_all({input("a", first), input("b", second)});
  return {compiled.trie.bytes().begin(), compiled.trie.bytes().end()};
}

std::vector<Name> questions() {
  std::vector<Name> names;
  for (const char* text :
       {"com", "example.com", "www.example.com", "n7.blogspot.com", "x.n150.blogspot.com", "blogspot.com",
        "site7.co.uk", "site.co.uk", "zzz.co.uk", "long.example", "a.b.c.d.e.f.uk", "nothing.xyz"}) {
    names.push_back(*Name::from_text(text));
  }
  return names;
}

/// Mostly outside the lengths of the code, which are most of so small a trie.
std::size_t any_place(std::mt19937_64& random, const std::vector<std::byte>& bytes) {
  trie_format::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  const trie_format::Extent code = header[trie_format::Section::code_lengths];
  if (random() % 8 == 0) return code.offset + random() % code.size;
  const std::size_t place = random() % (bytes.size() - code.size);
  return place < code.offset ? place : place + code.size;
}

/// True when the bytes were taken, after everything was read that can be reached from them.
bool read_everything(std::vector<std::byte> bytes, const std::vector<Name>& names) {
  const auto trie = Trie::from_bytes(std::move(bytes));
  if (!trie) {
    CHECK(trie.error().kind == Fault::Kind::damaged);
    return false;
  }
  std::size_t sum = 0;
  for (const Name& name : names) {
    for (const ListNumber list : trie->lists(trie->lookup(name).lists)) sum += list;
  }
  for (ListSetId set = 0; set <= trie->set_count(); ++set) sum += trie->lists(set).size();
  return sum > 0;
}

}  // namespace

TEST_CASE("bytes that were not damaged are taken") { CHECK(read_everything(sound_bytes(), questions())); }

TEST_CASE("damaged bytes are refused or read within their bounds") {
  const auto sound = sound_bytes();
  const auto names = questions();
  std::mt19937_64 random(7);
  int taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = sound;
    for (std::size_t flips = 1 + random() % 4; flips > 0; --flips) {
      bytes[any_place(random, sound)] ^= static_cast<std::byte>(1U << random() % 8);
    }
    taken += read_everything(std::move(bytes), names) ? 1 : 0;
  }
  CHECK(taken > 0);
  CHECK(taken < 20'000);
}

TEST_CASE("a damaged header is refused or read within its bounds") {
  const auto sound = sound_bytes();
  const auto names = questions();
  std::mt19937_64 random(8);
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = sound;
    bytes[random() % sizeof(trie_format::Header)] = static_cast<std::byte>(random());
    read_everything(std::move(bytes), names);
  }
}

TEST_CASE("bytes cut off anywhere are refused") {
  const auto sound = sound_bytes();
  for (std::size_t size = 0; size < sound.size(); size += size < 400 ? 1 : 97) {
    CHECK_FALSE(Trie::from_bytes({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}).has_value());
  }
}

}  // namespace schoolgate
