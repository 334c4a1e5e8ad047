// One level's regions and blocks while a trie is being built: see trie_format.h. Used by TrieBuilder only.
// Thread rules: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/trie_format.h"
#include "blocklists/trie_symbols.h"

namespace schoolgate {

/// A stored name that others may be below: its key's length and its pair.
struct TrieAncestor {
  std::size_t key_octets = 0;
  std::uint32_t pair = 0;
};

class TrieBlocks {
 public:
  /// Starts a region; `ancestors` are the stored names above `path`.
  void open_region(std::string_view path, std::vector<TrieAncestor> ancestors);
  /// The next name of the open region. Keys are whole, and checked by the builder to be encodable.
  void append(std::string_view key, std::uint32_t pair);

  struct Region {
    std::string path;
    std::uint32_t first_block = 0;
  };
  std::vector<Region> regions;
  std::vector<std::uint64_t> heads;
  std::vector<std::uint32_t> offsets;  // each block's start in `octets`
  std::string octets;

 private:
  void open_block(std::string_view rest);
  void append_entry(std::string_view rest, std::size_t shared, std::uint32_t pair);

  std::string previous_;  // key
  std::vector<TrieAncestor> ancestors_;
  std::size_t entries_ = 0;  // in the open block
  std::string codes_;        // scratch
};

}  // namespace schoolgate
