// What the settings of mail, webhooks and notices must fulfil.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/prefix.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_mail_address_octets = 254;  // RFC 5321 section 4.5.3.1.3, without the angle brackets
constexpr std::size_t max_local_part_octets = 64;     // RFC 5321 section 4.5.3.1.1
// Who an address can stand for. Teachers hear of their own requests only, at their own addresses.
constexpr std::string_view whom[] = {"chair", "network_manager", "safeguarding_lead", "leadership", "governor"};

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// RFC 5322 section 3.2.3: a dot-atom.
bool is_local_part(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
  if (text.empty() || text.size() > max_local_part_octets || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [&](char c) { return is_letter_or_digit(c) || others.contains(c); });
}

bool is_host(std::string_view text) {
  if (text.empty() || text.size() > max_mail_address_octets) return false;
  return std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; }) &&
         Name::from_text(text).has_value();
}

struct Server {
  std::string_view host, port;
};

/// "host", "host:port", "[2001:db8::1]:port".
std::optional<Server> split_server(std::string_view text) {
  Server server;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || !Address::parse(std::string(text.substr(1, end - 1)))) return std::nullopt;
    server.host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return std::nullopt;
    server.port = text.empty() ? text : text.substr(1);
    if (!text.empty() && server.port.empty()) return std::nullopt;
  } else {
    const auto colon = text.find(':');
    server.host = text.substr(0, colon);
    server.port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (!(is_host(server.host) || Address::parse(std::string(server.host))) ||
        (colon != std::string_view::npos && server.port.empty()))
      return std::nullopt;
  }
  if (server.port.empty()) return server;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(server.port.data(), server.port.data() + server.port.size(), number);
  if (error != std::errc() || end != server.port.data() + server.port.size() || number == 0) return std::nullopt;
  return server;
}

bool is_this_machine(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && Address::parse(std::string(host)).has_value();
}

std::unexpected<Fault> bad(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::bad_input, std::move(what), std::move(hint));
}

Checked check_server(const MailSettings& mail) {
  const std::string_view address = mail.server;
  const bool implicit = address.starts_with("smtps://");
  if (!implicit && !address.starts_with("smtp://"))
    return bad("the mail server is written as smtps://mail.school.example or smtp://mail.school.example:587",
               "smtps:// is encrypted from the start (port 465); smtp:// begins encryption with STARTTLS.");
  const auto server = split_server(address.substr(address.find("://") + 3));
  if (!server)
    return bad("the mail server is no host with a port, as in smtp://mail.school.example:587",
               "User and password do not belong into it, for it goes on record.");
  if (mail.in_clear && (implicit || !is_this_machine(server->host)))
    return bad("mail goes without encryption only to a server on this machine (smtp://127.0.0.1:25)",
               "Anybody on the way could read the password and the notices.");
  return {};
}

/// The log and every page show the address: a secret in it would be there for all to read.
Checked check_webhook_address(const std::string& address) {
  constexpr std::string_view https = "https://";
  const bool printable = std::ranges::all_of(address, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!address.starts_with(https) || !printable)
    return bad("a webhook is an https:// address", "Over http anybody on the way could read and change the notices.");
  const auto rest = std::string_view(address).substr(https.size());
  if (!split_server(rest.substr(0, rest.find_first_of("/?#")))) return bad("the webhook's address names no server");
  if (rest.find_first_of("?#") != std::string_view::npos)
    return bad("the webhook's address has a ? or # in it, and addresses go on record",
               "Notices prove where they come from by their signature; the address needs no key.");
  return {};
}

}  // namespace

Checked check_mail_address(std::string_view what, const std::string& address) {
  const auto at = address.rfind('@');
  if (at != std::string::npos && address.size() <= max_mail_address_octets &&
      is_local_part(std::string_view(address).substr(0, at)) && is_host(std::string_view(address).substr(at + 1)) &&
      !address.ends_with('.') && (address.find('.', at) != std::string::npos || address.ends_with("@localhost")))
    return {};
  return bad(fmt::format("{} is no mail address", what), "Write it as in j.smith@school.example.");
}

Checked check_host_and_port(std::string_view what, std::string_view text) {
  if (split_server(text)) return {};
  return bad(fmt::format("{} names no server", what),
             "Write it as in nas.school.example, with :port where it has its own.");
}

Checked check(const Situation& /*in*/, change::MailSet& c) {
  const MailSettings& mail = c.mail;
  if (mail.server.empty()) return {};
  return all_of({[&] { return check_text("the mail server", mail.server, max_address_octets); },
                 [&] { return check_server(mail); },
                 [&] { return check_mail_address("the address that notices come from", mail.from); }});
}

Checked check(const Situation& /*in*/, change::NoticesSet& c) {
  if (c.notices.off.size() > max_notices_off)
    return fault(Fault::Kind::limit, fmt::format("{} kinds of notices are the most", max_notices_off));
  for (const auto& kind : c.notices.off)
    if (auto checked = check_id("the kind of notice", kind, "._"); !checked) return checked;
  std::erase_if(c.notices.addresses, [](const auto& row) { return row.second.empty(); });
  for (const auto& [role, addresses] : c.notices.addresses) {
    if (std::ranges::find(whom, role) == std::end(whom))
      return bad("an address stands for chair, network_manager, safeguarding_lead, leadership or governor");
    if (addresses.size() > max_notice_addresses)
      return fault(Fault::Kind::limit, fmt::format("{} addresses for one role are the most", max_notice_addresses));
    for (const auto& address : addresses)
      if (auto checked = check_mail_address("an address for notices", address); !checked) return checked;
  }
  return {};
}

Checked check(const Situation& in, change::WebhookSet& c) {
  if (!in.state.webhooks.contains(c.webhook.id) && in.state.webhooks.size() >= max_webhooks)
    return fault(Fault::Kind::limit, fmt::format("there are {} webhooks already", max_webhooks));
  return all_of({[&] { return check_id("the webhook's id", c.webhook.id); },
                 [&] { return check_required_text("the webhook's address", c.webhook.address, max_address_octets); },
                 [&] { return check_webhook_address(c.webhook.address); }});
}

Checked check(const Situation& in, change::WebhookRemoved& c) { return exists(in.state.webhooks, "webhook", c.id); }

}  // namespace schoolgate
