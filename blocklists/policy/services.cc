#include "blocklists/policy/services.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

std::vector<Service> collect() {
  std::vector<Service> all;
  for (const auto theme : {ai_services, app_store_services, bypass_services, chat_services, community_services,
                           dating_services, file_services, game_publishers, game_sites, mail_services, money_services,
                           music_services, other_services, shopping_services, social_services, video_services})
    for (const ServiceRow& row : theme) {
      const auto end = std::ranges::find(row.names, std::string_view());
      all.push_back({row.id, row.title, row.category, {row.names.begin(), end}, row.with_category});
    }
  std::ranges::sort(all, {}, &Service::id);
  return all;
}

}  // namespace

std::span<const Service> services() {
  static const std::vector<Service> all = collect();
  return all;
}

std::optional<ServiceNumber> find_service(std::string_view id) {
  const auto all = services();
  const auto place = std::ranges::lower_bound(all, id, {}, &Service::id);
  if (place == all.end() || place->id != id) return std::nullopt;
  return static_cast<ServiceNumber>(place - all.begin());
}

}  // namespace schoolgate
