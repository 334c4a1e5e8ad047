// Generations of compiled lists in the store: keys, order of writing and what a reader checks are in FORMAT.md.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "blocklists/lists/compile/compile.h"
#include "blocklists/lists/compile/generation_header.h"

namespace schoolgate {
namespace {

constexpr std::size_t chunk_octets = 256 * 1024;  // small beside the store's write buffer, large beside a row's cost
constexpr std::size_t chunks_a_batch = 4;         // a batch is held in memory twice: here and in the store's log
// One call reads the rows it removes: 64 MiB at most, some seconds on an SD card. Two generations of three million
// names fit; what is left over goes at the next call.
constexpr std::size_t rows_removed_a_call = 256;
constexpr std::size_t rows_removed_a_batch = 32;
constexpr std::string_view current_key = "trie/current";
constexpr std::string_view previous_key = "trie/previous";
constexpr std::string_view rebuild_hint = "They are being built anew from the stored lists.";

std::string generation_prefix(std::uint64_t generation) { return fmt::format("g{:016x}/", generation); }
std::string header_key(std::uint64_t generation) { return generation_prefix(generation) + "header"; }
std::string chunk_key(std::uint64_t generation, std::size_t chunk) {
  return fmt::format("{}{:08x}", generation_prefix(generation), chunk);
}

std::optional<std::uint64_t> generation_of(std::string_view key) {
  constexpr std::size_t digits = 16;
  if (key.size() < digits + 2 || key.front() != 'g' || key[digits + 1] != '/') return std::nullopt;
  std::uint64_t generation = 0;
  const auto [end, error] = std::from_chars(key.data() + 1, key.data() + 1 + digits, generation, 16);
  if (error != std::errc{} || end != key.data() + 1 + digits) return std::nullopt;
  return generation;
}

void put(Store::Batch& batch, Family family, std::string key, std::string value) {
  batch.operations.push_back({family, std::move(key), std::move(value)});
}

/// What a pointer says: 0 when there is none, or when it cannot be read as a number.
std::expected<std::uint64_t, Fault> read_pointer(const Store& store, std::string_view key) {
  const auto text = store.get(Family::meta, key);
  if (!text) return std::unexpected(text.error());
  std::uint64_t generation = 0;
  if (!*text) return generation;
  const auto [end, error] = std::from_chars((*text)->data(), (*text)->data() + (*text)->size(), generation);
  return error == std::errc{} && end == (*text)->data() + (*text)->size() ? generation : 0;
}

/// The numbers that have any row, ascending. Reads one row of each.
std::expected<std::vector<std::uint64_t>, Fault> stored_generations(const Store& store) {
  std::vector<std::uint64_t> generations;
  std::string from;
  for (bool more = true; more;) {
    more = false;
    auto scanned = store.scan(Family::trie, "g", from, [&](std::string_view key, std::string_view) {
      const auto generation = generation_of(key);
      if (generation) generations.push_back(*generation);
      // "/" is followed by "0" in ASCII: this is just after the generation's last row, or after a stray key.
      from = generation ? fmt::format("g{:016x}0", *generation) : std::string(key) + '\0';
      more = true;
      return false;
    });
    if (!scanned) return std::unexpected(std::move(scanned.error()));
  }
  return generations;
}

std::string_view as_text(std::span<const std::byte> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

std::expected<GenerationHeader, Fault> write_chunks(Store& store, const CompiledLists& compiled) {
  const std::string_view trie = as_text(compiled.trie.bytes()), data = as_text(compiled.zone_data.bytes());
  GenerationHeader header{compiled.generation, trie.size(), data.size(), checksum(data, checksum(trie)), {},
                          compiled.lists};
  Store::Batch batch;
  for (const std::string_view all : {trie, data}) {
    for (std::size_t at = 0; at < all.size(); at += chunk_octets) {
      const std::string_view chunk = all.substr(at, chunk_octets);
      put(batch, Family::trie, chunk_key(compiled.generation, header.chunk_checksums.size()), std::string(chunk));
      header.chunk_checksums.push_back(checksum(chunk));
      if (batch.operations.size() < chunks_a_batch && at + chunk_octets < all.size()) continue;
      if (auto written = store.write(batch, Store::Durability::batched); !written) {
        return std::unexpected(std::move(written.error()));
      }
      batch.operations.clear();
    }
  }
  return header;
}

/// Every chunk in turn, checked against its own checksum and at the end against the whole's.
std::expected<void, Fault> read_chunks(const Store& store, const GenerationHeader& header,
                                       const std::function<void(std::string_view)>& visit) {
  const std::size_t chunks = header.chunk_checksums.size();
  std::uint64_t octets = 0;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < chunks; ++i) {
    const auto chunk = store.get(Family::trie, chunk_key(header.generation, i));
    if (!chunk) return std::unexpected(chunk.error());
    if (!*chunk) return fault(Fault::Kind::damaged, fmt::format("part {} of {} is missing", i + 1, chunks));
    if (checksum(**chunk) != header.chunk_checksums[i]) {
      return fault(Fault::Kind::damaged, fmt::format("part {} of {} does not match its checksum", i + 1, chunks));
    }
    octets += (*chunk)->size();
    sum = checksum(**chunk, sum);
    visit(**chunk);
  }
  if (octets != header.trie_octets + header.zone_data_octets || sum != header.octets_checksum) {
    return fault(Fault::Kind::damaged, "its parts do not belong together");
  }
  return {};
}

std::expected<GenerationHeader, Fault> read_header(const Store& store, std::uint64_t generation) {
  const auto record = store.get(Family::trie, header_key(generation));
  if (!record) return std::unexpected(record.error());
  if (!*record) return fault(Fault::Kind::damaged, "its header is missing");
  auto header = decode_generation_header(**record);
  if (!header) return header;
  if (header->generation != generation) return fault(Fault::Kind::damaged, "its header is that of another one");
  const std::uint64_t most = header->chunk_checksums.size() * chunk_octets;
  if (header->trie_octets > most || header->zone_data_octets > most - header->trie_octets) {
    return fault(Fault::Kind::damaged, "its size is wrong");
  }
  return header;
}

/// Whether it could be fallen back on, as far as checksums tell; holds one chunk at a time.
bool is_whole(const Store& store, std::uint64_t generation) {
  const auto header = read_header(store, generation);
  return header && read_chunks(store, *header, [](std::string_view) {});
}

bool lists_fit(const CompiledLists& compiled) {
  for (ListSetId set = 0; set < compiled.trie.set_count(); ++set) {
    const auto lists = compiled.trie.lists(set);
    const std::size_t numbers = compiled.lists.size() * numbers_a_list;
    if (std::ranges::any_of(lists, [&](ListNumber number) { return number >= numbers; })) return false;
  }
  return compiled.zone_data.row_count() == 0 || compiled.zone_data.highest_list() < compiled.lists.size();
}

std::expected<std::shared_ptr<const CompiledLists>, Fault> load_generation(const Store& store,
                                                                           std::uint64_t generation) {
  auto header = read_header(store, generation);
  if (!header) return std::unexpected(std::move(header.error()));
  std::vector<std::byte> octets, zone_octets;
  octets.reserve(header->trie_octets);
  zone_octets.reserve(header->zone_data_octets);
  auto read = read_chunks(store, *header, [&](std::string_view chunk) {
    const auto* begin = reinterpret_cast<const std::byte*>(chunk.data());
    auto& part = octets.size() < header->trie_octets ? octets : zone_octets;  // each begins with a chunk of its own
    part.insert(part.end(), begin, begin + chunk.size());
  });
  if (!read) return std::unexpected(std::move(read.error()));
  auto trie = Trie::from_bytes(std::move(octets));
  if (!trie) return std::unexpected(std::move(trie.error()));
  auto zone_data = ZoneData::from_bytes(std::move(zone_octets));
  if (!zone_data) return std::unexpected(std::move(zone_data.error()));
  auto compiled = std::make_shared<CompiledLists>();
  compiled->generation = generation;
  compiled->lists = std::move(header->lists);
  compiled->trie = std::move(*trie);
  compiled->zone_data = std::move(*zone_data);
  if (!lists_fit(*compiled)) return fault(Fault::Kind::damaged, "it names lists that it does not have");
  return compiled;
}

}  // namespace

std::expected<Store::Batch, Fault> save_generation(Store& store, const CompiledLists& compiled) {
  const auto current = read_pointer(store, current_key);
  if (!current) return std::unexpected(current.error());
  if (compiled.generation <= *current) {
    return fault(Fault::Kind::conflict,
                 fmt::format("Generation {} of the blocklists is not newer than generation {}, which is in force.",
                             compiled.generation, *current),
                 "Build them again.");
  }
  const auto header = write_chunks(store, compiled);
  if (!header) return std::unexpected(header.error());
  Store::Batch last;
  put(last, Family::trie, header_key(compiled.generation), encode(*header));
  if (auto written = store.write(last, Store::Durability::batched); !written) {
    return std::unexpected(std::move(written.error()));
  }
  Store::Batch pointers;
  put(pointers, Family::meta, std::string(current_key), std::to_string(compiled.generation));
  // A generation that has gone bad since must not push a good one out of the place to fall back on.
  if (*current != 0 && is_whole(store, *current))
    put(pointers, Family::meta, std::string(previous_key), std::to_string(*current));
  return pointers;
}

std::expected<LoadedLists, Fault> load_newest_generation(const Store& store) {
  LoadedLists loaded;
  bool any = false;
  for (const std::string_view key : {current_key, previous_key}) {
    const auto generation = read_pointer(store, key);
    if (!generation) return std::unexpected(generation.error());
    if (*generation == 0) continue;
    any = true;
    auto compiled = load_generation(store, *generation);
    if (compiled) {
      loaded.compiled = std::move(*compiled);
      if (key == current_key) return loaded;
      loaded.warning +=
          fmt::format("Generation {}, the one before, is in force instead. {}", *generation, rebuild_hint);
      return loaded;
    }
    loaded.warning +=
        fmt::format("The stored blocklists, generation {}, cannot be used ({}). ", *generation, compiled.error().what);
  }
  loaded.compiled = std::make_shared<CompiledLists>();
  if (any) loaded.warning += fmt::format("No list is in force now. {}", rebuild_hint);
  return loaded;
}

std::expected<std::uint64_t, Fault> next_generation(const Store& store) {
  const auto current = read_pointer(store, current_key);
  if (!current) return current;
  const auto stored = stored_generations(store);
  if (!stored) return std::unexpected(stored.error());
  // Above what an interrupted build left, too: rows of two builds must never mix under one number.
  return std::max(*current, stored->empty() ? 0 : stored->back()) + 1;
}

std::expected<void, Fault> drop_old_generations(Store& store) {
  const auto current = read_pointer(store, current_key);
  const auto previous = read_pointer(store, previous_key);
  const auto stored = stored_generations(store);
  if (!current) return std::unexpected(current.error());
  if (!previous) return std::unexpected(previous.error());
  if (!stored) return std::unexpected(stored.error());
  std::vector<std::string> rows;
  for (const std::uint64_t generation : *stored) {
    if (generation == *current || generation == *previous) continue;
    auto scanned =
        store.scan(Family::trie, generation_prefix(generation), {}, [&](std::string_view key, std::string_view) {
          if (rows.size() == rows_removed_a_call) return false;
          rows.emplace_back(key);
          return true;
        });
    if (!scanned) return scanned;
  }
  Store::Batch batch;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    batch.operations.push_back({Family::trie, std::move(rows[i]), std::nullopt});
    if (batch.operations.size() < rows_removed_a_batch && i + 1 < rows.size()) continue;
    if (auto written = store.write(batch, Store::Durability::batched); !written) return written;
    batch.operations.clear();
  }
  return {};
}

}  // namespace schoolgate
