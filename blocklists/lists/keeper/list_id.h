// Names for lists that come as files: the list's id, and the category that its folder or file name tells.
// Thread rules: pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schoolgate {

/// "Formats/RPZ/HaGeZi light.rpz.gz" -> "formats/rpz/hagezi-light": no extensions, made of [a-z0-9/_-] only, never
/// empty.
std::string list_id_from_path(const std::filesystem::path& relative);
/// The file's name without the extensions that lists and compressors have.
std::string without_extensions(std::string name);
/// The taxonomy id that the last part is or stands for, else the nearest folder, else the first word of the last part.
/// `path` must begin no higher than the folder that a person gave: a home folder's name says nothing of a list.
std::optional<std::string> category_from_path(const std::filesystem::path& path);

}  // namespace schoolgate
