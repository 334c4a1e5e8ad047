#include "blocklists/lists/compile/coverage.h"

#include <algorithm>
#include <utility>

#include "blocklists/lists/compile/compile.h"

namespace schoolgate {
namespace {

constexpr std::uint8_t bit(Effect effect) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(effect)); }

constexpr bool holds(std::uint8_t effects) {
  if ((effects & bit(Effect::important)) != 0) return true;
  return (effects & bit(Effect::block)) != 0 && (effects & bit(Effect::except)) == 0;
}

}  // namespace

void Coverage::enter(std::string_view key, const std::vector<Merge::Say>& says) {
  const auto common = static_cast<std::size_t>(std::ranges::mismatch(key, key_).in1 - key.begin());
  // Keys end in a zero octet: one that is wholly in `common` is above this name, in whole labels.
  while (!path_.empty() && path_.back().key_octets > common) path_.pop_back();
  key_ = key;
  Claims below = path_.empty() ? Claims{} : path_.back().below;
  Pairs pairs = path_.empty() ? Pairs{} : path_.back().pairs;
  here_ = below;
  pairs_here_ = pairs;
  const Merge::Say* first = nullptr;  // of one zone and scope: it alone counts
  for (const Merge::Say& say : says) {
    if (is_zone_rule(say.effect)) {
      if (first != nullptr && first->list == say.list && first->scope == say.scope) continue;
      first = &say;
      if (say.scope != Scope::below) replace(pairs_here_, say);
      if (say.scope != Scope::exact) replace(pairs, say);
      continue;
    }
    if (say.scope != Scope::below) add(here_, say);
    if (say.scope != Scope::exact) add(below, say);
  }
  number(here_, pairs_here_, self_);
  number(below, pairs, below_);
  path_.push_back({key.size(), 0, std::move(below), std::move(pairs)});
}

void Coverage::replace(Pairs& pairs, const Merge::Say& say) {
  const Pair pair{say.list, zone_action(say.effect)};
  const auto at = std::ranges::lower_bound(pairs, say.list, {}, &Pair::list);
  if (at != pairs.end() && at->list == say.list)
    *at = pair;
  else
    pairs.insert(at, pair);
}

void Coverage::add(Claims& claims, const Merge::Say& say) {
  const auto at = std::ranges::lower_bound(claims, say.list, {}, &Claim::list);
  if (at != claims.end() && at->list == say.list) {
    at->effects |= bit(say.effect);
  } else {
    claims.insert(at, {say.list, bit(say.effect)});
  }
}

void Coverage::number(const Claims& claims, const Pairs& pairs, std::vector<ListNumber>& numbers) const {
  numbers.clear();
  for (const Claim& claim : claims) {
    if (holds(claim.effects)) numbers.push_back(claim.list);
  }
  for (const Pair& pair : pairs) numbers.push_back(pair_number(lists_, pair.list, pair.action));
}

}  // namespace schoolgate
