// The live test of upstream servers: before they are set, and whenever somebody wonders.
#include "admin-api/routes/upstreams.h"

#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"

namespace schoolgate::routes {
namespace {

constexpr std::size_t max_servers = 8;                  // as change control takes
constexpr std::size_t max_server_octets = 300;          // an address, a port, and a name of 255 octets
constexpr std::string_view usual_name = "example.org";  // it will always be there (RFC 2606), and its zone is signed
constexpr std::array<std::string_view, 3> signature_texts{"validated", "passed_on",
                                                          "none"};  // as UpstreamCheck::Signatures's

Json to_json(const UpstreamCheck& check) {
  Json json = {{"server", check.server},
               {"answered", check.answered},
               {"milliseconds", check.took.count()},
               {"signatures", signature_texts[static_cast<std::size_t>(check.signatures)]}};
  if (!check.problem.empty()) json["problem"] = check.problem;
  return json;
}

Answer test(Context& context, const Call& call) {
  Fields in(call.request);
  std::vector<std::string> servers;
  if (in.has("servers")) servers = read_upstreams(context, in, "servers");
  std::string wanted(usual_name);
  if (in.has("name")) wanted = in.name("name");
  in.allow({"servers", "name"});
  if (auto problem = in.finish()) return std::unexpected(*problem);
  if (servers.empty() && context.sight.upstreams) servers = context.sight.upstreams();
  if (!context.sight.test_upstreams) return std::unexpected(http::busy("No upstream can be asked now.", 5));
  const auto rows = context.sight.test_upstreams(servers, Name::from_text(wanted).value());
  if (!rows) return std::unexpected(http::from_fault(rows.error()));
  Json json = Json::array();
  for (const UpstreamCheck& row : *rows) json.push_back(to_json(row));
  return json_reply({{"upstreams", json}});
}

}  // namespace

std::vector<std::string> read_upstreams(const Context& context, Fields& in, std::string_view key) {
  auto servers = in.texts(key, max_servers, max_server_octets);
  if (servers.empty() || !context.sight.check_upstreams) return servers;
  if (const auto good = context.sight.check_upstreams(servers); !good)
    in.add_error("/" + std::string(key),
                 good.error().what + (good.error().hint.empty() ? "" : ". " + good.error().hint));
  return servers;
}

void add_upstreams(Router& router, Context& context) {
  router.add("POST", "/api/v1/settings/test-upstreams", [&context](const Call& call) { return test(context, call); });
}

}  // namespace schoolgate::routes
