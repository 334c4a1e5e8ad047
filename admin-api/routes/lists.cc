#include <iterator>

#include "admin-api/routes/import_report.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_paths = 64;
constexpr std::size_t max_path_text = 4096;  // PATH_MAX

Json to_json(const ListStatus& list) {
  Json json = {{"id", list.id},           {"title", list.title},   {"category", list.category},
               {"origin", list.origin},   {"format", list.format}, {"in_force", list.in_force},
               {"enabled", list.enabled}, {"names", list.names}};
  const auto add_moment = [&](const char* key, const std::optional<UtcSeconds>& when) {
    if (when) json[key] = to_rfc3339(*when);
  };
  add_moment("since", list.since);
  add_moment("last_checked", list.last_checked);
  add_moment("next_check", list.next_check);
  if (!list.held.empty()) json["held"] = list.held;
  if (!list.problem.empty()) json["problem"] = list.problem;
  return json;
}

Json rows_of(const std::vector<ListStatus>& lists) {
  Json rows = Json::array();
  for (const auto& list : lists) rows.push_back(to_json(list));
  return rows;
}

/// The keeper commits by itself; what it committed is what the log ends with.
Json with_receipt(const Context& context, const std::string& id, const Json& more) {
  Json json = receipt_json(Receipt{context.changes.state()->serial, id, context.changes.checkpoint()});
  json.update(more);
  return json;
}

/// What is to be imported, before any of it is looked at.
struct Wanted {
  std::vector<std::string> paths;  // on the appliance itself
  std::string upload;              // id
  std::string category, name, format, reason;
};

std::expected<Wanted, http::Problem> read_wanted(const Call& call) {
  Fields in(call.request);
  Wanted wanted;
  wanted.paths = in.texts("paths", max_paths, max_path_text);
  if (in.has("path")) wanted.paths.push_back(in.text("path", max_path_text));
  wanted.upload = in.text_or("upload", "", max_id_octets);
  wanted.category = in.has("category") ? in.text("category", max_id_octets) : std::string();
  wanted.name = in.has("name") ? in.text("name", max_title_octets) : std::string();
  wanted.format = in.text_or("format", "auto", max_id_octets);
  in.allow({"path", "category", "name"});
  if (wanted.paths.empty() == wanted.upload.empty())
    in.add_error(wanted.upload.empty() ? "/paths" : "/upload", "One of both is needed: paths, or an upload.");
  if (!parse_list_format(wanted.format) && wanted.format != "auto")
    in.add_error("/format", "This must be auto, hosts, plain, wildcard, adblock, dnsmasq, unbound, rpz or squidguard.");
  const bool at_console = call.actor.via == Actor::Via::console;
  wanted.reason = at_console ? in.reason_or("imported at the console") : in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (!wanted.paths.empty() && !at_console)
    return std::unexpected(http::forbidden("Files of the appliance itself are imported at its own console.",
                                           "Send the file: POST /api/v1/uploads, then name it as \"upload\"."));
  return wanted;
}

std::expected<std::vector<ListKeeper::ImportItem>, http::Problem> items_of(const Wanted& wanted) {
  std::vector<ListKeeper::ImportItem> items;
  for (const auto& path : wanted.paths) {
    auto expanded = expand_import_path(path, wanted.category);
    if (!expanded) return std::unexpected(http::from_fault(expanded.error()));
    std::ranges::move(*expanded, std::back_inserter(items));
  }
  for (auto& item : items) item.format = parse_list_format(wanted.format);
  if (wanted.name.empty()) return items;
  if (items.size() != 1)
    return std::unexpected(http::bad_input({{"/name", "A name fits one list; these paths hold several."}}));
  items.front().title = wanted.name;
  items.front().list_id = list_id_from_title(wanted.name);
  return items;
}

/// An upload is used up by this, whatever comes of it: what was wrong with the file stays wrong.
Answer import(Context& context, const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return std::unexpected(wanted.error());
  std::optional<http::Uploads::File> upload;
  if (!wanted->upload.empty()) {
    auto file = context.uploads.take(call.actor.user, wanted->upload);
    if (!file) return std::unexpected(http::from_fault(file.error()));
    wanted->paths.push_back(file->path());
    upload.emplace(std::move(*file));
  }
  auto items = items_of(*wanted);
  if (!items) return std::unexpected(items.error());
  if (upload)
    for (auto& item : *items) item.origin = item.path.substr(item.path.rfind('/') + 1);
  const auto imported = context.lists.import(std::move(*items), call.actor, wanted->reason);
  if (!imported) return std::unexpected(http::from_fault(imported.error()));
  Json rows = Json::array();
  for (const auto& one : *imported) rows.push_back(report_of(one));
  return json_reply(with_receipt(context, imported->empty() ? "" : imported->front().list.id, {{"lists", rows}}), 201);
}

Answer refresh(Context& context, const Call& call) {
  Fields in(call.request);
  auto ids = in.texts("ids", max_names, max_title_octets);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto refreshed = context.lists.refresh(std::move(ids), call.actor);
  if (!refreshed) return std::unexpected(http::from_fault(refreshed.error()));
  return json_reply(with_receipt(context, "", {{"lists", rows_of(*refreshed)}}));
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->lists, call.ids[0], "list"))
    return std::unexpected(*problem);
  const auto removed = context.lists.remove({call.ids[0]}, call.actor, reason);
  if (!removed) return std::unexpected(http::from_fault(removed.error()));
  return json_reply(with_receipt(context, call.ids[0], Json::object()));
}

/// Of a refresh that the guards stopped: let through, or dropped.
using Judge = std::expected<ListStatus, Fault> (ListKeeper::*)(std::string, Actor, std::string);
Answer judge_held(Context& context, const Call& call, Judge judge) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  const auto judged = (context.lists.*judge)(call.ids[0], call.actor, reason);
  if (!judged) return std::unexpected(http::from_fault(judged.error()));
  return json_reply(with_receipt(context, call.ids[0], {{"lists", rows_of({*judged})}}));
}

}  // namespace

void add_lists(Router& router, Context& context) {
  router.add("GET", "/api/v1/lists",
             [&context](const Call&) -> Answer { return json_reply({{"lists", rows_of(context.lists.status())}}); });
  router.add("POST", "/api/v1/lists/import", [&context](const Call& call) { return import(context, call); });
  router.add("POST", "/api/v1/lists/refresh", [&context](const Call& call) { return refresh(context, call); });
  router.add("POST", "/api/v1/lists/{id}/release",
             [&context](const Call& call) { return judge_held(context, call, &ListKeeper::release); });
  router.add("POST", "/api/v1/lists/{id}/drop",
             [&context](const Call& call) { return judge_held(context, call, &ListKeeper::drop); });
  router.add("DELETE", "/api/v1/lists/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
