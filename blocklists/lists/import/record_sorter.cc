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

#include "blocklists/name.h"

namespace schoolgate {
namespace {

// A record in memory and in a run: key length (1), key, scope (1), effect (1), 0 for a cancellation else 1 (1), line
// (8, big-endian), decides (1), rule (4, big-endian). Key first, then octet by octet: that is the order.
constexpr std::size_t ordered_tail = 11;
constexpr std::size_t tail_octets = ordered_tail + 5;
static_assert(max_name_octets <= std::numeric_limits<unsigned char>::max());  // a key is shorter than its wire form

void append_big_endian(std::string& out, std::uint64_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xff);
}

std::uint64_t read_big_endian(std::string_view octets) {
  std::uint64_t value = 0;
  for (const char octet : octets) value = value << 8 | static_cast<unsigned char>(octet);
  return value;
}

std::size_t key_size(std::string_view record) { return static_cast<unsigned char>(record.front()); }

void encode(const NameRecord& record, std::string& out) {
  out += static_cast<char>(record.entry.key.size());
  out += record.entry.key;
  out += static_cast<char>(record.entry.scope);
  out += static_cast<char>(record.entry.effect);
  out += static_cast<char>(record.cancels ? 0 : 1);
  append_big_endian(out, record.line, 8);
  out += static_cast<char>(record.decides ? 1 : 0);
  append_big_endian(out, record.rule, 4);
}

void decode(std::string_view record, NameRecord& out) {
  const std::size_t size = key_size(record);
  out.entry.key.assign(record.substr(1, size));
  const std::string_view tail = record.substr(1 + size, tail_octets);
  out.entry.scope = static_cast<Scope>(tail[0]);
  out.entry.effect = static_cast<Effect>(tail[1]);
  out.cancels = tail[2] == 0;
  out.line = read_big_endian(tail.substr(3, 8));
  out.decides = tail[11] != 0;
  out.rule = static_cast<std::uint32_t>(read_big_endian(tail.substr(12, 4)));
}

/// Both may be followed by other octets.
bool is_less(std::string_view a, std::string_view b) {
  const std::string_view a_key = a.substr(1, key_size(a));
  const std::string_view b_key = b.substr(1, key_size(b));
  if (const int order = a_key.compare(b_key); order != 0) return order < 0;
  return std::memcmp(a_key.end(), b_key.end(), ordered_tail) < 0;
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
    const int size = std::fgetc(file_.get());
    if (size == EOF) return false;
    record_[0] = static_cast<char>(size);
    const std::size_t rest = static_cast<std::size_t>(size) + tail_octets;
    return std::fread(record_.data() + 1, 1, rest, file_.get()) == rest;
  }
  bool failed() const { return std::ferror(file_.get()) != 0; }
  std::string_view record() const { return {record_.data(), record_.size()}; }

 private:
  File file_;
  std::array<char, 1 + max_name_octets + tail_octets> record_{};
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
  if (needs + 1 + record.entry.key.size() + tail_octets + sizeof(std::uint32_t) > memory_ && !offsets_.empty()) {
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
    const std::size_t size = 1 + key_size(arena.substr(offset)) + tail_octets;
    if (!(*run)->write(arena.substr(offset, size))) return work_fault(work_dir_);
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
