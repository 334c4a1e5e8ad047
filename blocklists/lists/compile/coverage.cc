#include "blocklists/lists/compile/coverage.h"

#include <algorithm>
#include <utility>

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
  here_ = below;
  for (const Merge::Say& say : says) {
    if (say.scope != Scope::below) add(here_, say);
    if (say.scope != Scope::exact) add(below, say);
  }
  holders(here_, self_);
  holders(below, below_);
  path_.push_back({key.size(), 0, std::move(below)});
}

void Coverage::add(Claims& claims, const Merge::Say& say) {
  const auto at = std::ranges::lower_bound(claims, say.list, {}, &Claim::list);
  if (at != claims.end() && at->list == say.list) {
    at->effects |= bit(say.effect);
  } else {
    claims.insert(at, {say.list, bit(say.effect)});
  }
}

void Coverage::holders(const Claims& claims, std::vector<ListNumber>& lists) {
  lists.clear();
  for (const Claim& claim : claims) {
    if (holds(claim.effects)) lists.push_back(claim.list);
  }
}

}  // namespace schoolgate
