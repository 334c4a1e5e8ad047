// SquidGuard category directories, as UT1 publishes them: `domains` (a name a line, and all below it), `urls` (a path),
// `expressions` (a regular expression) and `usage` (words about the category). Each may be packed.
// DNS sees names only, so every line of `urls` and `expressions` is counted as rejected.
// Thread rules: pure functions.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "blocklists/fault.h"
#include "blocklists/lists/import/parser.h"

namespace schoolgate {

struct SquidguardFile {
  enum class Role : unsigned char { domains, urls, expressions, usage };
  std::string path;
  std::string name;  // "domains.gz", for reports
  Role role = Role::domains;
};

/// The category's files, in a fixed order, other files ignored. Faults: bad_input when there is no `domains`, `urls` or
/// `expressions`; storage.
std::expected<std::vector<SquidguardFile>, Fault> find_squidguard_files(const std::string& directory);
std::unique_ptr<LineParser> make_squidguard_parser(SquidguardFile::Role role);

}  // namespace schoolgate
