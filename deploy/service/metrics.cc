#include "deploy/service/metrics.h"

#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "blocklists/policy/explain.h"

namespace schoolgate {
namespace {

struct Row {
  std::string_view metric, label, value;
  Count count;
};

// Rows of one metric stand together, as the exposition format asks.
constexpr std::array rows = {
    Row{"queries_total", "transport", "udp", Count::queries_udp},
    Row{"queries_total", "transport", "tcp", Count::queries_tcp},
    Row{"questions_total", "type", "A", Count::type_a},
    Row{"questions_total", "type", "AAAA", Count::type_aaaa},
    Row{"questions_total", "type", "HTTPS", Count::type_https},
    Row{"questions_total", "type", "PTR", Count::type_ptr},
    Row{"questions_total", "type", "other", Count::type_other},
    Row{"responses_total", "rcode", "NOERROR", Count::rcode_noerror},
    Row{"responses_total", "rcode", "FORMERR", Count::rcode_formerr},
    Row{"responses_total", "rcode", "SERVFAIL", Count::rcode_servfail},
    Row{"responses_total", "rcode", "NXDOMAIN", Count::rcode_nxdomain},
    Row{"responses_total", "rcode", "NOTIMP", Count::rcode_notimp},
    Row{"responses_total", "rcode", "REFUSED", Count::rcode_refused},
    Row{"responses_total", "rcode", "other", Count::rcode_other},
    Row{"answers_total", "kind", "blocked", Count::blocked},
    Row{"answers_total", "kind", "blocked_by_alias", Count::cname_blocked},
    Row{"answers_total", "kind", "rewritten", Count::rewritten},
    Row{"answers_total", "kind", "local", Count::local},
    Row{"refused_total", "reason", "malformed", Count::malformed},
    Row{"refused_total", "reason", "client_not_allowed", Count::refused_client},
    Row{"refused_total", "reason", "limit", Count::limited},
    Row{"cache_total", "result", "hit", Count::cache_hits},
    Row{"cache_total", "result", "miss", Count::cache_misses},
    Row{"upstream_total", "result", "answered", Count::upstream_answers},
    Row{"upstream_total", "result", "failed", Count::upstream_failures},
    Row{"upstream_total", "result", "bogus", Count::upstream_bogus},
    Row{"truncated_total", "transport", "udp", Count::truncated},
    Row{"unsent_total", "transport", "udp", Count::unsent},
};

}  // namespace

std::string resolver_metrics(const Statistics& statistics) {
  std::string out;
  auto to = std::back_inserter(out);
  std::string_view metric;
  for (const Row& row : rows) {
    if (row.metric != metric) fmt::format_to(to, "# TYPE schoolgate_{} counter\n", metric = row.metric);
    fmt::format_to(to, "schoolgate_{}{{{}=\"{}\"}} {}\n", row.metric, row.label, row.value, statistics[row.count]);
  }
  fmt::format_to(to, "# TYPE schoolgate_decisions_total counter\n");
  for (std::size_t tier = 1; tier < statistics.by_tier.size(); ++tier)
    fmt::format_to(to, "schoolgate_decisions_total{{tier=\"{}\"}} {}\n", to_text(static_cast<Tier>(tier)),
                   statistics.by_tier[tier]);
  fmt::format_to(to, "# TYPE schoolgate_blocked_total counter\n");
  for (std::size_t i = 0; i < categories().size(); ++i)
    if (statistics.blocked_by_category[i] != 0)
      fmt::format_to(to, "schoolgate_blocked_total{{category=\"{}\"}} {}\n", categories()[i].id,
                     statistics.blocked_by_category[i]);
  fmt::format_to(to, "# TYPE schoolgate_blocked_services_total counter\n");
  for (std::size_t i = 0; i < max_counted_services; ++i)
    if (statistics.blocked_by_service[i] != 0)
      fmt::format_to(to, "schoolgate_blocked_services_total{{service=\"{}\"}} {}\n",
                     service_id(static_cast<ServiceNumber>(i)), statistics.blocked_by_service[i]);
  for (const auto& [name, value] :
       {std::pair("cache_hits", statistics[Count::cache_hits]),
        std::pair("cache_misses", statistics[Count::cache_misses]), std::pair("untold_blocks", statistics.untold)})
    fmt::format_to(to, "# TYPE schoolgate_{0}_total counter\nschoolgate_{0}_total {1}\n", name, value);
  for (const auto& [name, value] :
       {std::pair("cache_octets", statistics.cache_octets), std::pair("cache_entries", statistics.cache_entries),
        std::pair("in_flight_queries", statistics.in_flight)})
    fmt::format_to(to, "# TYPE schoolgate_{0} gauge\nschoolgate_{0} {1}\n", name, value);
  return out;
}

}  // namespace schoolgate
