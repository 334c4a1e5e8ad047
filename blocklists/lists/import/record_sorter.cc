#include "blocklists/lists/import/record_sorter.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "blocklists/lists/zone_rule.h"
#include "blocklists/name.h"

namespace schoolgate {
namespace {

// A record in memory and in a run, numbers big-endian: key length (1), data's size (2), key, scope (1), effect (1),
// data, 0 for a cancellation else 1 (1), line (8), decides (1), rule (4). Key, scope, effect, data, then octet by
// octet: that is the order.
constexpr std::size_t head_octets = 3;
constexpr std::size_t kind_octets = 2;   // scope and effect
constexpr std::size_t order_octets = 9;  // cancellation and line
constexpr std::size_t tail_octets = order_octets + 5;
constexpr std::size_t max_data = 6 + max_zone_data;
constexpr std::size_t max_record = head_octets + max_name_octets + kind_octets + max_data + tail_octets;
static_assert(max_name_octets <= std::numeric_limits<unsigned char>::max());  // a key is shorter than its wire form

void append_big_endian(std::string& out, std::uint64_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xff);
}

std::uint64_t read_big_endian(std::string_view octets) {
  std::uint64_t value = 0;
  for (const char octet : octets) value = value << 8 | static_cast<unsigned char>(octet);
  return value;
}

struct Parts {
  std::string_view key, kind, data, tail;
};
/// `record` may be followed by other octets.
Parts parts_of(std::string_view record) {
  const std::size_t key = static_cast<unsigned char>(record[0]);
  const auto data = static_cast<std::size_t>(read_big_endian(record.substr(1, 2)));
  return {record.substr(head_octets, key), record.substr(head_octets + key, kind_octets),
          record.substr(head_octets + key + kind_octets, data),
          record.substr(head_octets + key + kind_octets + data, tail_octets)};
}
std::size_t size_of(std::string_view record) {
  const Parts parts = parts_of(record);
  return head_octets + parts.key.size() + kind_octets + parts.data.size() + tail_octets;
}
std::size_t size_of(const NameRecord& record) {
  return head_octets + record.entry.key.size() + kind_octets + record.entry.data.size() + tail_octets;
}

void encode(const NameRecord& record, std::string& out) {
  out += static_cast<char>(record.entry.key.size());
  append_big_endian(out, record.entry.data.size(), 2);
  out += record.entry.key;
  out += static_cast<char>(record.entry.scope);
  out += static_cast<char>(record.entry.effect);
  out += record.entry.data;
  out += static_cast<char>(record.cancels ? 0 : 1);
  append_big_endian(out, record.line, 8);
  out += static_cast<char>(record.decides ? 1 : 0);
  append_big_endian(out, record.rule, 4);
}

void decode(std::string_view record, NameRecord& out) {
  const Parts parts = parts_of(record);
  out.entry.key.assign(parts.key);
  out.entry.scope = static_cast<Scope>(parts.kind[0]);
  out.entry.effect = static_cast<Effect>(parts.kind[1]);
  out.entry.data.assign(parts.data);
  out.cancels = parts.tail[0] == 0;
  out.line = read_big_endian(parts.tail.substr(1, 8));
  out.decides = parts.tail[9] != 0;
  out.rule = static_cast<std::uint32_t>(read_big_endian(parts.tail.substr(10, 4)));
}

/// Both may be followed by other octets.
bool is_less(std::string_view a, std::string_view b) {
  const Parts left = parts_of(a), right = parts_of(b);
  if (const int order = left.key.compare(right.key); order != 0) return order < 0;
  if (const int order = left.kind.compare(right.kind); order != 0) return order < 0;
  if (const int order = left.data.compare(right.data); order != 0) return order < 0;
  return left.tail.substr(0, order_octets) < right.tail.substr(0, order_octets);
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::unexpected<Fault> work_fault(const std::string& directory) {
  return fault(Fault::Kind::storage, fmt::format("cannot sort a list in {}: {}", directory, std::strerror(errno)),
               "Free some space there.");
}

}  // namespace

/// A sorted run in a file that has no name any more, so that nothing is left behind whatever happens.
class RecordSorter::Run {
 public:
  explicit Run(File file) : file_(std::move(file)) {}

  static std::expected<std::unique_ptr<Run>, Fault> create(const std::string& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    std::string path = directory + "/sort-XXXXXX";
    const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0) return work_fault(directory);
    ::unlink(path.c_str());
    File file(::fdopen(descriptor, "w+b"));
    if (!file) {
      auto failed = work_fault(directory);
      ::close(descriptor);
      return failed;
    }
    return std::make_unique<Run>(std::move(file));
  }

  bool write(std::string_view octets) {
    return std::fwrite(octets.data(), 1, octets.size(), file_.get()) == octets.size();
  }
  bool rewind() { return std::fflush(file_.get()) == 0 && std::fseek(file_.get(), 0, SEEK_SET) == 0; }
  /// Reads the next record; false at the end or on an error, see failed().
  bool advance() {
    if (std::fread(record_.data(), 1, head_octets, file_.get()) != head_octets) return false;
    const std::size_t rest = size_of(record()) - head_octets;
    return std::fread(record_.data() + head_octets, 1, rest, file_.get()) == rest;
  }
  bool failed() const { return std::ferror(file_.get()) != 0; }
  std::string_view record() const { return {record_.data(), record_.size()}; }

 private:
  File file_;
  std::array<char, max_record> record_{};
};

RecordSorter::RecordSorter(std::string work_dir, std::size_t memory, std::uint64_t limit)
    : work_dir_(std::move(work_dir)), memory_(memory), limit_(limit) {}
RecordSorter::~RecordSorter() = default;

std::expected<void, Fault> RecordSorter::add(const NameRecord& record) {
  if (++added_ > limit_) {
    return fault(Fault::Kind::limit, fmt::format("the list has more than {} names", limit_),
                 "Split it, or use a smaller one.");
  }
  const std::size_t needs = arena_.size() + offsets_.size() * sizeof(std::uint32_t);
  if (needs + size_of(record) + sizeof(std::uint32_t) > memory_ && !offsets_.empty()) {
    if (auto spilled = spill(); !spilled) return spilled;
  }
  offsets_.push_back(static_cast<std::uint32_t>(arena_.size()));
  encode(record, arena_);
  return {};
}

void RecordSorter::sort_memory() {
  const std::string_view arena = arena_;
  std::ranges::sort(offsets_,
                    [arena](std::uint32_t a, std::uint32_t b) { return is_less(arena.substr(a), arena.substr(b)); });
}

std::expected<void, Fault> RecordSorter::spill() {
  sort_memory();
  auto run = Run::create(work_dir_);
  if (!run) return std::unexpected(run.error());
  const std::string_view arena = arena_;
  for (const std::uint32_t offset : offsets_) {
    const std::string_view record = arena.substr(offset);
    if (!(*run)->write(record.substr(0, size_of(record)))) return work_fault(work_dir_);
  }
  runs_.push_back(std::move(*run));
  arena_.clear();
  offsets_.clear();
  return {};
}

std::expected<void, Fault> RecordSorter::sort() {
  if (runs_.empty()) {
    sort_memory();
    return {};
  }
  if (auto spilled = spill(); !spilled) return spilled;
  std::string().swap(arena_);  // the merge needs the memory no more
  std::vector<std::uint32_t>().swap(offsets_);
  for (const auto& run : runs_) {
    if (!run->rewind()) return work_fault(work_dir_);
    if (run->advance()) {
      heap_.push_back(run.get());
    } else if (run->failed()) {
      return work_fault(work_dir_);
    }
  }
  std::ranges::make_heap(heap_, [](const Run* a, const Run* b) { return is_less(b->record(), a->record()); });
  return {};
}

std::expected<bool, Fault> RecordSorter::next(NameRecord& record) {
  if (!runs_.empty()) return next_from_runs(record);
  if (position_ == offsets_.size()) return false;
  decode(std::string_view(arena_).substr(offsets_[position_++]), record);
  return true;
}

std::expected<bool, Fault> RecordSorter::next_from_runs(NameRecord& record) {
  if (heap_.empty()) return false;
  const auto least_on_top = [](const Run* a, const Run* b) { return is_less(b->record(), a->record()); };
  std::ranges::pop_heap(heap_, least_on_top);
  Run* run = heap_.back();
  decode(run->record(), record);
  if (run->advance()) {
    std::ranges::push_heap(heap_, least_on_top);
  } else {
    if (run->failed()) return work_fault(work_dir_);
    heap_.pop_back();
  }
  return true;
}

}  // namespace schoolgate
