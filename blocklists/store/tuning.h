// RocksDB's options for a small box with an SD card: few octets in memory, few files, few and batched writes.
// Thread rules: pure functions, called while opening.
#pragma once

#include <string>
#include <vector>

#include <rocksdb/db.h>

namespace schoolgate {

rocksdb::DBOptions database_options();
/// One for each Family, in its order. `meta` lives in RocksDB's own default family.
std::vector<rocksdb::ColumnFamilyDescriptor> family_descriptors();

}  // namespace schoolgate
