#include "blocklists/store/faults.h"

#include <fmt/format.h>

namespace schoolgate {
namespace {

bool is_full(const rocksdb::Status& status) {
  return status.IsNoSpace() ||
         status.ToString().find("No space left on device") != std::string::npos;  // wrapped background errors
}

bool is_locked(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return text.find("LOCK: Resource temporarily unavailable") != std::string::npos ||
         text.find("lock hold by current process") != std::string::npos;
}

}  // namespace

Fault fault_from(const rocksdb::Status& status, std::string_view doing, const std::string& path) {
  if (is_full(status)) {
    return {Fault::Kind::storage, fmt::format("the disk is full: {} the store {} failed", doing, path),
            "Free some space on that disk. Filtering goes on meanwhile; changes are refused until there is room."};
  }
  if (is_locked(status)) {
    return {Fault::Kind::unavailable, fmt::format("the store {} is in use by another Schoolgate", path),
            "Only one may run on a store: stop the other one (systemctl status schoolgate), or give this one another "
            "[store] path."};
  }
  if (status.IsCorruption()) {
    return {Fault::Kind::damaged, fmt::format("the store {} is damaged: {}", path, status.ToString()),
            "Check the disk, then restore the latest backup."};
  }
  return {Fault::Kind::storage, fmt::format("{} the store {} failed: {}", doing, path, status.ToString()),
          "Check the disk and who may write to that directory, then restart Schoolgate."};
}

}  // namespace schoolgate
