#include "blocklists/lists/compile/generation_header.h"

#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include <zlib.h>

namespace schoolgate {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand");

constexpr std::string_view magic = "SGGENER\n";
constexpr std::uint32_t format_version = 2;

template <typename T>
void append(std::string& out, T number) {
  char octets[sizeof(T)];
  std::memcpy(octets, &number, sizeof number);
  out.append(octets, sizeof octets);
}

void append_text(std::string& out, std::string_view text) {
  append(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

/// Takes fields off the front; once something does not fit, all that follows is empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view octets) : octets_(octets) {}
  bool ok() const { return ok_; }
  bool at_end() const { return octets_.empty(); }

  std::string_view take(std::size_t size) {
    if (size > octets_.size()) {
      ok_ = false;
      octets_ = {};
      return {};
    }
    const std::string_view taken = octets_.substr(0, size);
    octets_.remove_prefix(size);
    return taken;
  }
  template <typename T>
  T number() {
    T value{};
    const std::string_view octets = take(sizeof value);
    if (octets.size() == sizeof value) std::memcpy(&value, octets.data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(number<std::uint32_t>())); }

 private:
  std::string_view octets_;
  bool ok_ = true;
};

std::unexpected<Fault> damaged(std::string what) { return fault(Fault::Kind::damaged, std::move(what)); }

}  // namespace

std::uint32_t checksum(std::string_view octets, std::uint32_t before) {
  constexpr std::size_t step = std::numeric_limits<uInt>::max();  // zlib counts in unsigned int
  uLong sum = before;
  while (!octets.empty()) {
    const std::string_view piece = octets.substr(0, step);
    sum = crc32(sum, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    octets.remove_prefix(piece.size());
  }
  return static_cast<std::uint32_t>(sum);
}

std::string encode(const GenerationHeader& header) {
  std::string out(magic);
  append(out, format_version);
  append(out, header.generation);
  append(out, header.trie_octets);
  append(out, header.zone_data_octets);
  append(out, header.octets_checksum);
  append(out, static_cast<std::uint32_t>(header.chunk_checksums.size()));
  for (const std::uint32_t sum : header.chunk_checksums) append(out, sum);
  append(out, static_cast<std::uint32_t>(header.lists.size()));
  for (const CompiledList& list : header.lists) {
    append_text(out, list.id);
    append_text(out, list.title);
    append_text(out, list.category);
    append(out, list.version);
  }
  append(out, checksum(out));
  return out;
}

std::expected<GenerationHeader, Fault> decode_generation_header(std::string_view record) {
  if (record.size() < magic.size() + sizeof(std::uint32_t)) return damaged("its header is cut off");
  const std::string_view body = record.substr(0, record.size() - sizeof(std::uint32_t));
  if (Reader(record.substr(body.size())).number<std::uint32_t>() != checksum(body)) {
    return damaged("its header does not match its checksum");
  }
  Reader in(body);
  if (in.take(magic.size()) != magic) return damaged("its header does not begin as it should");
  if (in.number<std::uint32_t>() != format_version) return damaged("it is of a format that this version does not know");
  GenerationHeader header;
  header.generation = in.number<std::uint64_t>();
  header.trie_octets = in.number<std::uint64_t>();
  header.zone_data_octets = in.number<std::uint64_t>();
  header.octets_checksum = in.number<std::uint32_t>();
  for (auto chunks = in.number<std::uint32_t>(); chunks > 0 && in.ok(); --chunks) {
    header.chunk_checksums.push_back(in.number<std::uint32_t>());
  }
  for (auto lists = in.number<std::uint32_t>(); lists > 0 && in.ok(); --lists) {
    CompiledList list;
    list.id = in.text();
    list.title = in.text();
    list.category = in.text();
    list.version = in.number<std::uint64_t>();
    header.lists.push_back(std::move(list));
  }
  if (!in.ok() || !in.at_end()) return damaged("its header has the wrong length");
  return header;
}

}  // namespace schoolgate
