// Lists that a person hands over as files.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "blocklists/lists/keeper/content.h"
#include "blocklists/lists/keeper/jobs.h"
#include "blocklists/lists/keeper/list_id.h"
#include "blocklists/lists/keeper/protected_names.h"
#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

using Item = ListKeeper::ImportItem;
using Imported = ListKeeper::Imported;

struct Prepared {
  const Item* item;
  std::string id;
  CategoryNumber category;
};

const std::string& origin_of(const Item& item) { return item.origin.empty() ? item.path : item.origin; }

/// Everything that can be told before any work is done.
std::expected<std::vector<Prepared>, Fault> prepare(const std::vector<Item>& items) {
  std::vector<Prepared> prepared;
  std::map<std::string, std::string> path_of;
  for (const Item& item : items) {
    const std::string id =
        item.list_id.empty() ? list_id_from_path(std::filesystem::path(item.path).filename()) : item.list_id;
    if (!is_list_id(id))
      return fault(Fault::Kind::bad_input, fmt::format("\"{}\" cannot be a list's id.", id),
                   fmt::format("Use small letters, digits, - _ and /, at most {}.", max_list_id_octets));
    const auto category = category_for_alias(item.category);
    if (!category)
      return fault(Fault::Kind::bad_input, fmt::format("{}: there is no category \"{}\".", item.path, item.category),
                   fmt::format("Did you mean \"{}\"?", nearest_category(item.category)));
    if (const auto [other, is_new] = path_of.try_emplace(id, item.path); !is_new)
      return fault(Fault::Kind::bad_input,
                   fmt::format("{} and {} would both become the list \"{}\".", other->second, item.path, id),
                   "Import them one by one with a name for each.");
    prepared.push_back({&item, id, *category});
  }
  return prepared;
}

std::expected<Imported, Fault> import_one(Workshop& workshop, const Prepared& prepared, const ProtectedNames& names) {
  const Category& category = categories()[prepared.category];
  ImportRequest request{.path = prepared.item->path,
                        .list_id = prepared.id,
                        .format = prepared.item->format,
                        .work_dir = workshop.folder,
                        .memory = workshop.options.sort_octets,
                        .refuse = nullptr,
                        .cancelled = workshop.stopping};
  if (!category.allow_type) request.refuse = [&](NameView name, Scope scope) { return names.hit(name, scope); };
  auto report = import_list(workshop.store, request);
  if (!report) {
    Fault told = report.error();
    const std::string origin = origin_of(*prepared.item);
    if (const auto at = told.what.find(request.path); at == std::string::npos)
      told.what = fmt::format("{}: {}", origin, told.what);
    else
      told.what.replace(at, request.path.size(), origin);
    return std::unexpected(told);
  }
  ListState list{.id = prepared.id,
                 .title = prepared.item->title.empty() ? prepared.id : prepared.item->title,
                 .category = std::string(category.id),
                 .origin = origin_of(*prepared.item),
                 .format = std::string(to_text(report->format)),
                 .version = report->version,
                 .since = workshop.now(),
                 .totals = report->totals,
                 .enabled = true,
                 .held = {}};
  return Imported{.list = std::move(list), .report = std::move(*report)};
}

/// Of many files one may have nothing to say. A single one that has not is the wrong file: what was in force under its
/// name must not give way to nothing.
std::expected<void, Fault> worth_having(const Imported& imported, const Item& item) {
  const ImportTotals& totals = imported.report.totals;
  if (totals.names != 0 || totals.rejected == 0) return {};
  if (looks_like_web_page(item.path))
    return fault(Fault::Kind::bad_input, fmt::format("{}: a web page came instead of a list.", origin_of(item)),
                 "Perhaps it is a page that asks to sign in, or one that says that the list has moved.");
  const auto fault_found = std::ranges::find(imported.report.findings, false, &ImportFinding::warning);
  return fault(Fault::Kind::bad_input,
               fmt::format("{}: none of its {} lines can be used{}.", origin_of(item), totals.lines,
                           fault_found == imported.report.findings.end() ? "" : " (" + fault_found->kind + ")"),
               "Look whether it is the right file, or say which format it has.");
}

}  // namespace

std::expected<std::vector<Imported>, Fault> import_lists(Workshop& workshop, const std::vector<Item>& items,
                                                         const Actor& actor, const std::string& why) {
  const auto prepared = prepare(items);
  if (!prepared) return std::unexpected(prepared.error());
  const ProtectedNames names(workshop.changes.state()->settings.protected_names);
  std::vector<Imported> imported;
  Taking taking{.taken = {}, .removed = {}, .others = {}, .actor = actor, .why = why};
  for (const Prepared& one : *prepared) {
    std::expected<Imported, Fault> done =
        fault(Fault::Kind::unavailable, "The import was stopped: the appliance is going down.");
    if (workshop.tell) workshop.tell(one.id, imported.size(), prepared->size());
    if (!workshop.stopping()) at_low_priority([&] { done = import_one(workshop, one, names); });
    if (done && prepared->size() == 1)
      if (const auto usable = worth_having(*done, *one.item); !usable) done = std::unexpected(usable.error());
    if (!done) {
      clean_up(workshop);
      return std::unexpected(done.error());
    }
    taking.taken.push_back(done->list);
    imported.push_back(std::move(*done));
  }
  if (const auto in_force = put_in_force(workshop, std::move(taking)); !in_force)
    return std::unexpected(in_force.error());
  return imported;
}

std::expected<void, Fault> remove_lists(Workshop& workshop, const std::vector<std::string>& ids, const Actor& actor,
                                        const std::string& why) {
  const auto state = workshop.changes.state();
  Taking taking{.taken = {}, .removed = {}, .others = {}, .actor = actor, .why = why};
  for (const std::string& id : std::set(ids.begin(), ids.end())) {
    const bool is_list = state->lists.contains(id), is_source = state->sources.contains(id);
    if (!is_list && !is_source) return fault(Fault::Kind::not_found, fmt::format("There is no list \"{}\".", id));
    if (is_list) taking.removed.push_back(id);
    if (is_source) taking.others.push_back(change::SourceRemoved{id});
  }
  return put_in_force(workshop, std::move(taking));
}

}  // namespace schoolgate
