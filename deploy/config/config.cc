#include "deploy/config/config.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>
#include <sys/un.h>

#include "deploy/config/table_reader.h"
#include "resolver/transfer/tsig.h"
#include "resolver/upstream/server_text.h"

namespace schoolgate {
namespace {

constexpr std::int64_t max_workers = 64;       // more loops than any box here has cores
constexpr std::size_t max_page_listeners = 8;  // an address of each kind in a few networks
constexpr std::size_t max_lease_files = 16;    // DHCP servers of one school, IPv4 and IPv6, with room to spare
constexpr std::int64_t max_cache_mib = 4096;   // beyond this an answer cache helps no school

/// How much of the machine is used unless the keys beside it say otherwise.
struct Profile {
  std::string_view name;
  unsigned workers;  // 0: one a core
  std::size_t cache_mib, sort_mib;
};
// small: a box of 1 GB that runs other things too, a Raspberry Pi for instance. Two loops serve more than a school
// asks, and each has its own memory; a list of millions is sorted in more runs.
constexpr Profile profiles[] = {{"standard", 0, 32, 32}, {"small", 2, 8, 12}};

const Profile& read_profile(TableReader& root) {
  const std::string name = root.text("profile").value_or("standard");
  const auto found = std::ranges::find(profiles, name, &Profile::name);
  if (found != std::end(profiles)) return *found;
  root.fault("profile", fmt::format("\"{}\" is none: \"standard\" or \"small\"", name));
  return profiles[0];
}

// Who may ask unless the file says otherwise: private, link-local and loopback addresses, never the whole internet.
const std::vector<std::string> default_allow = {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                "fc00::/7",    "fe80::/10",  "::1/128"};

// Keys that belong to releases to come: a clear refusal is better than a filter that ignores what it was told.
constexpr std::string_view reserved = "is reserved for a later release and does nothing yet: remove it";

std::string beside(const std::filesystem::path& folder, const std::string& path) {
  return path.empty() || path.front() == '/' ? path : (folder / path).lexically_normal().string();
}

void read_dns(TableReader dns, const Profile& profile, ResolverConfig& config) {
  const auto listen = dns.texts("listen").value_or(std::vector<std::string>{"0.0.0.0:53", "[::]:53"});
  if (listen.empty()) dns.fault("listen", "names no address, so nobody could ask");
  for (const std::string& text : listen) {
    if (auto endpoint = parse_endpoint(text, dns_port))
      config.listen.push_back(*endpoint);
    else
      dns.fault("listen", endpoint.error().what);
  }
  for (const std::string& text : dns.texts("allow").value_or(default_allow)) {
    if (auto prefix = Prefix::parse(text))
      config.allow.push_back(*prefix);
    else
      dns.fault("allow", fmt::format("\"{}\" is not an address or prefix such as 10.0.0.0/8", text));
  }
  config.workers = static_cast<unsigned>(dns.number("workers", 0, max_workers).value_or(profile.workers));
  const auto cache_mib = dns.number("cache-mib", 1, max_cache_mib);
  config.cache_octets = (cache_mib ? static_cast<std::size_t>(*cache_mib) : profile.cache_mib) << 20;
  for (std::string_view key : {"tls", "https"}) {
    dns.table(key);
    if (dns.has(key)) dns.fault(key, std::string(reserved));
  }
  dns.refuse_unknown();
}

void read_upstream(TableReader upstream, const std::filesystem::path& folder, UpstreamConfig& config) {
  if (const auto mode = upstream.text("mode"); mode && *mode != "forward")
    upstream.fault("mode", *mode == "recursive" ? std::string(reserved) : "must be \"forward\"");
  const auto servers = upstream.texts("servers");
  if (!servers || servers->empty())
    upstream.fault("servers", "must name at least one upstream server, as in [\"192.0.2.1\"]");
  bool readable = servers.has_value();
  for (const std::string& text : servers.value_or(std::vector<std::string>{})) {
    if (auto server = parse_upstream(text))
      config.servers.push_back(*server);
    else {
      readable = false;
      upstream.fault("servers", server.error().what);
    }
  }
  if (const auto dnssec = upstream.text("dnssec")) {
    if (*dnssec == "on")
      config.dnssec = UpstreamConfig::Dnssec::on;
    else if (*dnssec == "off")
      config.dnssec = UpstreamConfig::Dnssec::off;
    else if (*dnssec != "auto")
      upstream.fault("dnssec", "must be \"auto\", \"on\" or \"off\"");
  }
  if (const auto file = upstream.text("trust-anchor-file"); file && !file->empty()) {
    config.trust_anchor_file = beside(folder, *file);
    if (!std::filesystem::exists(config.trust_anchor_file))
      upstream.fault("trust-anchor-file", fmt::format("there is no file {}", config.trust_anchor_file));
  }
  if (const auto file = upstream.text("ca-file"); file && !file->empty()) {
    config.ca_file = beside(folder, *file);
    if (!std::filesystem::exists(config.ca_file))
      upstream.fault("ca-file", fmt::format("there is no file {}", config.ca_file));
  }
  if (readable && !config.servers.empty())
    for (const std::string& what : faults(config)) upstream.fault("servers", what);
  upstream.refuse_unknown();
}

void read_clients(TableReader clients, const std::filesystem::path& folder, ClientsConfig& config) {
  for (const std::string& text : clients.texts("leases").value_or(std::vector<std::string>{})) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto format = find_lease_format(std::string_view(text).substr(0, colon));
    if (format && colon + 1 < text.size())
      config.leases.push_back({*format, beside(folder, text.substr(colon + 1))});
    else
      clients.fault("leases",
                    fmt::format("\"{}\" is not a format and a file such as \"kea:/var/lib/kea/kea-leases4.csv\"; "
                                "the formats are kea, isc, dnsmasq and windows",
                                text));
  }
  if (config.leases.size() > max_lease_files)
    clients.fault("leases", fmt::format("names more than {} files", max_lease_files));
  config.neighbours = clients.flag("neighbours").value_or(true);
  clients.refuse_unknown();
}

void read_admin(TableReader admin, const std::filesystem::path& folder, Config& config) {
  constexpr std::uint16_t admin_port = 8443;
  if (const auto listen = admin.text("listen")) {
    if (auto endpoint = parse_endpoint(*listen, admin_port)) {
      config.admin.listen_address = endpoint->address.to_text();
      config.admin.port = endpoint->port;
    } else {
      admin.fault("listen", endpoint.error().what);
    }
  }
  config.admin.certificate = beside(folder, admin.text("certificate").value_or(""));
  config.admin.key = beside(folder, admin.text("key").value_or(""));
  if (config.admin.certificate.empty() != config.admin.key.empty())
    admin.fault(config.admin.certificate.empty() ? "key" : "certificate",
                "certificate and key go together: set both, or neither for a self-signed one");
  for (const auto& [key, file] :
       {std::pair("certificate", config.admin.certificate), std::pair("key", config.admin.key)})
    if (!file.empty() && !std::filesystem::exists(file)) admin.fault(key, fmt::format("there is no file {}", file));
  config.admin.socket_path = beside(folder, admin.text("socket").value_or(config.store_path + "/admin.sock"));
  if (config.admin.socket_path.size() >= sizeof(sockaddr_un::sun_path))
    admin.fault("socket", fmt::format("{} is too long for a unix socket ({} characters at most): set a shorter one",
                                      config.admin.socket_path, sizeof(sockaddr_un::sun_path) - 1));
  admin.refuse_unknown();
}

std::vector<BlockPageConfig::Listen> read_listeners(TableReader& table, std::string_view key, std::uint16_t port,
                                                    const AdminConfig& admin) {
  std::vector<BlockPageConfig::Listen> listeners;
  for (const std::string& text : table.texts(key).value_or(std::vector<std::string>{})) {
    const auto endpoint = parse_endpoint(text, port);
    if (!endpoint) {
      table.fault(key, endpoint.error().what);
      continue;
    }
    listeners.push_back({endpoint->address.to_text(), endpoint->port});
    if (listeners.back().address == admin.listen_address && endpoint->port == admin.port && endpoint->port != 0)
      table.fault(key, fmt::format("{} is where the admin API listens: choose another port", text));
  }
  if (listeners.size() > max_page_listeners)
    table.fault(key, fmt::format("names more than {} addresses", max_page_listeners));
  return listeners;
}

/// After the admin API's, whose place it must not take.
void read_block_page(TableReader page, const std::filesystem::path& folder, Config& config) {
  constexpr std::uint16_t http_port = 80, https_port = 443;
  BlockPageConfig& into = config.block_page;
  into.listen = read_listeners(page, "listen", http_port, config.admin);
  into.tls_listen = read_listeners(page, "tls-listen", https_port, config.admin);
  into.certificate = beside(folder, page.text("certificate").value_or(""));
  into.key = beside(folder, page.text("key").value_or(""));
  if (into.certificate.empty() != into.key.empty())
    page.fault(into.certificate.empty() ? "key" : "certificate",
               "certificate and key go together: set both, or neither");
  if (!into.tls_listen.empty() && into.certificate.empty() && into.key.empty())
    page.fault("tls-listen",
               "needs a certificate and a key that the school's devices trust: set both, or leave this out");
  if (into.tls_listen.empty() && !into.certificate.empty() && !into.key.empty())
    page.fault("certificate", "is of no use without tls-listen: set that too, or leave this out");
  for (const auto& [key, file] : {std::pair("certificate", into.certificate), std::pair("key", into.key)})
    if (!file.empty() && !std::filesystem::exists(file)) page.fault(key, fmt::format("there is no file {}", file));
  page.refuse_unknown();
}

}  // namespace

std::string ConfigFault::to_text() const {
  std::string where = line == 0 ? file : fmt::format("{}:{}", file, line);
  return key.empty() ? fmt::format("{}: {}", where, what) : fmt::format("{}: {}: {}", where, key, what);
}

std::expected<Config, std::vector<ConfigFault>> load_config(const std::string& file) {
  std::vector<ConfigFault> faults;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return std::unexpected(std::vector{ConfigFault{file, 0, "", "there is no such file, or it cannot be read"}});
  toml::table parsed;
  try {
    parsed = toml::parse_file(file);
  } catch (const toml::parse_error& error) {  // the library's packaged build knows no other way to say so
    return std::unexpected(std::vector{
        ConfigFault{file, static_cast<unsigned>(error.source().begin.line), "", std::string(error.description())}});
  }

  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  Config config;
  TableReader root(&parsed, "", file, faults);
  TableReader store = root.table("store");
  config.store_path = beside(folder, store.text("path").value_or(config.store_path));
  config.admin.state_dir = config.store_path;
  store.refuse_unknown();
  const Profile& profile = read_profile(root);
  config.sort_octets = profile.sort_mib << 20;
  read_dns(root.table("dns"), profile, config.resolver);
  read_upstream(root.table("upstream"), folder, config.resolver.upstream);
  read_clients(root.table("clients"), folder, config.resolver.clients);
  read_admin(root.table("admin"), folder, config);
  read_block_page(root.table("block-page"), folder, config);
  TableReader lists = root.table("lists");
  config.list_proxy = lists.text("proxy").value_or("");
  config.list_refresh = lists.flag("refresh").value_or(true);
  if (const auto file = lists.text("tsig-keys"); file && !file->empty()) {
    config.tsig_keys = beside(folder, *file);
    if (const auto keys = load_tsig_keys(config.tsig_keys); !keys) lists.fault("tsig-keys", keys.error().what);
  }
  lists.refuse_unknown();
  root.refuse_unknown();
  if (!faults.empty()) return std::unexpected(std::move(faults));
  return config;
}

}  // namespace schoolgate
