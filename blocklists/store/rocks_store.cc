// The store on RocksDB. This folder is the only one that knows RocksDB.
#include <filesystem>
#include <mutex>
#include <system_error>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <spdlog/spdlog.h>

#include "blocklists/store/faults.h"
#include "blocklists/store/migration.h"
#include "blocklists/store/store.h"
#include "blocklists/store/tuning.h"

namespace schoolgate {
namespace {

/// Kept free: all memtables flushed at once and a new log (tuning.cc) come to about half of this.
constexpr std::uintmax_t room_for_changes = std::uintmax_t{8} << 20U;
/// Lists and tries stop earlier, so that they never take the room that a change needs.
constexpr std::uintmax_t room_for_bulk = std::uintmax_t{32} << 20U;

class RocksStore final : public Store {
 public:
  explicit RocksStore(std::string path) : path_(std::move(path)) {}

  ~RocksStore() override {
    if (!db_) return;
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    if (const auto status = db_->Close(); !status.ok()) {
      spdlog::warn("closing the store {}: {}", path_, status.ToString());
    }
  }
  RocksStore(const RocksStore&) = delete;
  RocksStore& operator=(const RocksStore&) = delete;

  std::expected<void, Fault> open() {
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(database_options(), path_, family_descriptors(), &handles_, &db);
    if (!status.ok()) return std::unexpected(fault_from(status, "opening", path_));
    db_.reset(db);
    return {};
  }

  std::expected<std::optional<std::string>, Fault> get(Family family, std::string_view key) const override {
    std::string value;
    const auto status = db_->Get(read_options(family), handle(family), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return std::unexpected(fault_from(status, "reading", path_));
    return value;
  }

  std::expected<void, Fault> scan(Family family, std::string_view prefix, std::string_view from,
                                  const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(read_options(family), handle(family)));
    for (row->Seek(slice(from > prefix ? from : prefix)); row->Valid(); row->Next()) {
      const std::string_view key = row->key().ToStringView();
      if (!key.starts_with(prefix)) break;
      if (!visit(key, row->value().ToStringView())) return {};
    }
    if (!row->status().ok()) return std::unexpected(fault_from(row->status(), "reading", path_));
    return {};
  }

  std::expected<void, Fault> write(const Batch& batch, Durability durability) override {
    if (auto room = check_room(durability); !room) return room;
    const std::scoped_lock lock(writing_);
    // After a failed write RocksDB refuses every other until it is told to go on. Only with room on the disk: without
    // it Resume() waits for its flush for ever.
    if (refused_ && db_->Resume().ok()) refused_ = false;
    const auto status = apply(batch, durability);
    if (status.ok()) return {};
    refused_ = true;
    return std::unexpected(fault_from(status, "writing to", path_));
  }

  std::expected<void, Fault> purge() override {
    const std::scoped_lock lock(files_);
    auto status = rewrite_files();
    // Deletes every file that nothing refers to, at once: a full look through the folder, which RocksDB otherwise does
    // only now and then.
    if (status.ok()) status = db_->DisableFileDeletions();
    if (status.ok()) status = db_->EnableFileDeletions();
    if (!status.ok()) return std::unexpected(fault_from(status, "clearing old files of", path_));
    return {};
  }

  std::expected<void, Fault> copy_to(const std::string& directory) const override {
    const std::scoped_lock lock(files_);  // a copy holds files that purge() would have deleted
    rocksdb::Checkpoint* raw = nullptr;
    auto status = rocksdb::Checkpoint::Create(db_.get(), &raw);
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    if (status.ok()) status = checkpoint->CreateCheckpoint(directory);
    if (!status.ok()) {
      auto why = fault_from(status, fmt::format("copying to {} from", directory), path_);
      if (status.IsInvalidArgument()) {
        why = {Fault::Kind::bad_input, fmt::format("{} cannot take a copy of the store: it exists already", directory),
               "Name a directory that does not exist yet."};
      }
      return std::unexpected(why);
    }
    return {};
  }

  const std::string& path() const override { return path_; }

 private:
  /// Stops short of a full disk: RocksDB's own logs and flushes need the rest, and nothing is half written.
  std::expected<void, Fault> check_room(Durability durability) const {
    std::error_code error;
    const auto space = std::filesystem::space(path_, error);
    const auto needed = durability == Durability::synchronous ? room_for_changes : room_for_bulk;
    if (error || space.available >= needed) return {};
    return fault(Fault::Kind::storage,
                 fmt::format("the disk is full: {} has {} MiB left, and {} MiB are kept free", path_,
                             space.available >> 20U, needed >> 20U),
                 "Free some space. Nothing was changed, and DNS goes on answering.");
  }

  static rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

  static rocksdb::ReadOptions read_options(Family family) {
    rocksdb::ReadOptions options;
    options.fill_cache = family != Family::lists && family != Family::trie;
    return options;
  }

  rocksdb::ColumnFamilyHandle* handle(Family family) const { return handles_[static_cast<std::size_t>(family)]; }

  rocksdb::Status apply(const Batch& batch, Durability durability) {
    rocksdb::WriteBatch rows;
    for (const auto& operation : batch.operations) {
      const auto status = operation.value
                              ? rows.Put(handle(operation.family), slice(operation.key), slice(*operation.value))
                              : rows.Delete(handle(operation.family), slice(operation.key));
      if (!status.ok()) return status;
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::synchronous;
    return db_->Write(options, &rows);
  }

  /// Memtables to files, so that the write-ahead log is not needed; then each file anew, down to the lowest level,
  /// where nothing erased or overwritten survives. The manifest follows by itself: see manifest_size in tuning.cc.
  rocksdb::Status rewrite_files() {
    rocksdb::FlushOptions flush;
    flush.wait = true;
    auto status = db_->Flush(flush, handles_);
    rocksdb::CompactRangeOptions compact;
    compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    compact.exclusive_manual_compaction = true;
    for (std::size_t n = 0; n < handles_.size() && status.ok(); ++n)
      if (!holds_lists(static_cast<Family>(n))) status = db_->CompactRange(compact, handles_[n], nullptr, nullptr);
    return status;
  }

  /// Large, and about sites only.
  static bool holds_lists(Family family) {
    return family == Family::lists || family == Family::trie || family == Family::sealed;
  }

  std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  // One write at a time: changes come from one writer and bulk data from one keeper, so there is no group to commit,
  // and resuming is nobody else's business.
  std::mutex writing_;
  mutable std::mutex files_;  // one at a time copies or deletes files
  bool refused_ = false;      // the last write failed
};

}  // namespace

std::expected<std::unique_ptr<Store>, Fault> Store::open(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const bool created = fs::create_directories(path, error);
  if (error) {
    return fault(Fault::Kind::storage, fmt::format("the store {} cannot be made: {}", path, error.message()),
                 "Check [store] path and who may write there.");
  }
  if (created) fs::permissions(path, fs::perms::owner_all, error);  // personal data: nobody else may read it
  auto store = std::make_unique<RocksStore>(path);
  if (auto opened = store->open(); !opened) return std::unexpected(opened.error());
  if (auto migrated = migrate(*store, store_format, migrations()); !migrated) return std::unexpected(migrated.error());
  return store;
}

}  // namespace schoolgate
