// What the appliance's own commands print: status, why, lists, and what every change answers.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {
namespace {

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
    const Json sealed = json.value("sealed", Json::object());
    if (number(sealed, "lists") != 0 || !rows(sealed, "warnings").empty())
      line(out, "Sealed:   {} lists with {} names", number(sealed, "lists"), number(sealed, "names"));
    for (const Json& warning : rows(sealed, "warnings")) line(out, "          {}", shown(warning.get<std::string>()));
    for (const Json& review : rows(json, "reviews")) line(out, "Review:   {}", told_review(review));
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
    if (const Json past = json.value("past", Json()); past.is_object()) {
      line(out, "{}", text(past, "says"));
      for (const Json& list : rows(past, "lists_then"))
        line(out, "  in force then: {}, version {} of {}", text(list, "title"), number(list, "version"),
             text(list, "since"));
    }
    for (const Json& step : rows(json, "steps"))
      line(out, "  {} {:<20} {}", flag(step, "decided") ? "=>" : "  ", text(step, "title"), text(step, "says"));
    for (const Json& hit : rows(json, "lists"))
      line(out, "Listed by {} ({}{}{})", text(hit, "title"), text(hit, "category"),
           flag(hit, "allow_type") ? ", a list of wanted sites" : "",
           hit.contains("trigger") ? fmt::format("; {}: {}", text(hit, "trigger"), text(hit, "action")) : "");
    for (const Json& schedule : rows(json, "schedules"))
      line(out, "By the schedule \"{}\", {} is {}", text(schedule, "name"), text(schedule, "about"),
           text(schedule, "says"));
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
