#include "blocklists/change-control/log_queries.h"

#include <algorithm>
#include <map>

#include <spdlog/spdlog.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/log.h"

namespace schoolgate::log {
namespace {

std::unexpected<Fault> no_such_tree() {
  return fault(Fault::Kind::not_found, "the change-control log has no such entry or size");
}

/// Personal parts in the order of their serial numbers, a stretch at a time: one look-up for each would cost more than
/// all else of reading a long log.
class PersonalParts {
 public:
  /// `wanted`: how many will be asked for at most. One alone is read alone.
  PersonalParts(const Store& store, std::size_t wanted)
      : store_(store), stretch_(std::min<std::uint64_t>(wanted, longest_stretch)) {}

  /// Of this entry; the serials asked for must rise. Empty when it has none.
  std::expected<std::string_view, Fault> of(std::uint64_t serial) {
    if (serial >= next_) {
      if (auto filled = fill(serial); !filled) return std::unexpected(filled.error());
    }
    const auto found = parts_.find(serial_key(serial));
    return found == parts_.end() ? std::string_view() : std::string_view(found->second);
  }

 private:
  static constexpr std::uint64_t longest_stretch = 64;  // some tens of KiB

  std::expected<void, Fault> fill(std::uint64_t serial) {
    parts_.clear();
    next_ = serial + stretch_;
    const std::string end = serial_key(next_);
    return store_.scan(Family::personal, "", serial_key(serial), [&](std::string_view key, std::string_view part) {
      if (key >= end) return false;
      parts_.emplace(key, part);
      return true;
    });
  }

  const Store& store_;
  std::uint64_t stretch_;
  std::map<std::string, std::string, std::less<>> parts_;
  std::uint64_t next_ = 0;  // the first that parts_ does not reach
};

std::expected<void, Fault> read_nodes(const Store& store, std::uint64_t begin, std::uint64_t end,
                                      std::vector<Hash>& hashes) {
  const auto read = node_reader(store);
  for (const auto node : merkle::nodes_of(begin, end)) {
    const auto hash = read(node);
    if (!hash) return std::unexpected(hash.error());
    hashes.push_back(*hash);
  }
  return {};
}

}  // namespace

std::vector<Record> read_records(const Store& store, const Wish& wish) {
  std::vector<Record> found;
  if (wish.limit == 0) return found;
  Fault broken;
  PersonalParts personal(store, wish.limit);
  const auto visited = visit_leaves(store, wish.after + 1, wish.last, [&](std::uint64_t serial, auto leaf) {
    if (wish.from || wish.to) {
      const auto time = codec::leaf_time(leaf);
      if (time && ((wish.from && *time < *wish.from) || (wish.to && *time >= *wish.to))) return true;
    }
    const auto part = personal.of(serial);
    auto record = part ? codec::decode_record(leaf, *part) : std::unexpected(part.error());
    if (!record) {
      broken = record.error();
      return false;
    }
    found.push_back(std::move(*record));
    return found.size() < wish.limit;
  });
  if (!visited) broken = visited.error();
  if (!broken.what.empty()) spdlog::error("reading the change-control log: {}", broken.what);
  return found;
}

std::expected<std::vector<Hash>, Fault> prove_inclusion(const Store& store, std::uint64_t newest, std::uint64_t serial,
                                                        std::uint64_t size) {
  if (serial == 0 || serial > size || size > newest) return no_such_tree();
  return merkle::inclusion_proof(node_reader(store), serial - 1, size);
}

std::expected<std::vector<Hash>, Fault> prove_consistency(const Store& store, std::uint64_t newest, std::uint64_t from,
                                                          std::uint64_t to) {
  if (from > to || to > newest) return no_such_tree();
  return merkle::consistency_proof(node_reader(store), from, to);
}

std::expected<RangeProof, Fault> prove_range(const Store& store, std::uint64_t newest, std::uint64_t first,
                                             std::uint64_t last, std::uint64_t size) {
  if (first == 0 || first > last + 1 || last > size || size > newest) return no_such_tree();
  RangeProof proof;
  if (auto read = read_nodes(store, 0, first - 1, proof.left); !read) return std::unexpected(read.error());
  if (auto read = read_nodes(store, last, size, proof.right); !read) return std::unexpected(read.error());
  return proof;
}

}  // namespace schoolgate::log
