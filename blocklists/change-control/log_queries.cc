#include "blocklists/change-control/log_queries.h"

#include <spdlog/spdlog.h>

#include "blocklists/change-control/codec.h"
#include "blocklists/change-control/log.h"

namespace schoolgate::log {
namespace {

std::unexpected<Fault> no_such_tree() {
  return fault(Fault::Kind::not_found, "the change-control log has no such entry or size");
}

std::expected<Record, Fault> record_of(const Store& store, std::uint64_t serial, std::string_view leaf) {
  const auto personal = personal_part(store, serial);
  if (!personal) return std::unexpected(personal.error());
  return codec::decode_record(leaf, *personal);
}

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
  const auto visited = visit_leaves(store, wish.after + 1, wish.last, [&](std::uint64_t serial, auto leaf) {
    if (wish.from || wish.to) {
      const auto time = codec::leaf_time(leaf);
      if (time && ((wish.from && *time < *wish.from) || (wish.to && *time >= *wish.to))) return true;
    }
    auto record = record_of(store, serial, leaf);
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
