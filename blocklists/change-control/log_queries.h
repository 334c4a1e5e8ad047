// What people and programs ask of the change log: entries, and proofs over the Merkle tree.
// `newest` is the size of the newest checkpoint: nothing beyond it is proved. Private to change control.
// Thread rules: read only; any thread, beside the writer.
// Errors: not_found, when the log has no such entry or size; damaged, storage.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <vector>

#include "blocklists/change-control/change_control.h"

namespace schoolgate::log {

struct Wish {
  std::uint64_t after = 0, last = 0;  // serials: after < serial <= last
  std::size_t limit = 0;
  std::optional<UtcMillis> from, to;  // [from, to)
};
/// In order. What cannot be read ends the list, and is told in the journal.
std::vector<Record> read_records(const Store& store, const Wish& wish);

std::expected<std::vector<Hash>, Fault> prove_inclusion(const Store& store, std::uint64_t newest, std::uint64_t serial,
                                                        std::uint64_t size);
std::expected<std::vector<Hash>, Fault> prove_consistency(const Store& store, std::uint64_t newest, std::uint64_t from,
                                                          std::uint64_t to);
std::expected<RangeProof, Fault> prove_range(const Store& store, std::uint64_t newest, std::uint64_t first,
                                             std::uint64_t last, std::uint64_t size);

}  // namespace schoolgate::log
