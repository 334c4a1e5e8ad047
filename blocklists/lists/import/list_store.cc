#include "blocklists/lists/import/list_store.h"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "blocklists/lists/import/list_format.h"

namespace schoolgate {
namespace {

using namespace list_format;

/// Large enough that a list of a million names is some hundred chunks, small enough to be nothing in a reader's memory.
constexpr std::size_t chunk_octets = std::size_t{64} << 10;
/// An erased key costs the store a marker until it compacts; 4,096 chunks are 256 MiB of lists, more than one refresh
/// replaces.
constexpr std::size_t max_drops_a_call = 4096;
constexpr std::size_t drops_a_batch = 256;

std::unexpected<Fault> damaged_list(const std::string& list_id, std::uint64_t version) {
  return fault(Fault::Kind::damaged, fmt::format("the stored list {} (version {}) is damaged", list_id, version),
               "Refresh or import the list again.");
}

class Writer final : public ListWriter {
 public:
  Writer(Store& store, std::string list_id, std::uint64_t version)
      : store_(store), list_id_(std::move(list_id)), version_(version) {}

  std::expected<void, Fault> add(const Entry& entry) override {
    append_entry(chunk_, last_key_, entry);
    last_key_ = entry.key;
    ++header_.entries;
    return chunk_.size() >= chunk_octets ? flush() : std::expected<void, Fault>{};
  }

  std::expected<std::uint64_t, Fault> finish() override {
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    Store::Batch batch;
    std::string key = header_key(list_id_, version_);
    std::string value = encode_header(key, header_);
    batch.put(Family::lists, std::move(key), std::move(value));
    if (auto written = store_.write(batch, Store::Durability::batched); !written)
      return std::unexpected(written.error());
    return version_;
  }

 private:
  std::expected<void, Fault> flush() {
    if (chunk_.empty()) return {};
    Store::Batch batch;
    std::string key = chunk_key(list_id_, version_, header_.chunks++);
    std::string value = seal(key, chunk_);
    batch.put(Family::lists, std::move(key), std::move(value));
    chunk_.clear();
    last_key_.clear();
    return store_.write(batch, Store::Durability::batched);
  }

  Store& store_;
  std::string list_id_;
  std::uint64_t version_;
  Header header_;
  std::string chunk_;
  std::string last_key_;
};

class Reader final : public EntryStream {
 public:
  Reader(const Store& store, std::string list_id, std::uint64_t version, Header header)
      : store_(store), list_id_(std::move(list_id)), version_(version), header_(header) {}

  std::expected<bool, Fault> next(Entry& entry) override {
    while (rest_.empty()) {
      if (chunk_number_ == header_.chunks) {
        if (read_ != header_.entries) return damaged_list(list_id_, version_);
        return false;
      }
      if (auto loaded = load(); !loaded) return std::unexpected(loaded.error());
    }
    if (!take_entry(rest_, last_key_, entry)) return damaged_list(list_id_, version_);
    last_key_ = entry.key;
    ++read_;
    return true;
  }

 private:
  std::expected<void, Fault> load() {
    const std::string key = chunk_key(list_id_, version_, chunk_number_++);
    auto value = store_.get(Family::lists, key);
    if (!value) return std::unexpected(value.error());
    if (!*value || !is_sealed(key, **value)) return damaged_list(list_id_, version_);
    chunk_ = std::move(**value);
    rest_ = std::string_view(chunk_).substr(seal_octets);
    last_key_.clear();
    return {};
  }

  const Store& store_;
  std::string list_id_;
  std::uint64_t version_;
  Header header_;
  std::uint32_t chunk_number_ = 0;
  std::uint64_t read_ = 0;
  std::string chunk_;
  std::string_view rest_;
  std::string last_key_;
};

/// Erases in batches, up to a limit.
class Dropper {
 public:
  explicit Dropper(Store& store) : store_(store) {}
  bool is_full() const { return dropped_ >= max_drops_a_call; }

  std::expected<void, Fault> drop(std::string key) {
    batch_.erase(Family::lists, std::move(key));
    ++dropped_;
    return batch_.operations.size() >= drops_a_batch ? flush() : std::expected<void, Fault>{};
  }
  std::expected<void, Fault> flush() {
    if (batch_.operations.empty()) return {};
    return store_.write(std::exchange(batch_, {}), Store::Durability::batched);
  }

 private:
  Store& store_;
  Store::Batch batch_;
  std::size_t dropped_ = 0;
};

using Keep = std::function<bool(const std::string&, std::uint64_t)>;

/// Headers first: a version whose chunks are going must not look whole.
std::expected<void, Fault> drop_headers(Store& store, const Keep& keep, Dropper& dropper) {
  std::vector<std::string> unused;
  auto scanned = store.scan(Family::lists, header_prefix, {}, [&](std::string_view key, std::string_view) {
    const auto id = parse_key(key);
    if (id && !keep(id->list_id, id->version)) unused.emplace_back(key);
    return unused.size() < max_drops_a_call;
  });
  if (!scanned) return scanned;
  for (std::string& key : unused) {
    if (auto dropped = dropper.drop(std::move(key)); !dropped) return dropped;
  }
  return dropper.flush();
}

/// Chunks of a version: numbered without gaps from any point on, as dropping begins with the lowest.
std::expected<void, Fault> drop_chunks(const Store& store, std::string_view first_key, Dropper& dropper) {
  std::vector<std::string> keys;
  const std::string_view version_prefix = first_key.substr(0, first_key.size() - chunk_number_octets);
  auto scanned = store.scan(Family::lists, version_prefix, first_key, [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return keys.size() < drops_a_batch;
  });
  if (!scanned) return scanned;
  for (std::string& key : keys) {
    if (auto dropped = dropper.drop(std::move(key)); !dropped) return dropped;
  }
  return {};
}

/// The first chunk at or after `from`; empty when there is none.
std::expected<std::string, Fault> first_chunk(const Store& store, std::string_view from) {
  std::string found;
  auto scanned = store.scan(Family::lists, chunk_prefix, from, [&](std::string_view key, std::string_view) {
    found = key;
    return false;
  });
  if (!scanned) return std::unexpected(scanned.error());
  return found;
}

}  // namespace

std::expected<std::unique_ptr<ListWriter>, Fault> write_list(Store& store, const std::string& list_id) {
  if (list_id.empty() || list_id.size() > max_list_id_octets) {
    return fault(Fault::Kind::bad_input, fmt::format("a list's id has 1 to {} octets", max_list_id_octets));
  }
  std::string key = counter_key(list_id);
  auto last = store.get(Family::lists, key);
  if (!last) return std::unexpected(last.error());
  const std::uint64_t version = (*last ? decode_number(**last) : 0) + 1;
  Store::Batch batch;
  batch.put(Family::lists, std::move(key), encode_number(version));
  if (auto written = store.write(batch, Store::Durability::batched); !written) return std::unexpected(written.error());
  return std::make_unique<Writer>(store, list_id, version);
}

std::expected<std::unique_ptr<EntryStream>, Fault> read_list(const Store& store, const std::string& list_id,
                                                             std::uint64_t version) {
  const std::string key = header_key(list_id, version);
  auto value = store.get(Family::lists, key);
  if (!value) return std::unexpected(value.error());
  if (!*value)
    return fault(Fault::Kind::not_found, fmt::format("there is no list {} with version {}", list_id, version));
  const auto header = decode_header(key, **value);
  if (!header) return damaged_list(list_id, version);
  return std::make_unique<Reader>(store, list_id, version, *header);
}

std::expected<void, Fault> drop_unused_lists(Store& store, const Keep& keep) {
  Dropper dropper(store);
  if (auto dropped = drop_headers(store, keep, dropper); !dropped) return dropped;
  std::string from(chunk_prefix);
  while (!dropper.is_full()) {
    auto found = first_chunk(store, from);
    if (!found) return std::unexpected(found.error());
    const auto id = parse_key(*found);
    if (!id) break;
    if (keep(id->list_id, id->version)) {
      from = chunk_key(id->list_id, id->version + 1, 0);
      continue;
    }
    if (auto dropped = drop_chunks(store, *found, dropper); !dropped) return dropped;
    if (auto flushed = dropper.flush(); !flushed) return flushed;
    from = *found;
  }
  return dropper.flush();
}

}  // namespace schoolgate
