#include "admin-api/block-page/visitors.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "admin-api/block-page/form.h"
#include "admin-api/block-page/own_host.h"
#include "admin-api/block-page/reply.h"
#include "admin-api/block-page/words.h"
#include "blocklists/change-control/text.h"

namespace schoolgate::block_page {
namespace {

// Addresses of other sites are longer than ours; what comes in a foreign form is read away and not looked at.
constexpr std::size_t max_foreign_target = http::max_line_octets - 100;  // with the method and the version
constexpr std::size_t max_foreign_body = 16 * http::kib;
constexpr std::size_t page_workers = 2;  // a page is made in a tenth of a millisecond, and the admin API has its own

constexpr std::array<std::pair<std::string_view, SiteReportKind>, 3> kinds{
    {{"needed", SiteReportKind::needed}, {"unsuitable", SiteReportKind::unsuitable}, {"wrong", SiteReportKind::wrong}}};

http::Response redirect(std::string address) {
  http::Response response;
  response.status = 302;  // not for ever: the next visitor may mean a site that has this address then
  response.type = "text/plain";
  response.headers.emplace_back("Location", std::move(address));
  return response;
}

http::Response failed(View view, std::string text, int status) {
  view.title = words::failed_title;
  view.text = std::move(text);
  view.reason.clear();
  view.token.clear();
  return to_response(view, status);
}

bool from_another_site(const http::Request& request) {
  const auto site = request.header("Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

}  // namespace

std::int64_t Visitors::hour() const {
  return std::chrono::floor<std::chrono::hours>(clock_()).time_since_epoch().count();
}

std::string Visitors::token(const Address& client, const Name& site, std::int64_t hour) const {
  const std::string bound = fmt::format("{}\n{}\n{}", client.to_text(), site.to_text(), hour);
  return to_hex(keyed_hash(key_, as_octets(bound)));
}

bool Visitors::is_token(std::string_view given, const Address& client, const Name& site) const {
  return given == token(client, site, hour()) || given == token(client, site, hour() - 1);
}

http::Response Visitors::answer(const http::Request& request) {
  if (request.path == "/favicon.ico") {  // asked for by every browser beside the page: nothing to see or to say
    http::Response none;
    none.status = 404;
    none.type = "text/plain";
    return none;
  }
  const auto snapshot = policy_.current();
  const auto devices = devices_ ? devices_() : nullptr;
  if (auto address = admin_for(request, *snapshot->state); !address.empty()) return redirect(std::move(address));
  const auto client = Address::parse(request.peer.address).value_or(Address{});
  Visit visit = look_at(*snapshot, devices.get(), request.header("Host"), client,
                        std::chrono::floor<std::chrono::seconds>(clock_()));
  if (request.method == "POST" && request.path == report_path && visit.may_report)
    return take_report(request, std::move(visit), client);
  if (visit.may_report) visit.view.token = token(client, *visit.site, hour());
  return to_response(visit.view);
}

std::string Visitors::admin_for(const http::Request& request, const PolicyState& state) const {
  if (request.method != "GET" || !admin_.addresses) return {};
  const auto host = request.header("Host");
  const auto own = admin_.addresses();
  return is_own_host(host, state, own) ? admin_address(host, admin_.listens_at, admin_.port) : std::string();
}

http::Response Visitors::take_report(const http::Request& request, Visit visit, const Address& client) {
  const Form form = read_form(request.body);
  const auto field = [&](std::string_view name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
  };
  const auto kind = std::ranges::find(kinds, field("kind"), &std::pair<std::string_view, SiteReportKind>::first);
  if (from_another_site(request) || kind == kinds.end() || !is_token(field("token"), client, *visit.site))
    return failed(visit.view, std::string(words::outdated_text), 400);
  const std::string text = clean_text(field("text"));
  if (letters_in(text) > max_text_letters)
    return failed(visit.view, fmt::format(fmt::runtime(words::too_long_text), max_text_letters), 400);
  if (!rate_.take(client, std::chrono::steady_clock::now()))
    return failed(visit.view, std::string(words::too_many_text), 429);

  SiteReport report;
  report.kind = kind->second;
  report.name = visit.site->to_text();
  report.text = text;
  report.device = visit.device;
  report.group = visit.group;
  const auto added = changes_.commit({{"schoolgate", Role::network_manager, Actor::Via::system, request.peer.address},
                                      "sent from the block page",
                                      change::SiteReportAdded{report}});
  View view = visit.view;
  view.title = words::thanks_title;
  view.text = words::thanks_text;
  view.reason.clear();
  if (added) return to_response(view, 200);
  if (added.error().kind == Fault::Kind::conflict) {
    view.text = words::again_text;
    return to_response(view, 200);
  }
  spdlog::warn("block page: a report was not taken: {}", added.error().what);
  return failed(view, std::string(words::not_taken_text), 503);
}

http::Response Visitors::turned_away(const http::Problem& problem) const {
  View view;
  const auto snapshot = policy_.current();
  const Settings& settings = snapshot->state->settings;
  view.title = words::neutral_title;
  view.text = fmt::format(fmt::runtime(words::neutral_text), settings.school);
  view.notice = settings.monitoring_notice;
  http::Response response = to_response(view, problem.status == 503 ? 503 : blocked_status);
  response.headers.insert(response.headers.end(), problem.headers.begin(), problem.headers.end());
  return response;
}

http::Manners Visitors::manners() const {
  return {.head = {.only_json = false,
                   .max_path = max_foreign_target,
                   .max_target = max_foreign_target,
                   .max_body = max_foreign_body},
          .strict_query = false,
          .strict_transport = false,
          .one_request = true,
          .workers = page_workers,
          .refusal = [this](const http::Problem& problem) { return turned_away(problem); }};
}

}  // namespace schoolgate::block_page
