// The data behind services(), by theme, one file each. What goes in:
//  - what a service needs to work: its sites, its own content servers and APIs, its short links;
//  - only names of its own: never a public suffix, a shared content network, or what lessons need;
//  - a name in one service only; when one is in doubt it stays out.
// A blocked category takes its services along. One that lessons, offices or a device's updates depend on as well is
// `only_by_name`: it is blocked when the school names it, and not as one of a kind.
// Search engines are in search_engine.h. tests/blocklists/policy/services_test.cc holds the data to this.
// Thread rules: constant data. Included by services.cc and the data files only.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace schoolgate {

struct ServiceRow {
  static constexpr std::size_t max_names = 32;
  std::string_view id, title, category;
  std::array<std::string_view, max_names> names{};  // the rest is empty
  bool with_category = true;
};
inline constexpr bool only_by_name = false;  // in a row's last place

extern const std::span<const ServiceRow> ai_services, app_store_services, bypass_services, chat_services,
    community_services, dating_services, file_services, game_publishers, game_sites, mail_services, money_services,
    music_services, other_services, shopping_services, social_services, video_services;

}  // namespace schoolgate
