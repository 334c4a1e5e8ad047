#include "resolver/identify/device_watch.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace schoolgate {
namespace {

// A device that has just got its lease asks within a second or two; looking costs a stat() a file.
constexpr std::chrono::milliseconds look_every{2000};
// Neighbours change by the second in a busy network, and each look reads the whole table: at most one a second.
constexpr std::chrono::milliseconds rest{1000};

UtcSeconds seconds(const Clock& clock) { return std::chrono::floor<std::chrono::seconds>(clock()); }

std::string note_of(const LeaseFile& file, const Leases& leases) {
  std::string note;
  if (leases.rejected != 0)
    note =
        fmt::format("the lease file {} has {} that could not be read, the first at {}", file.path,
                    leases.rejected == 1 ? "an entry" : fmt::format("{} entries", leases.rejected), leases.first_fault);
  if (leases.left_out != 0)
    note += fmt::format("{}the lease file {} has more than {} addresses; {} are left out", note.empty() ? "" : "; ",
                        file.path, DeviceDirectory::max_addresses, leases.left_out);
  return note;
}

}  // namespace

void NeighbourMemory::see(const std::vector<DeviceRow>& rows, UtcSeconds now) {
  for (const DeviceRow& row : rows)
    if (row.mac && (seen_.size() < DeviceDirectory::max_addresses || seen_.contains(row.address)))
      seen_[row.address] = {*row.mac, now};
}

std::vector<DeviceRow> NeighbourMemory::rows() const {
  std::vector<DeviceRow> rows;
  rows.reserve(seen_.size());
  for (const auto& [address, seen] : seen_) rows.push_back({address, seen.mac, {}, seen.last + neighbour_memory});
  return rows;
}

void NeighbourMemory::forget_before(UtcSeconds now) {
  std::erase_if(seen_, [now](const auto& entry) { return entry.second.last + neighbour_memory <= now; });
}

DeviceWatch::DeviceWatch(ClientsConfig config, Clock clock, Publish publish)
    : clock_(std::move(clock)), publish_(std::move(publish)), neighbours_wanted_(config.neighbours) {
  for (LeaseFile& file : config.leases) sources_.push_back({std::move(file), {}, {}, {}});
  refresh();
  if (sources_.empty() && !neighbours_wanted_) return;
  if (pipe2(stop_, O_CLOEXEC) != 0) throw std::bad_alloc();
  thread_ = std::thread([this] { run(); });
}

DeviceWatch::~DeviceWatch() {
  if (!thread_.joinable()) return;
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
}

std::shared_ptr<const DeviceDirectory> DeviceWatch::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

std::vector<std::string> DeviceWatch::notes() const {
  const std::scoped_lock lock(mutex_);
  return notes_;
}

void DeviceWatch::run() {
  pthread_setname_np(pthread_self(), "devices");
  while (wait(rest, false) && wait(look_every - rest, neighbours_wanted_)) refresh();
}

bool DeviceWatch::wait(std::chrono::milliseconds most, bool for_neighbours) {
  pollfd fds[2] = {{stop_[0], POLLIN, 0}, {for_neighbours ? watch_.descriptor() : -1, POLLIN, 0}};
  if (poll(fds, 2, static_cast<int>(most.count())) < 0 && errno != EINTR) return false;
  if (fds[1].revents != 0) watch_.drain();
  return fds[0].revents == 0;
}

void DeviceWatch::refresh() {
  const UtcSeconds now = seconds(clock_);
  bool changed = now >= next_end_;
  for (Source& source : sources_) changed = look_at(source) || changed;
  if (neighbours_wanted_) changed = look_at_neighbours(now) || changed;
  if (changed) build(now);
}

bool DeviceWatch::look_at(Source& source) {
  LeaseStamp stamp = lease_stamp(source.file);
  if (stamp == source.stamp) return false;
  source.stamp = std::move(stamp);
  const std::string before = std::exchange(source.note, {});
  if (const auto text = read_lease_file(source.file)) {
    Leases leases = parse_leases(source.file.format, *text);
    source.note = note_of(source.file, leases);
    source.rows = std::move(leases.rows);
    if (source.file.format == LeaseFormat::windows)
      for (DeviceRow& row : source.rows) row.expires = source.stamp.written + export_lifetime;
  } else {
    source.note = text.error().what;  // what was read before holds until it ends
  }
  if (source.note != before && !source.note.empty()) spdlog::warn("{}", source.note);
  return true;
}

bool DeviceWatch::look_at_neighbours(UtcSeconds now) {
  const std::string before = std::exchange(neighbours_note_, {});
  if (const auto rows = read_neighbours())
    neighbours_.see(*rows, now);
  else
    neighbours_note_ = fmt::format("{}: {}", rows.error().what, rows.error().hint);
  neighbours_.forget_before(now);
  if (neighbours_note_ != before && !neighbours_note_.empty()) spdlog::warn("{}", neighbours_note_);
  auto rows = neighbours_.rows();
  const bool same = std::ranges::equal(rows, neighbour_rows_, [](const DeviceRow& a, const DeviceRow& b) {
    return a.address == b.address && a.mac == b.mac;
  });
  neighbour_rows_ = std::move(rows);
  return !same || neighbours_note_ != before;
}

void DeviceWatch::build(UtcSeconds now) {
  std::vector<DeviceRow> rows = neighbour_rows_;  // what answers now comes before what was promised in a lease
  std::vector<std::string> notes;
  for (const Source& source : sources_) {
    rows.insert(rows.end(), source.rows.begin(), source.rows.end());
    if (!source.note.empty()) notes.push_back(source.note);
  }
  if (!neighbours_note_.empty()) notes.push_back(neighbours_note_);
  next_end_ = UtcSeconds::max();
  for (const DeviceRow& row : rows)
    if (row.expires && *row.expires > now) next_end_ = std::min(next_end_, *row.expires);

  auto directory = std::make_shared<const DeviceDirectory>(rows, now);
  if (directory->left_out() != 0)
    notes.push_back(fmt::format("more than {} addresses have devices; {} are left out", DeviceDirectory::max_addresses,
                                directory->left_out()));
  bool news = false;
  {
    const std::scoped_lock lock(mutex_);
    notes_ = std::move(notes);
    news = !directory->says_the_same_as(*current_);
    if (news) current_ = directory;
  }
  if (news) publish_(std::move(directory));
}

}  // namespace schoolgate
