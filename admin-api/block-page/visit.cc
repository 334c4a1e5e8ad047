#include "admin-api/block-page/visit.h"

#include <algorithm>

#include <fmt/format.h>

#include "admin-api/block-page/words.h"

namespace schoolgate::block_page {
namespace {

// A name of 255 octets and a port; what is longer is no name.
constexpr std::size_t max_host_octets = 262;

std::string fill(std::string_view words, std::string_view first, std::string_view second = {}) {
  return fmt::format(fmt::runtime(words), first, second);
}

std::string_view category_title(const Decision& decision) { return categories()[decision.category].title; }

std::string reason(const Decision& decision, const Client& client) {
  switch (decision.tier) {
    case Tier::quarantine:
      return std::string(client.quarantine != nullptr && client.quarantine->suspension ? words::by_suspension
                                                                                       : words::by_quarantine);
    case Tier::emergency:
      return std::string(words::by_emergency);
    case Tier::walled_garden:
      return std::string(words::by_garden);
    case Tier::category:
      return decision.service ? fill(words::by_service, service_title(*decision.service))
                              : fill(words::by_category, category_title(decision));
    default:
      return std::string(words::by_rule);
  }
}

}  // namespace

std::optional<Name> site_of(std::string_view host) {
  if (host.empty() || host.size() > max_host_octets || host.front() == '[') return std::nullopt;
  const auto colon = host.find(':');
  const auto name = Name::from_text(host.substr(0, colon));
  if (!name || name->view().label_count() < 2) return std::nullopt;  // "localhost", or the name of the box itself
  return *name;
}

Visit look_at(const Snapshot& snapshot, const DeviceDirectory* directory, std::string_view host, const Address& address,
              UtcSeconds now) {
  Visit visit;
  const Client client = identify(snapshot, address, directory);
  visit.device = client.device != nullptr ? client.device->id : address.to_text();
  visit.group = snapshot.groups[client.group].id;
  visit.site = site_of(host);
  const Settings& settings = snapshot.state->settings;
  View& view = visit.view;
  view.notice = settings.monitoring_notice;
  if (!visit.site) {
    view.title = words::neutral_title;
    view.text = fill(words::neutral_text, settings.school);
    return visit;
  }
  constexpr std::uint16_t type_a = 1;
  const Decision decision = decide(snapshot, client, *visit.site, type_a, now);
  visit.blocked = decision.verdict == Verdict::block;
  if (decision.tier == Tier::sealed) {
    view.title = words::sealed_title;
    view.text = fill(words::sealed_text, settings.school);
    return visit;
  }
  const std::string site = visit.site->to_text();
  visit.may_report = decision.tier != Tier::quarantine;
  if (decision.verdict == Verdict::block) {
    view.title = words::blocked_title;
    view.text = fill(words::blocked_site, site, settings.school);
    view.reason = reason(decision, client);
  } else {
    view.title = words::open_title;
    view.text = fill(words::open_text, site);
  }
  return visit;
}

}  // namespace schoolgate::block_page
