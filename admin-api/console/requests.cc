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

Request sending() { return {"GET", "/api/v1/sending", ""}; }

Request set_mail(const Mail& mail) {
  Json body = {{"reason", mail.reason}};
  for (const auto& [key, value] : {std::pair{"server", &mail.server},
                                   {"from", &mail.from},
                                   {"user", &mail.user},
                                   {"password", &mail.password},
                                   {"authority", &mail.authority}})
    add_given(body, key, *value);
  if (!mail.chair.empty()) body["addresses"] = {{{"for", "chair"}, {"address", mail.chair}}};
  if (mail.in_clear) body["in_clear"] = true;
  if (mail.no_credentials) body["no_credentials"] = true;
  Request request = post("/api/v1/sending", body);
  request.method = "PUT";
  return request;
}

Request test_mail(const std::string& to, const std::string& webhook) {
  Json body = Json::object();
  add_given(body, "to", to);
  add_given(body, "webhook", webhook);
  return post("/api/v1/sending/test", body);
}

Request send_checkpoint() { return post("/api/v1/sending/checkpoint", Json::object()); }
Request outbox() { return {"GET", "/api/v1/outbox", ""}; }
Request retry_outbox() { return post("/api/v1/outbox/retry", Json::object()); }

Request unblock(const Unblock& unblock) {
  return post("/api/v1/unblocks", {{"names", unblock.names},
                                   {"groups", unblock.groups},
                                   {"until", unblock.until},
                                   {"reason", unblock.reason},
                                   {"topic", unblock.topic}});
}

Request requests(const std::string& state) { return {"GET", Path("/api/v1/requests").add("state", state), ""}; }

Request request(const Wish& wish) {
  Json body = {{"reason", wish.reason}};
  if (!wish.names.empty()) body["names"] = wish.names;
  if (!wish.groups.empty()) body["groups"] = wish.groups;
  add_given(body, "starts", moment(wish.from));
  add_given(body, "until", moment(wish.until));
  for (const auto& [key, value] : {std::pair{"topic", &wish.topic},
                                   {"topic_id", &wish.topic_id},
                                   {"bundle", &wish.bundle},
                                   {"extends", &wish.extends},
                                   {"requested_by", &wish.requester}})
    add_given(body, key, *value);
  return post("/api/v1/requests", body);
}

Request show_request(const std::string& id) { return {"GET", "/api/v1/requests/" + escaped(id), ""}; }

Request approve(const Approval& approval, bool preview) {
  Json body = {{"version", approval.version}};
  if (approval.likelihood != 0) body["likelihood"] = approval.likelihood;
  if (approval.impact != 0) body["impact"] = approval.impact;
  add_given(body, "reason", approval.reason);
  return post(Path("/api/v1/requests/" + escaped(approval.id) + "/sign").add("preview", preview ? "true" : ""), body);
}

Request reject(const std::string& id, const std::string& reason) {
  return post("/api/v1/requests/" + escaped(id) + "/reject", {{"reason", reason}});
}

Request revoke(const std::string& id, const std::string& reason) {
  return post("/api/v1/requests/" + escaped(id) + "/revoke", {{"reason", reason}});
}

Request topics() { return {"GET", "/api/v1/topics", ""}; }

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
  add_given(body, "mail", person.mail);
  return post("/api/v1/people", body);
}

Request people() { return {"GET", "/api/v1/people", ""}; }

Request change_person(const PersonChange& change) {
  Json body = {{"reason", change.reason}};
  add_given(body, "role", change.role);
  add_given(body, "name", change.name);
  add_given(body, "mail", change.mail);
  if (change.no_mail) body["mail"] = "";
  if (change.disable || change.enable) body["disabled"] = change.disable;
  Request request = post("/api/v1/people/" + escaped(change.user), body);
  request.method = "PATCH";
  return request;
}

Request invite_person(const Person& person) {
  Request request = add_person(person);
  request.path = "/api/v1/invitations";
  return request;
}

Request renew_setup_code() { return post("/api/v1/setup/code", Json::object()); }

Request rescue_person(const std::string& user, const std::string& reason) {
  return post("/api/v1/people/" + escaped(user) + "/rescue", {{"reason", reason}});
}

Request sign_out_person(const std::string& user, const std::string& reason) {
  return {"DELETE", Path("/api/v1/people/" + escaped(user) + "/sessions").add("reason", reason), ""};
}

Request reset_factor(const std::string& user, const std::string& reason) {
  return {"DELETE", Path("/api/v1/people/" + escaped(user) + "/factor").add("reason", reason), ""};
}

Request export_people() { return {"GET", "/api/v1/people/export", ""}; }

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
