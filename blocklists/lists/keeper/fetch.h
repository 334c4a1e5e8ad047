// Fetches one list to a file: https, http and file addresses, only if it changed (RFC 9110 section 13), within limits.
// Certificates and host names are always verified; a redirect never leaves https once it was there, and never leads to
// another kind of address.
// Thread rules: any thread; one call is one transfer and blocks. `cancelled` is asked several times a second.
// Errors: bad_input (the address), not_found (404, no such file), limit (too large, too slow), unavailable (all else
// that may be better later), storage (the file cannot be written).
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/fault.h"

namespace schoolgate {

struct FetchLimits {
  /// Twice the largest list known (UT1's adult list is about 110 MB as plain text), unpacked.
  std::uint64_t octets = 256ULL << 20;
  /// The largest list at 1 Mbit/s, a poor school line, with some to spare.
  std::chrono::seconds total{1800};
  std::chrono::seconds connect{20};
  /// Slower than `slow_octets` a second for `slow_for`: the transfer is given up.
  long slow_octets = 512;
  std::chrono::seconds slow_for{60};
  /// Publishers move between hosts; more than this is a loop.
  long redirects = 5;
};

/// What the server said of the file that is in force (RFC 9110 section 8.8). Empty: unknown.
struct Validators {
  std::string etag, last_modified;
  friend bool operator==(const Validators&, const Validators&) = default;
};

/// How to sign in at the server. Given to the address's own host only, and shown to nobody: no fault tells them.
struct Credentials {
  std::string user, password;    // RFC 7617
  std::string token;             // RFC 6750
  std::string certificate, key;  // of the client, PEM
  std::string authority;         // PEM: the server's certificate is from this authority, and no other is trusted
  friend bool operator==(const Credentials&, const Credentials&) = default;
};

struct FetchRequest {
  std::string address;
  Validators known;    // empty: fetch whatever there is
  std::string target;  // the file to write; replaced
  std::string proxy;   // empty: the environment's (https_proxy, no_proxy ...)
  std::function<bool()> cancelled;
  FetchLimits limits = {};
  Credentials credentials = {};  // those that are not empty
};

struct Fetched {
  bool changed = false;  // false: what is known is still the newest, and `target` was not written
  Validators validators;
  std::optional<std::chrono::seconds> next = std::nullopt;  // when the publisher wants to be asked again
};

/// On a fault nothing is left at `target`.
std::expected<Fetched, Fault> fetch(const FetchRequest& request);

/// "file:///a%7Bb" -> "/a{b"; nothing when it is not a file address on this machine.
std::optional<std::string> path_of_file_address(std::string_view address);
std::string file_address_of_path(std::string_view path);

}  // namespace schoolgate
