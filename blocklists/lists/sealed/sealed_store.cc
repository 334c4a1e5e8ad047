#include "blocklists/lists/sealed/sealed_store.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace schoolgate {
namespace {

constexpr std::size_t digest_octets = std::tuple_size_v<SealedSet::Digest>;
constexpr std::size_t key_octets = std::tuple_size_v<SealedSet::Key>;
constexpr std::size_t digests_in_chunk = 4096;  // 64 KiB, which a small write buffer takes
constexpr std::string_view lists_prefix = "list/";

void put_number(std::string& out, std::uint64_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift))));
}

std::uint64_t take_number(std::string_view& from, std::size_t octets) {
  std::uint64_t value = 0;
  for (const char c : from.substr(0, octets)) value = value << 8U | static_cast<std::uint8_t>(c);
  from.remove_prefix(std::min(octets, from.size()));
  return value;
}

std::string version_prefix(const std::string& id, std::uint64_t version) {
  std::string key = fmt::format("{}{}/", lists_prefix, id);
  put_number(key, version, 8);
  return key;
}

std::string chunk_key(const std::string& id, std::uint64_t version, std::uint32_t chunk) {
  std::string key = version_prefix(id, version);
  put_number(key, chunk, 4);
  return key;
}

template <class Octets>
std::string_view as_text(const Octets& octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

std::unexpected<Fault> damaged(const std::string& id) {
  return fault(Fault::Kind::damaged, fmt::format("the sealed list {} is damaged in the store, and not in force", id),
               "Import it again, or refresh it.");
}

}  // namespace

std::expected<Store::Batch, Fault> write_sealed(Store& store, const std::string& id, std::uint64_t version,
                                                const SealedSet::Part& part) {
  std::uint32_t chunk = 0;
  for (std::size_t at = 0; at < part.digests.size(); at += digests_in_chunk) {
    std::string octets;
    for (std::size_t n = at; n < std::min(at + digests_in_chunk, part.digests.size()); ++n)
      octets.append(as_text(part.digests[n]));
    Store::Batch batch;
    batch.put(Family::sealed, chunk_key(id, version, ++chunk), std::move(octets));
    if (auto written = store.write(batch, Store::Durability::batched); !written)
      return std::unexpected(written.error());
  }
  std::string header(as_text(part.key));
  put_number(header, part.digests.size(), 8);
  Store::Batch batch;
  batch.put(Family::sealed, chunk_key(id, version, 0), std::move(header));
  return batch;
}

std::expected<SealedSet::Part, Fault> read_sealed(const Store& store, const std::string& id, std::uint64_t version) {
  SealedSet::Part part;
  std::optional<std::uint64_t> expected;
  bool good = true;
  const auto scanned =
      store.scan(Family::sealed, version_prefix(id, version), "", [&](std::string_view, std::string_view octets) {
        if (!expected) {
          good = octets.size() == key_octets + 8;
          if (!good) return false;
          std::ranges::copy(octets.substr(0, key_octets), reinterpret_cast<char*>(part.key.data()));
          octets.remove_prefix(key_octets);
          expected = take_number(octets, 8);
          return true;
        }
        good = octets.size() % digest_octets == 0;
        for (; good && !octets.empty(); octets.remove_prefix(digest_octets)) {
          SealedSet::Digest digest;
          std::ranges::copy(octets.substr(0, digest_octets), reinterpret_cast<char*>(digest.data()));
          part.digests.push_back(digest);
        }
        return good;
      });
  if (!scanned) return std::unexpected(scanned.error());
  if (!good || !expected || *expected != part.digests.size()) return damaged(id);
  return part;
}

std::expected<std::optional<SealedSet::Key>, Fault> sealed_key(const Store& store) {
  std::optional<SealedSet::Key> key;
  const auto scanned = store.scan(Family::sealed, lists_prefix, "", [&](std::string_view, std::string_view octets) {
    if (octets.size() != key_octets + 8) return true;  // digests of a list that was not finished
    std::ranges::copy(octets.substr(0, key_octets), reinterpret_cast<char*>(key.emplace().data()));
    return false;
  });
  if (!scanned) return std::unexpected(scanned.error());
  return key;
}

std::expected<void, Fault> drop_unused_sealed(Store& store, const PolicyState& state) {
  Store::Batch batch;
  const auto scanned = store.scan(Family::sealed, lists_prefix, "", [&](std::string_view key, std::string_view) {
    const std::string_view rest = key.substr(lists_prefix.size());
    const auto list = state.sealed_lists.find(std::string(rest.substr(0, rest.find('/'))));
    if (list == state.sealed_lists.end() || !key.starts_with(version_prefix(list->first, list->second.version)))
      batch.erase(Family::sealed, std::string(key));
    return true;
  });
  if (!scanned) return scanned;
  return batch.operations.empty() ? std::expected<void, Fault>{} : store.write(batch, Store::Durability::batched);
}

std::shared_ptr<const SealedSet> load_sealed_set(const Store& store, const PolicyState& state,
                                                 std::vector<std::string>& problems) {
  std::vector<SealedSet::Part> parts;
  for (const auto& [id, list] : state.sealed_lists) {
    auto part = read_sealed(store, id, list.version);
    if (part)
      parts.push_back(std::move(*part));
    else
      problems.push_back(fmt::format("{} {}", part.error().what, part.error().hint));
  }
  return std::make_shared<const SealedSet>(std::move(parts));
}

std::string credentials_key(const std::string& id) { return "secret/" + id; }

std::string to_octets(const Credentials& credentials) {
  std::string octets;
  for (const std::string* field : {&credentials.user, &credentials.password, &credentials.token,
                                   &credentials.certificate, &credentials.key, &credentials.authority}) {
    put_number(octets, field->size(), 4);
    octets += *field;
  }
  return octets;
}

std::expected<Credentials, Fault> read_credentials(const Store& store, const std::string& id) {
  const auto stored = store.get(Family::sealed, credentials_key(id));
  if (!stored) return std::unexpected(stored.error());
  Credentials credentials;
  if (!*stored) return credentials;
  std::string_view octets = **stored;
  for (std::string* field : {&credentials.user, &credentials.password, &credentials.token, &credentials.certificate,
                             &credentials.key, &credentials.authority}) {
    const std::uint64_t size = take_number(octets, 4);
    if (size > octets.size())
      return fault(Fault::Kind::damaged, fmt::format("the credentials of the sealed list {} are damaged", id),
                   "Set them again.");
    *field = octets.substr(0, size);
    octets.remove_prefix(size);
  }
  return credentials;
}

SourceState read_fetch_state(const Store& store, const std::string& id) {
  const auto stored = store.get(Family::sealed, "fetch/" + id);
  return stored && *stored ? parse_source_state(**stored) : SourceState();
}

std::expected<void, Fault> write_fetch_state(Store& store, const std::string& id, const SourceState& state) {
  Store::Batch batch;
  batch.put(Family::sealed, "fetch/" + id, to_text(state));
  return store.write(batch, Store::Durability::batched);
}

}  // namespace schoolgate
