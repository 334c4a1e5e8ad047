// Lists in memory for tests of the compiler.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/name.h"

namespace schoolgate {

class VectorStream : public EntryStream {
 public:
  explicit VectorStream(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  std::expected<bool, Fault> next(Entry& entry) override {
    if (at_ == entries_.size()) return false;
    entry = entries_[at_++];
    return true;
  }

 private:
  std::vector<Entry> entries_;
  std::size_t at_ = 0;
};

inline Entry entry(std::string_view text, Scope scope = Scope::subtree, Effect effect = Effect::block) {
  return {to_key(*Name::from_text(text)), scope, effect};
}

inline void sort_entries(std::vector<Entry>& entries) {
  const auto as_tuple = [](const Entry& e) { return std::tie(e.key, e.scope, e.effect, e.data); };
  std::ranges::sort(entries, {}, as_tuple);
  const auto repeated = std::ranges::unique(entries);
  entries.erase(repeated.begin(), repeated.end());
}

inline CompileInput input(std::string id, std::vector<Entry> entries) {
  sort_entries(entries);
  return {{id, "The list " + id, "malware", 1},
          [entries = std::move(entries)]() -> std::expected<std::unique_ptr<EntryStream>, Fault> {
            return std::make_unique<VectorStream>(entries);
          }};
}

inline CompiledLists compile_all(const std::vector<CompileInput>& inputs, std::uint64_t generation = 1) {
  auto compiled = compile(inputs, generation);
  if (!compiled) throw std::runtime_error(compiled.error().what);
  return std::move(*compiled);
}

/// The ids of the lists that hold the name, joined by spaces.
inline std::string holders(const CompiledLists& compiled, std::string_view text) {
  std::string ids;
  for (const ListNumber list : compiled.trie.lists(compiled.trie.lookup(*Name::from_text(text)).lists)) {
    ids += (ids.empty() ? "" : " ") + compiled.lists[list].id;
  }
  return ids;
}

}  // namespace schoolgate
