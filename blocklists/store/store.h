// The one place where things are kept: a RocksDB with named families, hidden behind this seam so that a hub may keep
// them elsewhere one day. Families, key formats and the format version are described in FORMAT.md beside this file.
// Thread rules: every member may be called from any thread.
// Errors: storage (full, failing), damaged (a checksum does not match). A full disk refuses writes and nothing else.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/fault.h"

namespace schoolgate {

enum class Family : std::uint8_t {
  meta,      // format version, pointers
  state,     // what a school changes: "<noun>/<id>" -> value
  log,       // serial (8 octets, big-endian) -> leaf
  personal,  // serial -> the leaf's personal fields, erasable
  tree,      // Merkle nodes and checkpoints
  lists,     // normalised list entries, in chunks
  trie,      // compiled generations, in chunks
  sources,   // fetch state of list sources: validators, next time, failures
  sealed,    // sealed lists as keyed hashes, the key, and their connectors' credentials
  outbox,    // what people are still to be told, and the secrets of mail and webhooks
};
inline constexpr std::size_t family_count = 10;

class Store {
 public:
  struct Batch {
    struct Operation {
      Family family;
      std::string key;
      std::optional<std::string> value;  // nothing: erase
    };
    std::vector<Operation> operations;
    void put(Family family, std::string key, std::string value);
    void erase(Family family, std::string key);
  };
  enum class Durability : std::uint8_t {
    synchronous,  // on the disk before the call returns: changes
    batched       // soon: bulk data that a synchronous batch will point at
  };

  /// Opens or creates; migrates an older format; refuses a newer one with a clear message. `path` is a directory.
  static std::expected<std::unique_ptr<Store>, Fault> open(const std::string& path);
  virtual ~Store() = default;

  virtual std::expected<std::optional<std::string>, Fault> get(Family family, std::string_view key) const = 0;
  /// In key order, every key that begins with `prefix` and is >= `from`; `visit` returns false to stop.
  virtual std::expected<void, Fault> scan(
      Family family, std::string_view prefix, std::string_view from,
      const std::function<bool(std::string_view, std::string_view)>& visit) const = 0;
  virtual std::expected<void, Fault> write(const Batch& batch, Durability durability) = 0;
  /// A consistent copy of everything in a new directory, made without stopping.
  virtual std::expected<void, Fault> copy_to(const std::string& directory) const = 0;
  /// Rewrites the files of everything that may hold personal data, so that no octet of what was erased or overwritten
  /// is left in any file of the store: values, keys, write-ahead log. Readers and writers go on. What a reader holds
  /// open goes when it is done. A store without old versions has nothing to do.
  virtual std::expected<void, Fault> purge() { return {}; }
  virtual const std::string& path() const = 0;
};

}  // namespace schoolgate
