#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin-api/console/console.h"

namespace schoolgate::console {
namespace {

using Json = nlohmann::json;

/// RFC 3986 section 2.3: everything but unreserved characters is percent-encoded.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", octet);
  }
  return out;
}

class Path {
 public:
  explicit Path(std::string base) : text_(std::move(base)) {}
  Path& add(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    text_ += fmt::format("{}{}={}", first_ ? '?' : '&', key, escaped(value));
    first_ = false;
    return *this;
  }
  operator std::string() const { return text_; }

 private:
  std::string text_;
  bool first_ = true;
};

Request post(std::string path, const Json& body) {
  return {"POST", std::move(path), body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// A day alone is its first moment; anything else goes to the server as it is, which says what is wrong with it.
std::string moment(const std::string& text) {
  constexpr std::size_t day_length = 10;  // 2026-11-22
  return text.size() == day_length ? text + "T00:00:00Z" : text;
}

void add_given(Json& body, const char* key, const std::string& value) {
  if (!value.empty()) body[key] = value;
}

}  // namespace

Request status() { return {"GET", "/api/v1/status", ""}; }

Request why(const Why& why) {
  return {"GET",
          Path("/api/v1/check").add("name", why.name).add("client", why.client).add("type", why.type).add("at", why.at),
          ""};
}

Request show_lists() { return {"GET", "/api/v1/lists", ""}; }

Request import_lists(const Import& import) {
  Json body = {{"paths", import.paths}};
  add_given(body, "category", import.category);
  add_given(body, "name", import.name);
  add_given(body, "format", import.format);
  return post("/api/v1/lists/import", body);
}

Request refresh_lists() { return post("/api/v1/lists/refresh", Json::object()); }

Request sealed_lists() { return {"GET", "/api/v1/sealed-lists", ""}; }

Request import_sealed(const std::string& id, const std::string& title, const std::string& path,
                      const std::string& reason) {
  Json body = {{"path", path}};
  add_given(body, "title", title);
  add_given(body, "reason", reason);
  return post("/api/v1/sealed-lists/" + escaped(id) + "/import", body);
}

Request set_sealed_source(const SealedSource& source) {
  Json body = {{"reason", source.reason}};
  for (const auto& [key, value] : {std::pair{"title", &source.title},
                                   {"address", &source.address},
                                   {"user", &source.user},
                                   {"password", &source.password},
                                   {"token", &source.token},
                                   {"certificate", &source.certificate},
                                   {"key", &source.key},
                                   {"authority", &source.authority}})
    add_given(body, key, *value);
  if (source.every_hours != 0) body["every_hours"] = source.every_hours;
  if (source.warn_after_days != 0) body["warn_after_days"] = source.warn_after_days;
  if (source.no_credentials) body["no_credentials"] = true;
  Request request = post("/api/v1/sealed-lists/" + escaped(source.id) + "/source", body);
  request.method = "PUT";
  return request;
}

Request refresh_sealed() { return post("/api/v1/sealed-lists/refresh", Json::object()); }

Request unblock(const Unblock& unblock) {
  return post("/api/v1/unblocks", {{"names", unblock.names},
                                   {"groups", unblock.groups},
                                   {"until", unblock.until},
                                   {"reason", unblock.reason},
                                   {"topic", unblock.topic}});
}

Request block(const std::vector<std::string>& names, const std::string& reason, const std::string& reviewer) {
  Json body = {{"names", names}, {"reason", reason}};
  add_given(body, "reviewer", reviewer);
  return post("/api/v1/emergency-blocks", body);
}

Request reviews() { return {"GET", "/api/v1/reviews", ""}; }

Request conclude_review(const std::string& id, const std::string& outcome, const std::string& reason) {
  return post("/api/v1/reviews/" + escaped(id) + "/conclude", {{"outcome", outcome}, {"reason", reason}});
}

Request add_person(const Person& person) {
  Json body = {{"user", person.user}, {"role", person.role}};
  add_given(body, "name", person.name);
  return post("/api/v1/people", body);
}

Request erase_person(const std::string& user, const std::string& reason) {
  return post("/api/v1/people/" + escaped(user) + "/erase", {{"reason", reason}});
}

Request export_log(const Export& range) {
  return {"GET",
          Path("/api/v1/changes/export")
              .add("format", range.format)
              .add("from", moment(range.from))
              .add("to", moment(range.to))
              .add("period", range.period),
          ""};
}

Request backup(const std::string& file) { return post("/api/v1/backup", {{"file", file}}); }
Request restore(const std::string& file) { return post("/api/v1/restore", {{"file", file}}); }
Request accept_clock(const std::string& reason) { return post("/api/v1/clock", {{"reason", reason}}); }
Request devices() { return {"GET", "/api/v1/devices", ""}; }
Request attempts() { return {"GET", "/api/v1/attempts", ""}; }
Request calendar() { return {"GET", "/api/v1/calendar", ""}; }
Request schedules() { return {"GET", "/api/v1/schedules", ""}; }
Request templates() { return {"GET", "/api/v1/templates", ""}; }
Request apply_template(const std::string& id, const std::string& reason, bool preview) {
  return post(Path("/api/v1/templates/" + escaped(id) + "/apply").add("preview", preview ? "true" : ""),
              {{"reason", reason}});
}

}  // namespace schoolgate::console
