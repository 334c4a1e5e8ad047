#include "blocklists/lists/keeper/list_id.h"

#include <algorithm>

#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

constexpr std::string_view extensions[] = {
    ".gz",  ".xz",   ".zst",  ".txt",     ".conf", ".list",   ".hosts", ".domains", ".rpz", ".zone", ".acl", ".rules",
    ".csv", ".json", ".yaml", ".lsrules", ".dat",  ".filter", ".data",  ".adblock", ".cfg", ".tsv",  ".yml"};

char id_character(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  return allowed ? c : '-';
}

/// The taxonomy id for a whole name, or nothing.
std::optional<std::string> category_of(std::string_view name) {
  const auto number = category_for_alias(name);
  if (!number) return std::nullopt;
  return std::string(categories()[*number].id);
}

std::optional<std::string> category_of_words(std::string_view name) {
  constexpr std::string_view separators = "-_. ";
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of(separators), name.size());
    if (auto category = category_of(name.substr(0, end))) return category;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return std::nullopt;
}

}  // namespace

std::string without_extensions(std::string name) {
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view extension : extensions)
      if (name.size() > extension.size() && name.ends_with(extension)) {
        name.resize(name.size() - extension.size());
        cut = true;
      }
  }
  return name;
}

bool is_list_id(std::string_view id) {
  return !id.empty() && id.size() <= max_list_id_octets && id[0] != '-' && id[0] != '_' && id[0] != '/' &&
         std::ranges::all_of(id, [](char c) { return c == '/' || c == id_character(c); });
}

std::string list_id_from_path(const std::filesystem::path& relative) {
  constexpr std::size_t room_for_a_number = 8;  // where two files would get one id
  std::string id;
  for (const std::filesystem::path& part : relative) {
    std::string piece = part.string();
    if (part == *std::prev(relative.end())) piece = without_extensions(std::move(piece));
    std::ranges::transform(piece, piece.begin(), id_character);
    piece.erase(0, std::min(piece.find_first_not_of("-_"), piece.size()));
    if (piece.empty()) continue;  // ".", "..", "/": nothing that names
    if (!id.empty()) id += '/';
    id += piece;
  }
  if (id.size() > max_list_id_octets - room_for_a_number) id.resize(max_list_id_octets - room_for_a_number);
  return id.empty() ? "list" : id;
}

std::optional<std::string> category_from_path(const std::filesystem::path& path) {
  const std::string name = without_extensions(path.filename().string());
  if (auto whole = category_of(name)) return whole;
  for (std::filesystem::path folder = path.parent_path(); folder.has_filename(); folder = folder.parent_path())
    if (auto category = category_of(folder.filename().string())) return category;
  return category_of_words(name);
}

}  // namespace schoolgate
