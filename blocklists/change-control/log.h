// The change log as it lies in the store: leaves, their personal parts, the Merkle tree over them, the newest signed
// checkpoint. It writes nothing itself: append() adds to a batch, and what it returns is the log once that is written.
// Thread rules: a Log is a plain value of the one writer; the reading functions may be called from any thread.
// Errors: damaged, storage.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "blocklists/change-control/checkpoint.h"
#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/note.h"
#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate::log {

inline constexpr const char* checkpoint_key = "checkpoint";

std::string serial_key(std::uint64_t serial);
std::uint64_t serial_of(std::string_view key);
std::string node_key(merkle::Node node);

/// Reads tree nodes.
merkle::ReadNode node_reader(const Store& store);

/// The peaks of the stored tree of `size` leaves.
std::expected<merkle::Peaks, Fault> load_peaks(const Store& store, std::uint64_t size);
/// The newest checkpoint, its signature checked.
std::expected<Checkpoint, Fault> load_checkpoint(const Store& store, const VerifierKey& key);
/// Checks at start, in time that does not grow with the log: checkpoint, tree and newest leaf belong together, and
/// nothing stands behind the newest leaf.
std::expected<void, Fault> check_end(const Store& store, const merkle::Peaks& peaks, const Checkpoint& checkpoint);

/// Adds one leaf and the tree nodes that it completes.
void append(Store::Batch& batch, merkle::Peaks& peaks, std::uint64_t serial, const codec::Leaf& leaf);

/// Visits leaf and personal part of serials first..last, in order, until `visit` returns false.
/// Faults: damaged when one is missing.
using VisitLeaf = std::function<bool(std::uint64_t serial, std::string_view leaf)>;
std::expected<void, Fault> visit_leaves(const Store& store, std::uint64_t first, std::uint64_t last,
                                        const VisitLeaf& visit);
std::expected<std::string, Fault> personal_part(const Store& store, std::uint64_t serial);

}  // namespace schoolgate::log
