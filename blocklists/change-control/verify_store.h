// The full walk: every leaf against its hash, the tree against the signed checkpoint, every personal part against its
// commitments, and the state against what the log says it must be. Finds what somebody edited behind change control.
// Thread rules: any thread, while nothing commits; otherwise it checks up to the checkpoint that it found first.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// The number of entries, all good. A fault (damaged) names the first bad one. `public_key`:
/// ChangeControl::public_key().
std::expected<std::uint64_t, Fault> verify_store(const Store& store, const std::string& public_key);

}  // namespace schoolgate
