#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/policy/category.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 4> area_texts{"content", "contact", "conduct", "commerce"};  // as FourCs' values

Json to_json(const Category& category) {
  return {{"id", category.id},
          {"title", category.title},
          {"meaning", category.meaning},
          {"area", area_texts[static_cast<std::size_t>(category.area)]},
          {"standard", category.standard},
          {"type", category.allow_type ? "allow" : "block"}};
}

}  // namespace

void add_categories(Router& router, Context&) {
  router.add("GET", "/api/v1/categories", [](const Call&) -> Answer {
    Json rows = Json::array();
    for (const Category& category : categories()) rows.push_back(to_json(category));
    return json_reply({{"categories", rows}});
  });
}

}  // namespace schoolgate::routes
