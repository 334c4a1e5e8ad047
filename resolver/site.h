// What a reply needs to know of the school's settings, read once a snapshot: how blocked names are answered, and which
// names are the school's own.
// Thread rules: built on a worker's thread by Pipeline::use(); read-only afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "blocklists/name.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/name_index.h"

namespace schoolgate {

class Site {
 public:
  Site() = default;
  explicit Site(const Settings& settings);

  BlockStyle style() const { return style_; }
  /// What a blocked A or AAAA question is answered with; nothing: NODATA.
  const std::optional<std::array<std::uint8_t, 4>>& blocked_ipv4() const { return ipv4_; }
  const std::optional<std::array<std::uint8_t, 16>>& blocked_ipv6() const { return ipv6_; }
  /// At or below a name that the school says is its own: private addresses and special-use names are then in order.
  bool owns(NameView name) const {
    return own_.find(name, [](bool) { return true; });
  }

 private:
  BlockStyle style_ = BlockStyle::null_address;
  std::optional<std::array<std::uint8_t, 4>> ipv4_ = std::array<std::uint8_t, 4>{};
  std::optional<std::array<std::uint8_t, 16>> ipv6_ = std::array<std::uint8_t, 16>{};
  NameIndex<bool> own_;
};

}  // namespace schoolgate
