// What the commands about requests print.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {
namespace {

std::string listed(const Json& json, const char* key) {
  std::string out;
  for (const Json& each : rows(json, key))
    if (each.is_string()) out += (out.empty() ? "" : ", ") + shown(each.get<std::string>());
  return out;
}

void tell_one(const Json& row, std::string& out) {
  const std::string topic = text(row, "topic"), extends = text(row, "extends");
  line(out, "{} ({}, version {}): {} for {}{}", text(row, "id"), text(row, "state"), number(row, "version"),
       listed(row, "names"), listed(row, "groups"), topic.empty() ? "" : ", " + topic);
  line(out, "  {} to {}, asked for by {}: {}{}", text(row, "starts"), text(row, "until"), text(row, "requested_by"),
       text(row, "reason"), extends.empty() ? "" : " (extends " + extends + ")");
  for (const Json& each : rows(row, "sign_offs"))
    line(out, "  {} sign-off by {} at {}, risk {}{}", text(each, "judgement"), text(each, "user"), text(each, "at"),
         number(each.value("risk", Json::object()), "rating"),
         flag(each, "counts") ? "" : "; it counts no more, the account is disabled or has another role");
  if (!rows(row, "needs").empty())
    line(out, "  needs {}; could sign: {}", listed(row, "needs"), listed(row, "could_sign"));
  if (row.contains("closed"))
    line(out, "  {} at {} by {}: {}", text(row, "state"), text(row, "closed"), text(row, "closed_by"),
         text(row, "closed_because"));
}

}  // namespace

std::string tell_requests(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "requests").empty()) line(out, "There are no such requests.");
    for (const Json& row : rows(json, "requests")) tell_one(row, out);
  });
}

std::string tell_request(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) { tell_one(json, out); });
}

std::string tell_made(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "change {}", number(json, "serial"));
    tell_one(json.value("request", Json::object()), out);
  });
}

std::string tell_approval(std::string_view reply) {
  return tell(reply, [&](const Json& json, std::string& out) {
    out += tell_preview(reply) + "\n";
    if (flag(json, "complete"))
      line(out, "This sign-off would be the last one needed.");
    else
      line(out, "After it, this is still needed: {}", listed(json, "needs"));
  });
}

std::string tell_unblock(std::string_view reply, std::string_view done) {
  return tell(reply, [&](const Json& json, std::string& out) {
    out += tell_receipt(reply, done) + "\n";
    if (flag(json, "emergency_use")) line(out, "It is emergency use: a review is open, for somebody else to conclude.");
  });
}

std::string tell_topics(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "topics").empty()) line(out, "The library of topics is empty.");
    for (const Json& row : rows(json, "topics")) {
      line(out, "{} ({}): {}", text(row, "id"), text(row, "name"), listed(row, "names"));
      if (const std::string due = text(row, "review_by"); !due.empty())
        line(out, "  to be looked at again by {}{}", due, flag(row, "review_overdue") ? "  OVERDUE" : "");
    }
  });
}

int version_of(std::string_view reply) {
  const Json json = Json::parse(reply, nullptr, false);
  return json.is_object() ? static_cast<int>(number(json, "version")) : 0;
}

}  // namespace schoolgate::console
