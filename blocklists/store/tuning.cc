#include "blocklists/store/tuning.h"

#include <array>
#include <cstdint>

#include <rocksdb/cache.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "blocklists/store/store.h"

namespace schoolgate {
namespace {

constexpr std::size_t operator""_kib(unsigned long long n) { return static_cast<std::size_t>(n) << 10; }
constexpr std::size_t operator""_mib(unsigned long long n) { return static_cast<std::size_t>(n) << 20; }

// Changes are a few kilobytes each: a small table holds a day of them.
constexpr std::size_t small_write_buffer = 256_kib;
// Lists and tries arrive as chunks of up to a megabyte: larger tables mean fewer, larger files.
constexpr std::size_t bulk_write_buffer = 4_mib;
// All families together; the first to fill is flushed when this is reached.
constexpr std::size_t all_write_buffers = 10_mib;
// Point reads are rare (pages of the log, proofs); bulk reads bypass the cache.
constexpr std::size_t block_cache = 2_mib;
// Bounds the replay after a crash: a start must not take longer than reading this much.
constexpr std::uint64_t all_write_ahead_logs = 24_mib;
// Some 100 MiB of lists in files of 8 MiB, with room for a rebuild; each open file costs its index in memory.
constexpr int open_files = 64;
constexpr std::uint64_t bulk_file = 8_mib;
// Asks the kernel to write bulk data out as it goes, instead of all of it in front of a synchronous change.
constexpr std::uint64_t write_out_every = 1_mib;
constexpr std::size_t text_log_size = 512_kib;
constexpr std::size_t text_logs_kept = 2;
// The manifest names the first and last key of each file, and a key may hold somebody's sign-in name. At this size each
// flush and compaction begins a new one that tells only what there is now (some 10 KiB), so an erasure needs no
// restart.
constexpr std::uint64_t manifest_size = 1;

struct FamilyTuning {
  const char* name;
  bool bulk;        // large chunks, written in streams, read whole
  bool compressed;  // the trie is packed already
};
// In the order of enum Family.
constexpr std::array<FamilyTuning, family_count> families{{{"default", false, true},
                                                           {"state", false, true},
                                                           {"log", false, true},
                                                           {"personal", false, true},
                                                           {"tree", false, false},
                                                           {"lists", true, true},
                                                           {"trie", true, false},
                                                           {"sources", false, true},
                                                           {"sealed", false, false},  // hashes do not compress
                                                           {"outbox", false, true}}};

rocksdb::ColumnFamilyOptions options_for(const FamilyTuning& tuning, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = tuning.bulk ? bulk_write_buffer : small_write_buffer;
  options.arena_block_size = tuning.bulk ? 256_kib : 16_kib;
  options.max_write_buffer_number = 2;
  options.target_file_size_base = tuning.bulk ? bulk_file : 2_mib;
  options.max_bytes_for_level_base = 8 * options.target_file_size_base;
  options.compression = tuning.compressed ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.paranoid_file_checks = !tuning.bulk;  // the log and the state are read back after each flush; chunks carry
                                                // checksums of their own
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;  // so that the cache's size is the bound
  table.block_size = 4_kib;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// Without it RocksDB polls a full disk from a thread of its own for as long as it takes, and DB::Resume() says "busy".
class NoRecoveryThread final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* by_itself) override {
    *by_itself = false;
  }
};

}  // namespace

rocksdb::DBOptions database_options() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.track_and_verify_wals_in_manifest = true;  // a write-ahead log that vanished is damage, not an empty log
  // After a power cut the unsynchronised tail (bulk data that nothing points at yet) may have holes: everything up to
  // the first hole counts, and every synchronous change lies before it. The box must start after a power cut.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(all_write_buffers);
  options.max_total_wal_size = all_write_ahead_logs;
  options.max_open_files = open_files;
  options.max_file_opening_threads = 1;
  options.max_background_jobs = 2;  // one flush, one compaction
  options.bytes_per_sync = write_out_every;
  options.wal_bytes_per_sync = write_out_every;
  options.max_log_file_size = text_log_size;
  options.keep_log_file_num = text_logs_kept;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_manifest_file_size = manifest_size;
  options.stats_dump_period_sec = 0;  // no statistics thread, no writes while nothing changes
  options.stats_persist_period_sec = 0;
  options.max_bgerror_resume_count = 0;  // RocksStore resumes when somebody wants to write
  options.listeners.push_back(std::make_shared<NoRecoveryThread>());
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_descriptors() {
  const auto cache = rocksdb::NewLRUCache(block_cache, 2);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.reserve(families.size());
  for (const auto& family : families) descriptors.emplace_back(family.name, options_for(family, cache));
  return descriptors;
}

}  // namespace schoolgate
