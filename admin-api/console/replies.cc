#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin-api/console/console.h"

namespace schoolgate::console {
namespace {

using Json = nlohmann::json;

/// Text from lists may hold anything; a terminal must not be steered by it.
std::string shown(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet == 0x7F)
      out += fmt::format("\\x{:02x}", octet);
    else
      out += c;
  }
  return out;
}

std::string text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? shown(found->get<std::string>()) : std::string();
}

std::uint64_t number(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

const Json& rows(const Json& json, const char* key) {
  static const Json none = Json::array();
  const auto found = json.find(key);
  return found != json.end() && found->is_array() ? *found : none;
}

/// Lines without the last line's end, which the caller prints.
std::string joined(std::string lines) {
  while (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

/// Reads the reply and lets `write` add to the text; a reply that is no JSON object is shown as it came.
template <class Write>
std::string tell(std::string_view reply, Write&& write) {
  const Json json = Json::parse(reply, nullptr, false);
  if (!json.is_object()) return shown(std::string(reply));
  std::string out;
  write(json, out);
  return joined(std::move(out));
}

template <class... Parts>
void line(std::string& out, fmt::format_string<Parts...> form, Parts&&... parts) {
  fmt::format_to(std::back_inserter(out), form, std::forward<Parts>(parts)...);
  out += '\n';
}

void tell_totals(const Json& list, std::string& out) {
  const Json totals = list.value("totals", Json::object());
  line(out, "{} ({}): {} names in force", text(list, "title"), text(list, "category"), number(totals, "names"));
  line(out, "  {} lines: {} accepted, {} duplicate, {} covered by a parent, {} rejected, {} comments  [{}{}, {}]",
       number(totals, "lines"), number(totals, "accepted"), number(totals, "duplicate"), number(totals, "covered"),
       number(totals, "rejected"), number(totals, "comments"), text(list, "format"),
       flag(list, "detected") ? " detected" : "", text(list, "compression"));
  for (const Json& finding : rows(list, "findings")) {
    line(out, "  {} {}: {}", number(finding, "count"), flag(finding, "warning") ? "taken with a warning" : "rejected",
         text(finding, "kind"));
    for (const Json& place : rows(finding, "first")) {
      const std::string file = text(place, "file");
      line(out, "    {}line {}: {}", file.empty() ? "" : file + " ", number(place, "line"), text(place, "text"));
    }
  }
}

/// A line without internet troubles every source: the first few tell what is wrong.
void tell_troubles(const Json& troubles, std::string& out) {
  constexpr std::size_t told = 3;
  std::size_t count = 0;
  for (const Json& trouble : troubles) {
    if (++count > told) continue;
    line(out, "          {}: {}", text(trouble, "id"),
         trouble.contains("held") ? "held: " + text(trouble, "held") : text(trouble, "problem"));
  }
  if (count > told) line(out, "          and {} more sources with a problem: `lists show` tells each", count - told);
}

}  // namespace

std::string tell_status(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    const Json dns = json.value("dns", Json::object());
    const Json lists = json.value("lists", Json::object());
    const Json clock = json.value("clock", Json::object());
    line(out, "Schoolgate {} for {}", text(json, "version"), text(json, "school"));
    std::string endpoints;
    for (const Json& endpoint : rows(dns, "endpoints"))
      endpoints += (endpoints.empty() ? "" : ", ") + shown(endpoint.get<std::string>());
    line(out, "DNS:      {} on {}", flag(dns, "answering") ? "answers" : "DOES NOT ANSWER", endpoints);
    for (const Json& problem : rows(dns, "problems")) line(out, "          {}", shown(problem.get<std::string>()));
    line(out, "Lists:    {} names in force, generation {}", number(lists, "names"), number(lists, "generation"));
    tell_troubles(rows(lists, "troubles"), out);
    line(out, "Changes:  {} on record", number(json, "serial"));
    line(out, "Clock:    {}{}", text(clock, "now"),
         flag(clock, "trusted") ? "" : "  NOT TRUSTED: temporary unblocks are not in force");
    line(out, "Log key:  {}", text(json, "public_key"));
    for (const Json& note : rows(json, "notes")) line(out, "Note:     {}", shown(note.get<std::string>()));
  });
}

std::string tell_why(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "{}", text(json, "sentence"));
    line(out, "\nAsked for {} ({}{}) at {}", text(json, "client"), text(json, "group_name"),
         flag(json, "client_known") ? "" : ", as an unknown device", text(json, "at"));
    for (const Json& step : rows(json, "steps"))
      line(out, "  {} {:<20} {}", flag(step, "decided") ? "=>" : "  ", text(step, "title"), text(step, "says"));
    for (const Json& hit : rows(json, "lists"))
      line(out, "Listed by {} ({}{})", text(hit, "title"), text(hit, "category"),
           flag(hit, "allow_type") ? ", a list of wanted sites" : "");
    if (json.contains("safe_search_target"))
      line(out, "Answered as {} (safe search)", text(json, "safe_search_target"));
    for (const Json& change : rows(json, "what_would_change_it"))
      line(out, "What would change it: {}", shown(change.get<std::string>()));
  });
}

std::string tell_lists(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "lists").empty()) line(out, "There are no lists and no sources yet.");
    for (const Json& list : rows(json, "lists")) {
      const std::string state = !flag(list, "enabled") ? "switched off"
                                : flag(list, "in_force")
                                    ? fmt::format("{} names since {}", number(list, "names"), text(list, "since"))
                                    : "not in force";
      line(out, "{} ({}): {}", text(list, "id"), text(list, "category"), state);
      if (list.contains("held")) line(out, "  the newest refresh is held: {}", text(list, "held"));
      if (list.contains("problem")) line(out, "  could not be fetched: {}", text(list, "problem"));
    }
  });
}

std::string tell_import(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    for (const Json& list : rows(json, "lists")) tell_totals(list, out);
    line(out, "In force: {} lists, change {}", rows(json, "lists").size(), number(json, "serial"));
  });
}

std::string tell_receipt(std::string_view reply, std::string_view done) {
  return tell(reply, [&](const Json& json, std::string& out) {
    const std::string id = text(json, "id");
    line(out, "{} ({}change {})", done, id.empty() ? "" : id + ", ", number(json, "serial"));
  });
}

std::string tell_person(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "added {} (change {})", text(json, "id"), number(json, "serial"));
    if (json.contains("one_time_password")) line(out, "one-time password: {}", text(json, "one_time_password"));
  });
}

std::string tell_problem(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "{}", text(json, "detail").empty() ? text(json, "title") : text(json, "detail"));
    const Json& errors = rows(json, "errors");
    if (errors.size() > 1)
      for (const Json& error : errors) line(out, "  {}: {}", text(error, "pointer"), text(error, "detail"));
    if (!text(json, "hint").empty()) line(out, "{}", text(json, "hint"));
  });
}

}  // namespace schoolgate::console
