#include "deploy/service/backup.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blocklists/lists/sealed/sealed_keeper.h"

namespace schoolgate {
namespace {

namespace fs = std::filesystem;

// A store of 3 million names with 400 days of log is well under this; it stops an archive that unpacks without end.
constexpr std::int64_t max_unpacked_octets = std::int64_t{16} << 30;
constexpr const char* database_folder = "db";
constexpr const char* key_name = "checkpoint.key";

struct WriterEnd {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct ReaderEnd {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct EntryEnd {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using Writer = std::unique_ptr<archive, WriterEnd>;
using Reader = std::unique_ptr<archive, ReaderEnd>;

std::unexpected<Fault> broken(const std::string& file, archive* a) {
  const char* why = archive_error_string(a);
  return fault(Fault::Kind::storage, fmt::format("{}: {}", file, why == nullptr ? "unreadable" : why));
}

bool add_file(archive* out, const fs::path& source, const std::string& name) {
  std::ifstream in(source, std::ios::binary);
  std::error_code error;
  const auto size = fs::file_size(source, error);
  if (!in || error) return false;
  const std::unique_ptr<archive_entry, EntryEnd> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  if (archive_write_header(out, entry.get()) != ARCHIVE_OK) return false;
  std::array<char, 65536> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
    if (archive_write_data(out, buffer.data(), static_cast<std::size_t>(in.gcount())) != in.gcount()) return false;
  return in.eof();
}

std::expected<void, Fault> pack(const fs::path& database, const std::string& key, const std::string& file) {
  const Writer out(archive_write_new());
  if (archive_write_set_format_pax_restricted(out.get()) != ARCHIVE_OK ||
      archive_write_add_filter_zstd(out.get()) != ARCHIVE_OK)
    return broken(file, out.get());
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fault(Fault::Kind::storage, fmt::format("cannot write {}", file),
                 "choose a folder that the service may write to");
  bool good = archive_write_open_fd(out.get(), fd) == ARCHIVE_OK && add_file(out.get(), key, key_name);
  for (const auto& entry : fs::directory_iterator(database))
    good = good &&
           add_file(out.get(), entry.path(), fmt::format("{}/{}", database_folder, entry.path().filename().string()));
  good = archive_write_close(out.get()) == ARCHIVE_OK && good && ::fsync(fd) == 0;
  ::close(fd);
  if (!good) return broken(file, out.get());
  return {};
}

/// Only what write_backup() writes: the key, and plain files in one folder. Anything else is not a backup.
bool is_expected(const std::string& name) {
  if (name == key_name) return true;
  const std::string folder = std::string(database_folder) + "/";
  return name.starts_with(folder) && name.size() > folder.size() &&
         name.find('/', folder.size()) == std::string::npos && name.find("..") == std::string::npos;
}

std::expected<void, Fault> unpack(const std::string& file, const fs::path& into) {
  const Reader in(archive_read_new());
  archive_read_support_format_tar(in.get());
  archive_read_support_filter_zstd(in.get());
  if (archive_read_open_filename(in.get(), file.c_str(), 65536) != ARCHIVE_OK)
    return fault(Fault::Kind::bad_input, fmt::format("{} is not a backup, or cannot be read by the service", file));
  fs::create_directories(into / database_folder);
  archive_entry* entry = nullptr;
  std::int64_t left = max_unpacked_octets;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK) {
    const std::string name = archive_entry_pathname(entry);
    if (!is_expected(name) || archive_entry_filetype(entry) != AE_IFREG)
      return fault(Fault::Kind::bad_input, fmt::format("{} is not a backup: it holds \"{}\"", file, name));
    std::ofstream out(into / name, std::ios::binary | std::ios::trunc);
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while ((status = archive_read_data_block(in.get(), &block, &size, &offset)) == ARCHIVE_OK) {
      left -= static_cast<std::int64_t>(size);
      if (left < 0) return fault(Fault::Kind::limit, fmt::format("{} unpacks to more than a backup can hold", file));
      out.write(static_cast<const char*>(block), static_cast<std::streamsize>(size));
    }
    if (status != ARCHIVE_EOF || !out.flush())
      return fault(Fault::Kind::bad_input, fmt::format("{} is cut off or damaged at \"{}\"", file, name));
    fs::permissions(into / name, fs::perms::owner_read | fs::perms::owner_write);
  }
  if (status != ARCHIVE_EOF)
    return fault(Fault::Kind::bad_input, fmt::format("{} is not a backup, or is damaged", file));
  return {};
}

void move_aside(const fs::path& from, const fs::path& folder) {
  if (!fs::exists(from)) return;
  fs::create_directories(folder);
  fs::rename(from, folder / from.filename());
}

/// A backup from before a sealed list was brought in must not take it away. Done in the staged store, so that a start
/// that is cut short does it again.
void keep_sealed_lists(const StoreLayout& layout, UtcMillis now) {
  const fs::path staged = layout.staged;
  if (!fs::exists(staged / database_folder) || !fs::exists(staged / key_name) || !fs::exists(layout.database)) return;
  const auto carry = [&]() -> std::expected<std::size_t, Fault> {
    const auto before = Store::open(layout.database);
    if (!before) return std::unexpected(before.error());
    const auto restored = Store::open((staged / database_folder).string());
    if (!restored) return std::unexpected(restored.error());
    const auto log =
        ChangeControl::open(**restored, {.clock = [now] { return now; }, .key_file = (staged / key_name).string()});
    if (!log) return std::unexpected(log.error());
    return carry_sealed_over(**before, **restored, **log);
  };
  const auto carried = carry();
  if (!carried)  // a damaged store may be why somebody restores
    spdlog::error("sealed lists of the store before the restore could not be kept: {}", carried.error().what);
  else if (*carried != 0)
    spdlog::info("{} sealed lists are newer than the backup and were kept", *carried);
}

}  // namespace

StoreLayout::StoreLayout(const std::string& store_path)
    : root(store_path),
      database(store_path + "/" + database_folder),
      signing_key(store_path + "/" + key_name),
      work(store_path + "/work"),
      transfers(store_path + "/transfers"),
      staged(store_path + "/restore-staged") {}

std::expected<void, Fault> write_backup(const StoreLayout& layout, const Store& store, const std::string& file) {
  const std::string copy = layout.root + "/backup-copy";
  std::error_code ignored;
  fs::remove_all(copy, ignored);
  const std::string unfinished = file + ".unfinished";
  auto done = store.copy_to(copy);
  if (done) done = pack(copy, layout.signing_key, unfinished);
  fs::remove_all(copy, ignored);
  if (!done) {
    fs::remove(unfinished, ignored);
    return done;
  }
  std::error_code error;
  fs::rename(unfinished, file, error);
  if (error) return fault(Fault::Kind::storage, fmt::format("cannot write {}: {}", file, error.message()));
  return {};
}

std::expected<void, Fault> stage_restore(const StoreLayout& layout, const std::string& file, const Clock& clock) {
  const fs::path checking = layout.staged + ".checking";
  std::error_code ignored;
  fs::remove_all(checking, ignored);
  auto done = unpack(file, checking);
  if (done) {
    auto store = Store::open((checking / database_folder).string());
    if (!store)
      done = std::unexpected(store.error());
    else if (auto log = ChangeControl::open(**store, {.clock = clock, .key_file = (checking / key_name).string()});
             !log)
      done = std::unexpected(log.error());
  }
  if (!done) {
    fs::remove_all(checking, ignored);
    return fault(done.error().kind, fmt::format("the backup was not restored: {}", done.error().what),
                 done.error().hint);
  }
  fs::remove_all(layout.staged, ignored);
  std::error_code error;
  fs::rename(checking, layout.staged, error);
  if (error) return fault(Fault::Kind::storage, fmt::format("cannot stage the restore: {}", error.message()));
  return {};
}

std::expected<bool, Fault> take_staged_restore(const StoreLayout& layout, UtcMillis now) try {
  const fs::path staged = layout.staged;
  if (!fs::exists(staged)) return false;
  keep_sealed_lists(layout, now);
  const fs::path aside =
      fmt::format("{}/before-restore-{}", layout.root, to_rfc3339(std::chrono::floor<std::chrono::seconds>(now)));
  // Each step is skipped when a start that was cut short has done it already.
  for (const auto& [from, to] : {std::pair(staged / database_folder, fs::path(layout.database)),
                                 std::pair(staged / key_name, fs::path(layout.signing_key))}) {
    if (!fs::exists(from)) continue;
    move_aside(to, aside);
    fs::rename(from, to);
  }
  fs::remove_all(staged);
  return true;
} catch (const fs::filesystem_error& error) {
  return fault(Fault::Kind::storage, fmt::format("the staged restore could not be put in place: {}", error.what()),
               "free some space on the disk and start again: nothing was lost");
}

}  // namespace schoolgate
