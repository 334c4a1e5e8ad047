// Sealed lists as they lie in the store, Family::sealed:
//   list/<id>/ version (8 octets, big-endian) 0 (4 octets)   header: the key (16 octets), how many digests (8,
//   big-endian) list/<id>/ version  n (4 octets, from 1)                 digests, 16 octets each, sorted, up to 4096 a
//   chunk fetch/<id>                                               fetch state, as lists/keeper/source_state.h writes
//   it secret/<id>                                              credentials: each field as length (4 octets) and octets
// A version is in force when the state says so: its header goes into the batch that changes the state. All lists share
// the key of the first; it is in the store, hence in every backup, because without it the hashes mean nothing.
// Thread rules: any thread; one writer.
// Errors: damaged, storage.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/keeper/fetch.h"
#include "blocklists/lists/keeper/source_state.h"
#include "blocklists/policy/model.h"
#include "blocklists/policy/sealed.h"
#include "blocklists/store/store.h"

namespace schoolgate {

/// Writes the digests; the batch that is returned makes them whole and belongs into the commit.
std::expected<Store::Batch, Fault> write_sealed(Store& store, const std::string& id, std::uint64_t version,
                                                const SealedSet::Part& part);
std::expected<SealedSet::Part, Fault> read_sealed(const Store& store, const std::string& id, std::uint64_t version);
/// The key of any list that is stored; nothing when there is none yet.
std::expected<std::optional<SealedSet::Key>, Fault> sealed_key(const Store& store);
/// Removes every version that is not in force.
std::expected<void, Fault> drop_unused_sealed(Store& store, const PolicyState& state);

/// All lists of the state. A list that cannot be read is told in `problems`, and the others are in force without it.
std::shared_ptr<const SealedSet> load_sealed_set(const Store& store, const PolicyState& state,
                                                 std::vector<std::string>& problems);

std::string credentials_key(const std::string& id);
std::string to_octets(const Credentials& credentials);
std::expected<Credentials, Fault> read_credentials(const Store& store, const std::string& id);

SourceState read_fetch_state(const Store& store, const std::string& id);
std::expected<void, Fault> write_fetch_state(Store& store, const std::string& id, const SourceState& state);

}  // namespace schoolgate
