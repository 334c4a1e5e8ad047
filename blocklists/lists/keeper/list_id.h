// Names for lists that come as files: the list's id, and the category that its folder or file name tells.
// Thread rules: pure.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace schoolgate {

/// Ids are keys in the store and words in addresses of the admin pages; change control takes no longer ones.
inline constexpr std::size_t max_list_id_octets = 128;

/// Small letters, digits, - _ and /, the first a letter or a digit, and not too long.
bool is_list_id(std::string_view id);
/// "Formats/RPZ/HaGeZi light.rpz.gz" -> "formats/rpz/hagezi-light": without extensions, always a list id.
std::string list_id_from_path(const std::filesystem::path& relative);
/// The file's name without the extensions that lists and compressors have.
std::string without_extensions(std::string name);
/// The taxonomy id that the last part is or stands for, else the nearest folder, else the first word of the last part.
/// `path` must begin no higher than the folder that a person gave: a home folder's name says nothing of a list.
std::optional<std::string> category_from_path(const std::filesystem::path& path);

}  // namespace schoolgate
