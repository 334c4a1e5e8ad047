// The part of fetch() that is for lists on this machine, such as those that Debian packages.
// Thread rules: as fetch().
#pragma once

#include "blocklists/lists/keeper/fetch.h"

namespace schoolgate {

/// The request's address must be a file address. The file's time and size serve as the validator.
std::expected<Fetched, Fault> fetch_local_file(const FetchRequest& request);

}  // namespace schoolgate
