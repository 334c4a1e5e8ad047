#include "blocklists/lists/compile/merge.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace schoolgate {

std::expected<Merge, Fault> Merge::start(std::vector<Input> inputs) {
  Merge merge;
  merge.sources_.reserve(inputs.size());
  for (Input& input : inputs) {
    const auto number = static_cast<ListNumber>(merge.sources_.size());
    Source& source = merge.sources_.emplace_back(Source{std::move(input.title), std::move(input.stream), {}});
    const auto more = merge.advance(source);
    if (!more) return std::unexpected(more.error());
    if (*more) merge.heap_.push_back(number);
  }
  std::ranges::make_heap(merge.heap_, [&](ListNumber a, ListNumber b) { return merge.comes_later(a, b); });
  return merge;
}

std::expected<bool, Fault> Merge::next() {
  says_.clear();
  if (heap_.empty()) return false;
  const auto later = [this](ListNumber a, ListNumber b) { return comes_later(a, b); };
  key_ = sources_[heap_.front()].entry.key;
  while (!heap_.empty() && sources_[heap_.front()].entry.key == key_) {
    std::ranges::pop_heap(heap_, later);
    const ListNumber number = heap_.back();
    Source& source = sources_[number];
    for (bool same = true; same;) {
      says_.push_back({number, source.entry.scope, source.entry.effect, source.entry.data});
      const auto more = advance(source);
      if (!more) return more;
      if (!*more) {
        heap_.pop_back();
        break;
      }
      same = source.entry.key == key_;
      if (!same) std::ranges::push_heap(heap_, later);
    }
  }
  return true;
}

std::expected<bool, Fault> Merge::advance(Source& source) {
  const std::string before = source.entry.key;
  auto more = source.stream->next(source.entry);
  if (more && *more && (source.entry.key.empty() || source.entry.key < before)) {
    return fault(Fault::Kind::damaged, fmt::format("The stored list \"{}\" is not in order.", source.title),
                 "Import or refresh that list again.");
  }
  return more;
}

/// For a heap with the earliest key in front; lists with the same key come in the order of their numbers.
bool Merge::comes_later(ListNumber a, ListNumber b) const {
  const int order = sources_[a].entry.key.compare(sources_[b].entry.key);
  return order != 0 ? order > 0 : a > b;
}

}  // namespace schoolgate
