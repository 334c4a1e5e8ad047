// RocksDB's errors in the words of a network manager.
// Thread rules: pure functions.
#pragma once

#include <string>
#include <string_view>

#include <rocksdb/status.h>

#include "blocklists/fault.h"

namespace schoolgate {

/// `doing`: "writing to", "reading". The status must not be ok.
Fault fault_from(const rocksdb::Status& status, std::string_view doing, const std::string& path);

}  // namespace schoolgate
