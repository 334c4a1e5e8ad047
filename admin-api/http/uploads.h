// Files that people hand over: a list, a backup. They come in pieces, each an ordinary small request that has passed
// the gate, so that no connection is held for minutes, no memory grows with a file, and what was sent before a session
// was lost is not sent again. What nobody goes on with is thrown away. Thread rules: every member from any thread.
// Errors: bad_input (too large), limit (too many at once), not_found, conflict (a piece that does not follow on),
// storage (the disk is full).
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "blocklists/fault.h"
#include "blocklists/time.h"

namespace schoolgate::http {

/// The largest published list in one file is near 100 MiB as text (UT1's adult sites), and lists come compressed, too.
inline constexpr std::uint64_t max_list_upload_octets = std::uint64_t{256} << 20;
inline constexpr std::size_t max_uploads = 4;               // a person has one; more at once is nobody's day
inline constexpr std::chrono::minutes upload_patience{15};  // between two pieces: a lost session, and a password typed
/// Left on the disk for everything else: the log must go on whatever people send.
inline constexpr std::uint64_t disk_reserve_octets = std::uint64_t{128} << 20;

class Uploads {
 public:
  struct Progress {
    std::string id;
    std::uint64_t octets = 0, received = 0;
  };
  /// A whole file that is somebody's now; it is gone with this.
  class File {
   public:
    explicit File(std::string folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}
    File(File&& other) noexcept = default;
    File& operator=(File&&) = delete;
    ~File();
    const std::string& path() const { return path_; }

   private:
    std::string folder_, path_;
  };

  /// Below this folder, which is emptied: nothing that was being sent survives a restart.
  Uploads(std::string folder, Clock clock);

  /// Takes the place of the owner's earlier one. `name`: what the file is called where it comes from.
  std::expected<Progress, Fault> begin(const std::string& owner, std::string_view name, std::uint64_t octets,
                                       std::uint64_t most = max_list_upload_octets);
  /// A piece that was taken before is taken to be a second try, and changes nothing.
  std::expected<Progress, Fault> append(const std::string& owner, const std::string& id, std::uint64_t offset,
                                        std::string_view piece);
  std::expected<Progress, Fault> progress(const std::string& owner, const std::string& id);
  std::expected<File, Fault> take(const std::string& owner, const std::string& id);
  std::expected<void, Fault> drop(const std::string& owner, const std::string& id);

 private:
  struct Upload {
    std::string owner, folder, path;
    std::uint64_t octets = 0, received = 0;
    UtcMillis touched{};
  };
  using Place = std::map<std::string, Upload>::iterator;
  std::expected<Place, Fault> find(const std::string& owner, const std::string& id);
  void forget(Place place);
  void forget_idle();

  const std::string folder_;
  const Clock clock_;
  std::mutex mutex_;                       // guards uploads_, for no longer than a piece takes to write
  std::map<std::string, Upload> uploads_;  // by id
};

}  // namespace schoolgate::http
