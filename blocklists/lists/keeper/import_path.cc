// expand_import_path(): what a person hands to `lists import`, as the lists that are in it.
#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/lists/keeper/list_id.h"
#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

namespace fs = std::filesystem;
using Items = std::vector<ListKeeper::ImportItem>;

/// Collections have a few hundred lists, and change control keeps no more than this. A tree with more is somebody's
/// home folder, given by mistake.
constexpr std::size_t max_lists_in_tree = 1000;

bool starts_with_any(std::string_view name, std::initializer_list<std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return name.starts_with(head); });
}
bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> tails) {
  return std::ranges::any_of(tails, [&](std::string_view tail) { return name.ends_with(tail); });
}

/// What stands beside lists in collections and is none: notes, licences, archives, captures, test queries.
bool is_beside_lists(const fs::path& path) {
  std::string name = path.filename().string();
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return starts_with_any(name, {".", "licence", "license", "copying", "readme", "changelog", "global_usage"}) ||
         ends_with_any(name, {".md", ".tar", ".tar.gz", ".tar.xz", ".tar.zst", ".tgz", ".zip", ".7z", ".pcap",
                              ".pcap.gz", ".pcapng", ".sig", ".asc", ".sha256", ".md5", ".html", ".png"}) ||
         name == "queries" || name == "usage" || name == "usage.gz";
}

/// A SquidGuard category: a folder with one of its three files, plain or compressed.
bool is_squidguard_category(const fs::path& folder) {
  for (const std::string_view file : {"domains", "urls", "expressions"})
    for (const std::string_view packed : {"", ".gz", ".xz", ".zst"}) {
      std::error_code ignored;
      if (fs::is_regular_file(folder / fmt::format("{}{}", file, packed), ignored)) return true;
    }
  return false;
}

class Expansion {
 public:
  Expansion(fs::path root, std::string category) : root_(std::move(root)), category_(std::move(category)) {}

  std::expected<Items, Fault> run() {
    std::error_code error;
    const fs::file_status status = fs::status(root_, error);
    if (!fs::exists(status))
      return fault(Fault::Kind::not_found, fmt::format("There is no file or folder {}.", root_.string()));
    if (fs::is_regular_file(status)) {
      add(root_, single_name(), root_.parent_path().filename() / root_.filename());
    } else if (!fs::is_directory(status)) {
      return fault(Fault::Kind::bad_input, fmt::format("{} is neither a file nor a folder.", root_.string()));
    } else if (is_squidguard_category(root_)) {
      add(root_, root_.filename(), root_.filename());
    } else if (auto walked = walk(root_); !walked) {
      return std::unexpected(walked.error());
    }
    if (items_.empty())
      return fault(Fault::Kind::not_found, fmt::format("There are no lists in the folder {}.", root_.string()));
    return std::move(items_);
  }

 private:
  /// A SquidGuard "domains" file that was given alone is called as its folder is.
  fs::path single_name() const {
    const bool in_category = without_extensions(root_.filename().string()) == "domains";
    return in_category ? root_.parent_path().filename() : root_.filename();
  }

  std::expected<void, Fault> walk(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
      entries.push_back(*at);
    if (error)
      return fault(Fault::Kind::unavailable,
                   fmt::format("The folder {} cannot be read: {}.", folder.string(), error.message()),
                   "Check that the service may read it.");
    std::ranges::sort(entries);
    for (const fs::directory_entry& entry : entries)
      if (auto visited = visit(entry); !visited) return visited;
    return {};
  }

  std::expected<void, Fault> visit(const fs::directory_entry& entry) {
    std::error_code ignored;
    if (is_beside_lists(entry.path())) return {};
    if (entry.is_directory(ignored)) {
      if (entry.is_symlink(ignored)) return {};  // UT1's second names for a category; a loop, elsewhere
      if (!is_squidguard_category(entry.path())) return walk(entry.path());
    } else if (!entry.is_regular_file(ignored)) {
      return {};
    }
    if (items_.size() == max_lists_in_tree)
      return fault(Fault::Kind::limit, fmt::format("{} holds more than {} lists.", root_.string(), max_lists_in_tree),
                   "Give a folder that holds lists only.");
    const fs::path relative = entry.path().lexically_relative(root_);
    add(entry.path(), relative, root_.filename() / relative);
    return {};
  }

  void add(const fs::path& path, const fs::path& named, const fs::path& told_by) {
    const std::string id = list_id_from_path(named);
    std::string unique = id;
    for (int copy = 2; !ids_.insert(unique).second; ++copy) unique = fmt::format("{}-{}", id, copy);
    items_.push_back({.path = path.string(),
                      .category = category_.empty() ? category_from_path(told_by).value_or("custom") : category_,
                      .list_id = unique,
                      .title = {},
                      .format = std::nullopt});
  }

  fs::path root_;
  std::string category_;
  Items items_;
  std::set<std::string> ids_;
};

}  // namespace

std::expected<Items, Fault> expand_import_path(const std::string& path, const std::string& category) {
  if (path.empty()) return fault(Fault::Kind::bad_input, "No file or folder was named.");
  std::string known;
  if (!category.empty()) {
    const auto number = category_for_alias(category);
    if (!number)
      return fault(Fault::Kind::bad_input, fmt::format("There is no category \"{}\".", category),
                   fmt::format("Did you mean \"{}\"?", nearest_category(category)));
    known = categories()[*number].id;
  }
  std::error_code error;
  fs::path root = fs::absolute(path, error).lexically_normal();
  if (error) return fault(Fault::Kind::bad_input, fmt::format("{}: {}.", path, error.message()));
  if (!root.has_filename() && root != root.root_path()) root = root.parent_path();  // "lists/"
  return Expansion(std::move(root), std::move(known)).run();
}

}  // namespace schoolgate
