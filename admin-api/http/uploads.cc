#include "admin-api/http/uploads.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace schoolgate::http {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_name_octets = 120;  // what a file system takes, with room for what stands before it

std::string in_mib(std::uint64_t octets) { return fmt::format("{} MiB", (octets + (1 << 20) - 1) >> 20); }

/// As a file's own name: the folder it came from is nobody's business, and no name leads out of ours.
std::string safe_name(std::string_view given) {
  if (const auto slash = given.find_last_of("/\\"); slash != std::string_view::npos) given.remove_prefix(slash + 1);
  std::string name;
  for (const char c : given.substr(0, max_name_octets))
    name += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '_' : c;
  if (name.empty() || name.starts_with('.')) name.insert(0, "list");
  return name;
}

/// No secret: an upload belongs to its owner. It only has to be another one each time, also after a restart.
std::string new_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

std::unexpected<Fault> no_room(std::uint64_t octets, std::uint64_t free) {
  return fault(Fault::Kind::storage,
               fmt::format("The appliance's disk has no room for a file of {}: {} are free, and {} of them are kept "
                           "for the change-control log.",
                           in_mib(octets), in_mib(free), in_mib(disk_reserve_octets)),
               "Remove lists or old backups from the appliance, or give it a larger disk.");
}

std::expected<void, Fault> write_piece(const std::string& path, std::uint64_t offset, std::string_view piece) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fault(Fault::Kind::storage, fmt::format("The file cannot be kept: {}.", std::strerror(errno)));
  int error = 0;
  while (!piece.empty() && error == 0) {
    const ssize_t written = ::pwrite(fd, piece.data(), piece.size(), static_cast<off_t>(offset));
    if (written < 0) {
      if (errno != EINTR) error = errno;
      continue;
    }
    offset += static_cast<std::uint64_t>(written);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0) return {};
  return fault(Fault::Kind::storage, fmt::format("The file cannot be kept: {}.", std::strerror(error)),
               "What was sent so far is kept for a while: make room on the appliance's disk and go on.");
}

}  // namespace

Uploads::File::~File() {
  if (folder_.empty()) return;  // moved from
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Uploads::Uploads(std::string folder, Clock clock) : folder_(std::move(folder)), clock_(std::move(clock)) {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::expected<Uploads::Progress, Fault> Uploads::begin(const std::string& owner, std::string_view name,
                                                       std::uint64_t octets, std::uint64_t most) {
  if (octets == 0) return fault(Fault::Kind::bad_input, "The file is empty.", "Choose another file.");
  if (octets > most)
    return fault(Fault::Kind::bad_input, fmt::format("The file has {}; {} are the most.", in_mib(octets), in_mib(most)),
                 "Compress it (gzip, xz or zstd), or split it.");
  const std::lock_guard lock(mutex_);
  forget_idle();
  const auto own = std::ranges::find_if(uploads_, [&](const auto& row) { return row.second.owner == owner; });
  if (own != uploads_.end()) forget(own);
  if (uploads_.size() >= max_uploads)
    return fault(Fault::Kind::limit, "Others are sending files just now.", "Try again when they are done.");
  Upload upload{owner, {}, {}, octets, 0, clock_()};
  const std::string id = new_id();
  upload.folder = folder_ + "/" + id;
  upload.path = upload.folder + "/" + safe_name(name);
  std::error_code error;
  fs::create_directories(upload.folder, error);
  if (error) return fault(Fault::Kind::storage, fmt::format("The file cannot be kept: {}.", error.message()));
  if (const auto space = fs::space(upload.folder, error); !error && space.available < octets + disk_reserve_octets) {
    fs::remove_all(upload.folder, error);
    return no_room(octets, space.available);
  }
  uploads_.emplace(id, std::move(upload));
  return Progress{id, octets, 0};
}

std::expected<Uploads::Progress, Fault> Uploads::append(const std::string& owner, const std::string& id,
                                                        std::uint64_t offset, std::string_view piece) {
  const std::lock_guard lock(mutex_);
  const auto found = find(owner, id);
  if (!found) return std::unexpected(found.error());
  Upload& upload = (*found)->second;
  if (offset > upload.received || piece.size() > upload.octets - offset)
    return fault(
        Fault::Kind::conflict,
        fmt::format("{} of {} octets are here: this piece does not follow on.", upload.received, upload.octets),
        "Go on where the upload is.");
  upload.touched = clock_();
  if (offset + piece.size() > upload.received) {
    if (auto written = write_piece(upload.path, offset, piece); !written) return std::unexpected(written.error());
    upload.received = offset + piece.size();
  }
  return Progress{id, upload.octets, upload.received};
}

std::expected<Uploads::Progress, Fault> Uploads::progress(const std::string& owner, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = find(owner, id);
  if (!found) return std::unexpected(found.error());
  return Progress{id, (*found)->second.octets, (*found)->second.received};
}

std::expected<Uploads::File, Fault> Uploads::take(const std::string& owner, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = find(owner, id);
  if (!found) return std::unexpected(found.error());
  const Upload& upload = (*found)->second;
  if (upload.received != upload.octets)
    return fault(Fault::Kind::conflict,
                 fmt::format("Only {} of the file's {} octets are here.", upload.received, upload.octets),
                 "Send the rest first.");
  File file(upload.folder, upload.path);
  uploads_.erase(*found);
  return file;
}

std::expected<void, Fault> Uploads::drop(const std::string& owner, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = find(owner, id);
  if (!found) return std::unexpected(found.error());
  forget(*found);
  return {};
}

std::expected<Uploads::Place, Fault> Uploads::find(const std::string& owner, const std::string& id) {
  forget_idle();
  const auto found = uploads_.find(id);
  if (found == uploads_.end() || found->second.owner != owner)
    return fault(Fault::Kind::not_found, "There is no such upload of yours, or it was left alone for too long.",
                 "Send the file again.");
  return found;
}

void Uploads::forget(Place place) {
  std::error_code ignored;
  fs::remove_all(place->second.folder, ignored);
  uploads_.erase(place);
}

void Uploads::forget_idle() {
  const auto oldest = clock_() - upload_patience;
  for (auto place = uploads_.begin(); place != uploads_.end();) {
    const auto next = std::next(place);
    if (place->second.touched < oldest) forget(place);
    place = next;
  }
}

}  // namespace schoolgate::http
