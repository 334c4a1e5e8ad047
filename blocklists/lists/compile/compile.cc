#include "blocklists/lists/compile/compile.h"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "blocklists/lists/compile/coverage.h"
#include "blocklists/lists/compile/merge.h"
#include "blocklists/trie_builder.h"

namespace schoolgate {
namespace {

// List numbers are 16 bits, and each list needs one for itself and one for each action of a zone.
constexpr std::size_t max_lists = std::numeric_limits<ListNumber>::max() / numbers_a_list;
// Some milliseconds of work: often enough to stop at once, seldom enough to cost nothing.
constexpr std::uint64_t names_between_questions = 4096;

std::expected<Merge, Fault> open_all(const std::vector<CompileInput>& inputs) {
  std::vector<Merge::Input> opened;
  opened.reserve(inputs.size());
  for (const CompileInput& input : inputs) {
    auto stream = input.open();
    if (!stream) return std::unexpected(std::move(stream.error()));
    const std::string& name = input.list.title.empty() ? input.list.id : input.list.title;
    opened.push_back({name, std::move(*stream)});
  }
  return Merge::start(std::move(opened));
}

/// A name is stored when it says something else than the nearest stored name above it says about all below.
std::expected<void, Fault> store_name(TrieBuilder& builder, Coverage& coverage, std::string_view key) {
  const ListSetId self = builder.intern(coverage.self());
  const ListSetId below = builder.intern(coverage.below());
  coverage.remember(below);
  if (self == coverage.inherited() && below == coverage.inherited()) return {};
  return builder.add(key, self, below);
}

/// The records that zones answer this name, and those below it, with.
std::expected<void, Fault> store_records(ZoneDataBuilder& builder, const Merge& merge) {
  const Merge::Say* first = nullptr;  // of one list and scope: it alone counts
  for (const Merge::Say& say : merge.says()) {
    if (!is_zone_rule(say.effect)) continue;
    if (first == nullptr || first->list != say.list || first->scope != say.scope) first = &say;
    if (first->effect != Effect::zone_data || say.effect != Effect::zone_data) continue;
    if (auto added = builder.add(merge.key(), say.list, say.scope, say.data); !added) return added;
  }
  return {};
}

}  // namespace

std::expected<CompiledLists, Fault> compile(const std::vector<CompileInput>& inputs, std::uint64_t generation,
                                            const std::function<bool()>& cancelled) {
  if (inputs.size() > max_lists) {
    return fault(Fault::Kind::limit, fmt::format("{} lists are more than the {} that fit.", inputs.size(), max_lists),
                 "Remove some lists.");
  }
  auto merge = open_all(inputs);
  if (!merge) return std::unexpected(std::move(merge.error()));
  TrieBuilder builder;
  ZoneDataBuilder records;
  Coverage coverage(inputs.size());
  for (std::uint64_t names = 0;; ++names) {
    if (names % names_between_questions == 0 && cancelled && cancelled()) {
      return fault(Fault::Kind::unavailable, "The compilation of the blocklists was stopped.");
    }
    const auto more = merge->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    coverage.enter(merge->key(), merge->says());
    if (auto stored = store_name(builder, coverage, merge->key()); !stored) return std::unexpected(stored.error());
    if (auto stored = store_records(records, *merge); !stored) return std::unexpected(stored.error());
  }
  auto trie = Trie::from_bytes(std::move(builder).finish());
  if (!trie) return std::unexpected(std::move(trie.error()));
  auto zone_data = ZoneData::from_bytes(std::move(records).finish());
  if (!zone_data) return std::unexpected(std::move(zone_data.error()));
  CompiledLists compiled;
  compiled.generation = generation;
  for (const CompileInput& input : inputs) compiled.lists.push_back(input.list);
  compiled.trie = std::move(*trie);
  compiled.zone_data = std::move(*zone_data);
  return compiled;
}

}  // namespace schoolgate
