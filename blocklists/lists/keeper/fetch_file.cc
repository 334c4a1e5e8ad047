#include "blocklists/lists/keeper/fetch_file.h"

#include <cctype>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

namespace schoolgate {
namespace {

constexpr std::string_view scheme = "file://";  // RFC 8089

/// Octets that stand for themselves in a path (RFC 3986 section 3.3).
bool is_plain(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return (octet < 128 && std::isalnum(octet) != 0) || std::string_view("/-._~@+,:=").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> path_of_file_address(std::string_view address) {
  if (!address.starts_with(scheme)) return std::nullopt;
  address.remove_prefix(scheme.size());
  if (address.starts_with("localhost/")) address.remove_prefix(std::string_view("localhost").size());
  if (!address.starts_with('/')) return std::nullopt;
  std::string path;
  for (std::size_t i = 0; i < address.size(); ++i) {
    unsigned value = 0;
    if (address[i] != '%') {
      path.push_back(address[i]);
      continue;
    }
    if (i + 2 >= address.size()) return std::nullopt;
    const char* const digits = address.data() + i + 1;
    if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2 || value == 0) return std::nullopt;
    path.push_back(static_cast<char>(value));
    i += 2;
  }
  return path;
}

std::string file_address_of_path(std::string_view path) {
  std::string address(scheme);
  for (const char c : path) {
    if (is_plain(c))
      address.push_back(c);
    else
      address.append(fmt::format("%{:02X}", static_cast<unsigned char>(c)));
  }
  return address;
}

std::expected<Fetched, Fault> fetch_local_file(const FetchRequest& request) {
  namespace fs = std::filesystem;
  const std::string path = path_of_file_address(request.address).value_or("");
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    return fault(Fault::Kind::not_found, fmt::format("There is no file {}.", path),
                 "If a package brings it, install that package.");
  const std::uint64_t octets = fs::file_size(path, error);
  if (error) return fault(Fault::Kind::unavailable, fmt::format("{} cannot be read: {}.", path, error.message()));
  if (octets > request.limits.octets)
    return fault(Fault::Kind::limit,
                 fmt::format("{} is larger than {:.0f} MB.", path, static_cast<double>(request.limits.octets) / 1e6));
  const auto ticks = fs::last_write_time(path, error).time_since_epoch().count();
  const Validators now{.etag = fmt::format("{}-{}", ticks, octets), .last_modified = {}};
  if (now == request.known) return Fetched{.changed = false, .validators = now};
  fs::copy_file(path, request.target, fs::copy_options::overwrite_existing, error);
  if (error)
    return fault(Fault::Kind::storage,
                 fmt::format("{} cannot be copied to {}: {}.", path, request.target, error.message()));
  return Fetched{.changed = true, .validators = now};
}

}  // namespace schoolgate
