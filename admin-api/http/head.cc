#include "admin-api/http/head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "admin-api/http/limits.h"

namespace schoolgate::http {
namespace {

constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

// Each of these asks the server to do more than read a request: nothing here needs it, and each was a hole elsewhere.
constexpr std::array refused_headers{"Range",   "If-Range", "Transfer-Encoding", "Content-Encoding", "Expect",
                                     "Upgrade", "Trailer"};
// Two of them, and two readers may see different requests.
constexpr std::array single_headers{"Host",          "Content-Length", "Content-Type", "Cookie",
                                    "Authorization", "Origin",         "X-CSRF-Token", "Connection"};

bool same(std::string_view a, std::string_view b) {
  const IgnoreCase less;
  return !less(a, b) && !less(b, a);
}

template <class List>
bool among(std::string_view text, const List& list) {
  return std::ranges::any_of(list, [&](std::string_view one) { return same(one, text); });
}

// RFC 9110 section 5.6.2
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.contains(c);
  });
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Problem refuse(int status, std::string detail) {
  Problem problem = bad_request(std::move(detail));
  problem.status = status;
  return problem;
}

std::optional<Problem> inspect_target(std::string_view target, const HeadRules& rules) {
  const auto path = target.substr(0, target.find('?'));
  if (path.size() > rules.max_path || target.size() > rules.max_target)
    return refuse(414, fmt::format("The address is longer than {} octets.",
                                   path.size() > rules.max_path ? rules.max_path : rules.max_target));
  const bool visible = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  if (!target.starts_with('/') || !visible || std::ranges::count(target, '?') > 1)
    return bad_request("The address must be a path of visible ASCII with at most one '?'.");
  return std::nullopt;
}

// What the request line says, as far as the gate cares.
struct Line {
  bool http_1_0 = false, may_have_body = false, takes_octets = false;
};

std::optional<Problem> inspect_request_line(std::string_view line, const HeadRules& rules, Line& seen) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (std::ranges::count(line, ' ') != 2) return bad_request("The request line must be method, address and version.");
  const auto method = line.substr(0, first);
  const auto version = line.substr(second + 1);
  // Exact: methods are case-sensitive (RFC 9110 section 9.1).
  if (std::ranges::find(methods, method) == methods.end())
    return refuse(501, "Methods are GET, HEAD, POST, PUT, PATCH and DELETE.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505, "The version must be HTTP/1.1.");
  const auto target = line.substr(first + 1, second - first - 1);
  seen.http_1_0 = version == "HTTP/1.0";
  seen.may_have_body = method != "GET" && method != "HEAD";
  seen.takes_octets = method == "PUT" && target.starts_with(rules.octets_below);
  return inspect_target(target, rules);
}

// What the header lines say, as far as the gate cares.
struct Seen {
  std::optional<std::string_view> host, length, type, connection;
};

std::optional<Problem> inspect_header(std::string_view line, Seen& seen) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_value(line.substr(colon + 1)))
    return bad_request("A header line is malformed.");
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (among(name, refused_headers)) {
    // Transfer-Encoding: RFC 9112 section 6.1; Expect: RFC 9110 section 10.1.1.
    const int status = same(name, "Transfer-Encoding")  ? 501
                       : same(name, "Expect")           ? 417
                       : same(name, "Content-Encoding") ? 415
                                                        : 400;
    return refuse(status, fmt::format("The header {} is not accepted here.", name));
  }
  const auto keep = [&](std::string_view wanted, std::optional<std::string_view>& where) {
    if (same(name, wanted)) where = value;
  };
  keep("Host", seen.host);
  keep("Content-Length", seen.length);
  keep("Content-Type", seen.type);
  keep("Connection", seen.connection);
  return std::nullopt;
}

std::optional<Problem> inspect_headers(std::string_view lines, Seen& seen) {
  std::set<std::string_view, IgnoreCase> names;
  std::size_t count = 0;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    if (end > max_line_octets)
      return refuse(431, fmt::format("A header line is longer than {} octets.", max_line_octets));
    if (++count > max_header_lines) return refuse(431, fmt::format("More than {} header lines.", max_header_lines));
    if (auto problem = inspect_header(line, seen)) return problem;
    const auto name = line.substr(0, line.find(':'));
    if (!names.insert(name).second && among(name, single_headers))
      return bad_request(fmt::format("The header {} may stand only once.", name));
  }
  return std::nullopt;
}

bool is_json(std::string_view type) {
  const auto semicolon = type.find(';');
  if (!same(trim(type.substr(0, semicolon)), "application/json")) return false;
  return semicolon == std::string_view::npos || same(trim(type.substr(semicolon + 1)), "charset=utf-8");
}

std::optional<Problem> inspect_body(const Seen& seen, const HeadRules& rules, const Line& line, std::size_t& octets) {
  if (!seen.length) return std::nullopt;
  const auto text = *seen.length;
  const bool digits = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return bad_request("Content-Length must be a number.");
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), octets);
  if (parsed.ec != std::errc{} || octets > rules.max_body)
    return refuse(413, fmt::format("A request's body may have {} KiB at most.", rules.max_body / 1024));
  if (octets == 0) return std::nullopt;
  if (!line.may_have_body) return bad_request("A GET or HEAD request has no body here.");
  if (line.takes_octets && seen.type && same(trim(*seen.type), "application/octet-stream")) return std::nullopt;
  if (rules.only_json && (!seen.type || !is_json(*seen.type)))
    return refuse(415, "A request's body must be application/json in UTF-8.");
  return std::nullopt;
}

}  // namespace

HeadVerdict inspect_head(std::string_view received, const HeadRules& rules) {
  const auto end = received.substr(0, max_head_octets).find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (received.size() < max_head_octets) return NeedMore{};
    return refuse(431, fmt::format("The request's head is larger than {} KiB.", max_head_octets / 1024));
  }
  const auto head = received.substr(0, end + 2);
  const auto line_end = head.find("\r\n");
  Line line;
  if (auto problem = inspect_request_line(head.substr(0, line_end), rules, line)) return *problem;
  Seen seen;
  if (auto problem = inspect_headers(head.substr(line_end + 2), seen)) return *problem;
  if (!line.http_1_0 && !seen.host) return bad_request("The header Host is missing.");
  std::size_t body = 0;
  if (auto problem = inspect_body(seen, rules, line, body)) return *problem;
  const bool close = line.http_1_0 || (seen.connection && same(*seen.connection, "close"));
  return Head{end + 4, body, close};
}

}  // namespace schoolgate::http
