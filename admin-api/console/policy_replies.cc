// What the commands about a school's policy print: devices, attempts, calendar, schedules, templates.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {
namespace {

/// "a, b, c"; nothing for an empty or missing list.
std::string listed(const Json& json, const char* key) {
  std::string out;
  for (const Json& each : rows(json, key))
    if (each.is_string()) out += (out.empty() ? "" : ", ") + shown(each.get<std::string>());
  return out;
}

std::string days(const Json& row) {
  const std::string first = text(row, "first"), last = text(row, "last");
  return first == last ? first : first + " to " + last;
}

void tell_day_rows(const Json& json, const char* key, std::string_view title, std::string& out) {
  for (const Json& row : rows(json, key)) line(out, "{:<9} {}  {}", title, days(row), text(row, "name"));
}

/// "mon, tue 12:15-13:05", "term time, in lunch".
std::string window(const Json& row) {
  std::string said = listed(row, "days");
  const std::string season = text(row, "season"), period = text(row, "period");
  if (!season.empty() && season != "always") said += " (" + season + ")";
  return said + (period.empty() ? " " + text(row, "from") + "-" + text(row, "to") : " in " + period);
}

}  // namespace

std::string tell_devices(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "devices").empty()) line(out, "The school has named no devices yet.");
    for (const Json& device : rows(json, "devices")) {
      const std::string group = text(device, "group");
      line(out, "{} ({}): {}", text(device, "id"), text(device, "name"),
           group.empty() ? "in the group of its address" : "in " + group);
      for (const char* way : {"identities", "macs", "addresses", "hosts"})
        if (const std::string found_by = listed(device, way); !found_by.empty()) line(out, "  {}: {}", way, found_by);
    }
  });
}

std::string tell_attempts(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "attempts").empty()) line(out, "Nobody has tried to go round the filter since the start.");
    for (const Json& row : rows(json, "attempts")) {
      std::string who = text(row, "client");
      for (const char* key : {"device_name", "host", "mac"})
        if (const std::string known = text(row, key); !known.empty()) who += ", " + known;
      line(out, "{} ({}): {} signals, {} blocked names, last at {}", who, text(row, "group"), number(row, "signals"),
           number(row, "names"), text(row, "last"));
    }
    const std::uint64_t clients = number(json, "clients");
    if (clients > rows(json, "attempts").size()) line(out, "and others: {} clients in all", clients);
  });
}

std::string tell_calendar(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "terms").empty()) line(out, "No terms are set: it is always term time.");
    tell_day_rows(json, "terms", "Term", out);
    tell_day_rows(json, "breaks", "Break", out);
    tell_day_rows(json, "inset", "INSET", out);
    for (const Json& period : rows(json, "periods"))
      line(out, "{:<9} {}-{}  {}", text(period, "id"), text(period, "from"), text(period, "to"),
           listed(period, "days"));
  });
}

std::string tell_schedules(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "schedules").empty()) line(out, "There are no schedules yet.");
    for (const Json& schedule : rows(json, "schedules")) {
      const std::string next = text(schedule, "next_change");
      line(out, "{} ({}): {}{}", text(schedule, "id"), text(schedule, "name"),
           flag(schedule, "in_force") ? "in force" : "not in force", next.empty() ? "" : " until " + next);
      for (const Json& row : rows(schedule, "windows")) line(out, "  {}", window(row));
    }
  });
}

std::string tell_templates(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    for (const Json& row : rows(json, "templates"))
      line(out, "{:<12} {}: {}", text(row, "id"), text(row, "title"), text(row, "meaning"));
  });
}

std::string tell_reviews(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "reviews").empty()) line(out, "There are no reviews yet.");
    for (const Json& row : rows(json, "reviews")) line(out, "{}", told_review(row));
  });
}

std::string tell_preview(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "preview").empty()) line(out, "Nothing would be answered otherwise than now.");
    for (const Json& row : rows(json, "preview")) {
      const std::string group = text(row, "group");
      line(out, "{}{} {}: {} -> {}", group.empty() ? "" : group + ": ", text(row, "subject"), text(row, "id"),
           text(row, "before"), text(row, "after"));
    }
    if (const std::uint64_t more = number(json, "left_out"); more != 0) line(out, "and {} more", more);
    for (const Json& warning : rows(json, "warnings"))
      if (warning.is_string()) line(out, "Warning: {}", shown(warning.get<std::string>()));
  });
}

}  // namespace schoolgate::console
