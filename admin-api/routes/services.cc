#include "blocklists/policy/services.h"

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "blocklists/policy/search_engine.h"

namespace schoolgate::routes {

void add_services(Router& router, Context&) {
  router.add("GET", "/api/v1/services", [](const Call&) -> Answer {
    Json rows = Json::array();
    for (const Service& service : services()) {
      Json names = Json::array();
      for (const std::string_view name : service.names) names.push_back(name);
      rows.push_back({{"id", service.id},
                      {"title", service.title},
                      {"category", service.category},
                      {"with_category", service.with_category},
                      {"names", names}});
    }
    return json_reply({{"services", rows}});
  });
  router.add("GET", "/api/v1/search-engines", [](const Call&) -> Answer {
    Json rows = Json::array();
    for (const SearchEngine& engine : search_engines())
      rows.push_back({{"id", engine.id}, {"title", engine.title}, {"has_safe_search", engine.has_switch}});
    return json_reply({{"search_engines", rows}});
  });
}

}  // namespace schoolgate::routes
