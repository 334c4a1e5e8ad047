#include "blocklists/store/store.h"

namespace schoolgate {

void Store::Batch::put(Family family, std::string key, std::string value) {
  operations.push_back({family, std::move(key), std::move(value)});
}

void Store::Batch::erase(Family family, std::string key) {
  operations.push_back({family, std::move(key), std::nullopt});
}

}  // namespace schoolgate
