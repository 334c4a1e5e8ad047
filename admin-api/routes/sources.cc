#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/lists/keeper/catalogue.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_address_octets = 2000;  // of a URL
constexpr int most_hours = 24 * 31;

Json to_json(const Source& source) {
  return {{"id", source.id},
          {"title", source.title},
          {"address", source.address},
          {"format", source.format},
          {"category", source.category},
          {"enabled", source.enabled},
          {"every_hours", source.every_hours}};
}

Json to_json(const CatalogueEntry& entry) {
  Json json = {{"id", entry.id},
               {"title", entry.title},
               {"category", entry.category},
               {"address", entry.address},
               {"format", entry.format},
               {"licence", entry.licence},
               {"homepage", entry.homepage},
               {"every_hours", entry.every_hours}};
  if (!entry.package.empty()) json["package"] = entry.package;
  return json;
}

Answer show(const Context& context) {
  Json sources = Json::array();
  Json known = Json::array();
  for (const auto state = context.changes.state(); const auto& [id, source] : state->sources)
    sources.push_back(to_json(source));
  for (const auto& entry : catalogue()) known.push_back(to_json(entry));
  for (const auto& entry : packaged_lists_here()) known.push_back(to_json(entry));
  return json_reply({{"sources", sources}, {"catalogue", known}});
}

/// From the catalogue an id is enough; what the body says wins, then what the source has, then the catalogue.
Answer put(Context& context, const Call& call) {
  const auto& id = call.ids[0];
  const auto state = context.changes.state();
  const auto existing = state->sources.find(id);
  const bool is_new = existing == state->sources.end();
  const CatalogueEntry* known = find_in_catalogue(id);
  Source source = !is_new ? existing->second : known != nullptr ? to_source(*known) : Source{};
  const bool own = is_new && known == nullptr;
  source.id = id;
  Fields in(call.request);
  source.title = in.text_or("title", own ? id : source.title, max_title_octets);
  source.address =
      own ? in.text("address", max_address_octets) : in.text_or("address", source.address, max_address_octets);
  source.format = in.text_or("format", own ? "auto" : source.format, max_id_octets);
  if (own || in.has("category")) source.category = in.category("category");
  in.allow({"category"});
  source.enabled = in.boolean_or("enabled", source.enabled);
  if (const auto hours = in.integer("every_hours", 1, most_hours))
    source.every_hours = static_cast<std::uint32_t>(*hours);
  if (source.format != "auto" && !parse_list_format(source.format))
    in.add_error("/format", "This must be auto, hosts, plain, wildcard, adblock, dnsmasq, unbound, rpz or squidguard.");
  // A file would be read with the service's rights: only those that Debian's packages bring.
  const bool packaged = known != nullptr && source.address == known->address;
  if (!source.address.empty() && !packaged && !source.address.starts_with("https://") &&
      !source.address.starts_with("http://") && !source.address.starts_with("axfr://"))
    in.add_error("/address", "This must be an https:// or http:// address, or axfr:// for a zone transfer.");
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::SourceSet{source}, is_new ? 201 : 200);
}

Answer remove(Context& context, const Call& call) {
  Fields in(call.request);
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (auto problem = unless_found(context.changes.state()->sources, call.ids[0], "source"))
    return std::unexpected(*problem);
  return committed(context, call, reason, change::SourceRemoved{call.ids[0]});
}

}  // namespace

void add_sources(Router& router, Context& context) {
  router.add("GET", "/api/v1/sources", [&context](const Call&) { return show(context); });
  router.add("PUT", "/api/v1/sources/{id}", [&context](const Call& call) { return put(context, call); });
  router.add("DELETE", "/api/v1/sources/{id}", [&context](const Call& call) { return remove(context, call); });
}

}  // namespace schoolgate::routes
