#include <array>

#include "admin-api/routes/nouns.h"
#include "admin-api/routes/reply.h"
#include "admin-api/routes/upstreams.h"
#include "blocklists/policy/approval.h"
#include "blocklists/prefix.h"

namespace schoolgate::routes {
namespace {

constexpr std::array<std::string_view, 4> style_texts{"null_address", "nxdomain", "refused",
                                                      "block_page"};  // as BlockStyle's values
constexpr std::array<std::string_view, 3> keep_texts{"off", "without_client",
                                                     "with_client"};  // as RecentBlocks::Keep's
constexpr std::size_t max_addresses = 8;                              // an answer carries them all

Json texts_of(const std::vector<Prefix>& prefixes) {
  Json texts = Json::array();
  for (const Prefix& prefix : prefixes) texts.push_back(prefix.to_text());
  return texts;
}

Json to_json(const Settings& settings) {
  return {{"school", settings.school},
          {"zone", settings.zone},
          {"block_style", style_texts[static_cast<std::size_t>(settings.block_style)]},
          {"block_page_addresses", settings.block_page_addresses},
          {"protected_names", settings.protected_names},
          {"essentials", settings.essentials},
          {"session_idle_minutes", settings.sign_in.idle_minutes},
          {"session_hours", settings.sign_in.longest_hours},
          {"password_days", settings.sign_in.password_days},
          {"second_factor_days", settings.sign_in.factor_days},
          {"admin_networks", texts_of(settings.sign_in.networks)},
          {"consent_above", settings.consent_above},
          {"recent_blocks", keep_texts[static_cast<std::size_t>(settings.recent_blocks.keep)]},
          {"recent_minutes", settings.recent_blocks.minutes},
          {"monitoring_notice", settings.monitoring_notice},
          {"upstreams", settings.upstreams}};
}

/// Bounds are change control's to say; these keep the number one.
void read_sign_in(Fields& in, SignInRules& rules) {
  constexpr int most = 1000;
  const auto number = [&](std::string_view key, std::uint32_t& value) {
    value = static_cast<std::uint32_t>(in.integer(key, 0, most).value_or(static_cast<int>(value)));
  };
  number("session_idle_minutes", rules.idle_minutes);
  number("session_hours", rules.longest_hours);
  number("password_days", rules.password_days);
  number("second_factor_days", rules.factor_days);
  if (in.has("admin_networks")) rules.networks = in.prefixes("admin_networks");
}

std::vector<std::string> addresses(Fields& in, std::string_view key) {
  auto texts = in.texts(key, max_addresses, max_id_octets);
  for (std::size_t n = 0; n < texts.size(); ++n)
    if (!texts[n].empty() && !Address::parse(texts[n]))
      in.add_error("/" + std::string(key) + "/" + std::to_string(n),
                   "\"" + texts[n] + "\" is not an IPv4 or IPv6 address.");
  return texts;
}

/// Fields that are absent keep what they have.
Answer put(Context& context, const Call& call) {
  Settings settings = context.changes.state()->settings;
  Fields in(call.request);
  settings.school = in.text_or("school", settings.school, max_title_octets);
  settings.zone = in.text_or("zone", settings.zone, max_id_octets);
  settings.block_style =
      static_cast<BlockStyle>(in.choice("block_style", style_texts, static_cast<std::size_t>(settings.block_style)));
  if (in.has("block_page_addresses")) settings.block_page_addresses = addresses(in, "block_page_addresses");
  if (in.has("protected_names")) settings.protected_names = in.names("protected_names");
  if (in.has("essentials")) settings.essentials = in.names("essentials");
  settings.consent_above = in.integer("consent_above", 0, most_risk).value_or(settings.consent_above);
  settings.recent_blocks.keep = static_cast<RecentBlocks::Keep>(
      in.choice("recent_blocks", keep_texts, static_cast<std::size_t>(settings.recent_blocks.keep)));
  if (const auto minutes =
          in.has("recent_minutes") ? in.integer("recent_minutes", 1, RecentBlocks::max_minutes) : std::nullopt)
    settings.recent_blocks.minutes = static_cast<unsigned>(*minutes);
  settings.monitoring_notice = in.text_or("monitoring_notice", settings.monitoring_notice, max_reason_octets);
  if (in.has("upstreams")) settings.upstreams = read_upstreams(context, in, "upstreams");
  read_sign_in(in, settings.sign_in);
  in.allow({"block_page_addresses", "protected_names", "essentials", "admin_networks", "upstreams"});
  const auto reason = in.reason();
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return committed(context, call, reason, change::SettingsSet{settings});
}

}  // namespace

void add_settings(Router& router, Context& context) {
  router.add("GET", "/api/v1/settings",
             [&context](const Call&) -> Answer { return json_reply(to_json(context.changes.state()->settings)); });
  router.add("PUT", "/api/v1/settings", [&context](const Call& call) { return put(context, call); });
}

}  // namespace schoolgate::routes
