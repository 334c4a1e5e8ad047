#include "deploy/service/appliance.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "deploy/service/first_start.h"
#include "deploy/service/metrics.h"
#include "deploy/service/probe.h"
#include "resolver/upstream/server_text.h"

namespace schoolgate {

Appliance::Appliance(Config config, Clock clock)
    : config_(std::move(config)), clock_(std::move(clock)), layout_(config_.store_path) {}

std::expected<std::unique_ptr<Appliance>, Fault> Appliance::start(Config config, Clock clock) {
  std::unique_ptr<Appliance> appliance(new Appliance(std::move(config), std::move(clock)));
  if (auto opened = appliance->open_store(); !opened) return std::unexpected(opened.error());
  if (auto started = appliance->start_servers(); !started) return std::unexpected(started.error());
  return appliance;
}

std::expected<void, Fault> Appliance::open_store() {
  std::error_code error;
  std::filesystem::create_directories(layout_.root, error);
  if (error) return fault(Fault::Kind::storage, fmt::format("cannot make {}: {}", layout_.root, error.message()));
  const auto restored = take_staged_restore(layout_, clock_());
  if (!restored) return std::unexpected(restored.error());

  auto store = Store::open(layout_.database);
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  auto changes =
      ChangeControl::open(*store_, {.clock = clock_, .key_file = layout_.signing_key, .sealed = [this](NameView name) {
                                      return policy_ && policy_->current()->sealed->covers(name);
                                    }});
  if (!changes) return std::unexpected(changes.error());
  changes_ = std::move(*changes);
  if (*restored) {
    Proposal proposal{{"console", Role::network_manager, Actor::Via::console, ""},
                      "restore from a backup",
                      change::Restored{"backup"}};
    if (auto logged = changes_->commit(std::move(proposal)); !logged) return std::unexpected(logged.error());
  }
  if (!changes_->clock_trusted())
    spdlog::warn("the clock is not to be trusted ({}): temporary unblocks are not in force until it is right",
                 to_rfc3339(clock_()));
  upstreams_ = std::make_unique<Upstreams>(config_.resolver.upstream, changes_->state()->settings);
  return first_start(*changes_);
}

std::expected<void, Fault> Appliance::start_servers() {
  auto compiled = load_newest_generation(*store_);
  if (!compiled) return std::unexpected(compiled.error());
  if (lists_warning_ = compiled->warning; !lists_warning_.empty()) spdlog::error("{}", lists_warning_);
  policy_ = std::make_unique<PolicyHub>(changes_->state(), compiled->compiled, nullptr, clock_);
  changes_->subscribe([this](std::shared_ptr<const PolicyState> state) {
    if (upstreams_->take(state->settings) && dns_) dns_->set_upstream(upstreams_->in_force());
    policy_->on_state(std::move(state));
  });

  // Before the first answer: sealed lists are in force from the first moment.
  sealed_ = SealedKeeper::start(
      *store_, *changes_, {.clock = clock_, .proxy = config_.list_proxy, .schedule = config_.list_refresh},
      [this](std::shared_ptr<const SealedSet> sealed) { policy_->on_sealed(std::move(sealed)); });

  config_.resolver.upstream = upstreams_->in_force();
  auto dns = Server::start(
      config_.resolver, clock_, policy_->current(),
      [this](const Address& from, NameView zone) { return heed(from, zone); }, &trials_);
  if (!dns) return std::unexpected(dns.error());
  dns_ = std::move(*dns);
  policy_->subscribe([this](std::shared_ptr<const Snapshot> snapshot) { dns_->publish(std::move(snapshot)); });

  telemetry_ = Telemetry::start(
      *store_, {.clock = clock_, .statistics = [this] { return dns_->statistics(); }, .tapes = dns_->tapes()});

  transfers_ = {.folder = layout_.transfers, .key_file = config_.tsig_keys, .now = [this] {
                  return std::chrono::floor<std::chrono::seconds>(clock_());
                }};
  lists_ =
      ListKeeper::start(*store_, *changes_,
                        {.clock = clock_,
                         .work_dir = layout_.work,
                         .proxy = config_.list_proxy,
                         .schedule = config_.list_refresh,
                         .rebuild = !lists_warning_.empty(),
                         .transfer = [this](const FetchRequest& request) { return transfer(transfers_, request); }},
                        [this](std::shared_ptr<const CompiledLists> lists) {
                          lists_warning_.clear();
                          policy_->on_lists(std::move(lists));
                        });
  {
    const std::scoped_lock lock(heeding_mutex_);
    heeding_ = lists_.get();
  }
  sender_ = sending::Sender::start(*store_, *changes_, {.clock = clock_, .schedule = true, .reminders = {}},
                                   sending::make_curl_transport(config_.list_proxy));
  config_.admin.proxy = config_.list_proxy;
  if (const BlockPageConfig& page = config_.block_page; !page.listen.empty() || !page.tls_listen.empty())
    block_page_ = BlockPage::start(page, clock_, *changes_, *policy_, [this] { return dns_->devices(); },
                                   {.addresses = [this] { return reachable_addresses(dns_->endpoints()); },
                                    .listens_at = config_.admin.listen_address,
                                    .port = config_.admin.port});
  auto admin = AdminServer::start(config_.admin, clock_, *store_, *changes_, *policy_, *lists_, sight());
  if (!admin) return std::unexpected(admin.error());
  admin_ = std::move(*admin);

  for (const Endpoint& endpoint : dns_->endpoints()) spdlog::info("DNS on {} (udp, tcp)", to_text(endpoint));
  if (admin_->port() != 0) spdlog::info("admin API on https://{}:{}", config_.admin.listen_address, admin_->port());
  spdlog::info("{} names in force, generation {}", compiled->compiled->trie.name_count(),
               compiled->compiled->generation);
  for (const std::string& note : notes()) spdlog::info("note: {}", note);
  return {};
}

/// A NOTIFY counts when the school has a source of that zone with a primary of that address. A worker asks: nothing
/// here waits, and before the keeper is there nothing is heeded.
bool Appliance::heed(const Address& from, NameView zone) {
  const std::scoped_lock lock(heeding_mutex_);
  if (heeding_ == nullptr) return false;
  bool heeded = false;
  for (const auto snapshot = policy_->current(); const auto& [id, source] : snapshot->state->sources) {
    if (!source.enabled || !source.address.starts_with(transfer_scheme)) continue;
    const auto address = parse_transfer_address(source.address);
    if (!address || !(address->zone.view() == zone)) continue;
    if (std::ranges::find(address->primaries, from, &Endpoint::address) == address->primaries.end()) continue;
    heeding_->announce(id);
    heeded = true;
  }
  return heeded;
}

// The admin API calls into everything else, and the keeper into the policy: they end first, the DNS last.
Appliance::~Appliance() {
  if (sender_) sender_->stop();  // a request may wait for a mail server
  if (admin_) admin_->stop();
  admin_.reset();
  block_page_.reset();
  {
    const std::scoped_lock lock(heeding_mutex_);  // the workers still answer, but heed no NOTIFY any more
    heeding_ = nullptr;
  }
  lists_.reset();
  sender_.reset();
  sealed_.reset();
  if (dns_) dns_->stop();
  telemetry_.reset();  // takes in what the workers said last, and saves it
}

Sight Appliance::sight() {
  Sight sight;
  sight.dns_problems = [this] { return dns_problems(); };
  sight.notes = [this] { return notes(); };
  sight.resolver_metrics = [this] { return resolver_metrics(dns_->statistics()); };
  sight.certificates = [this] {
    std::vector<Certificate> certificates;
    if (block_page_)
      if (auto certificate = block_page_->certificate()) certificates.push_back(std::move(*certificate));
    return certificates;
  };
  sight.backup = [this](const std::string& file) { return write_backup(layout_, *store_, file); };
  sight.restore = [this](const std::string& file) -> std::expected<void, Fault> {
    auto staged = stage_restore(layout_, file, clock_);
    if (staged) restart_wanted_ = true;
    return staged;
  };
  sight.upstreams = [this] { return upstreams_->texts_in_force(); };
  sight.check_upstreams = [this](const std::vector<std::string>& servers) { return upstreams_->check(servers); };
  sight.test_upstreams = [this](const std::vector<std::string>& servers, const Name& asked_for) {
    return upstreams_->test(servers, asked_for);
  };
  sight.addresses = [this] { return reachable_addresses(dns_->endpoints()); };
  sight.sealed = sealed_.get();
  sight.sender = sender_.get();
  sight.activity = telemetry_.get();
  sight.devices = [this] { return dns_->devices(); };
  sight.trial = [this](const std::string& request) { return trials_.report(request); };
  sight.attempts = [this] {
    std::vector<Attempt> attempts;
    for (const auto& [client, row] : dns_->attempts()) attempts.push_back({client, row.signals, row.names, row.last});
    return attempts;
  };
  for (const Endpoint& endpoint : dns_->endpoints()) sight.dns_endpoints.push_back(to_text(endpoint));
  return sight;
}

std::vector<std::string> Appliance::dns_problems() const {
  std::vector<std::string> problems;
  for (const std::string& worker : dns_->stuck_workers()) problems.push_back(fmt::format("{} does not turn", worker));
  for (const Endpoint& endpoint : dns_->endpoints())
    if (!dns_answers(endpoint)) problems.push_back(fmt::format("no DNS answer from {}", to_text(endpoint)));
  return problems;
}

std::vector<std::string> Appliance::notes() const {
  std::vector<std::string> notes = dns_->notes();
  if (!lists_warning_.empty()) notes.push_back(lists_warning_);
  for (const auto snapshot = policy_->current(); const std::string& warning : snapshot->warnings)
    notes.push_back(warning);
  if (sender_) std::ranges::move(sender_->notes(), std::back_inserter(notes));
  if (block_page_ && !block_page_->problem().empty()) notes.push_back(block_page_->problem());
  return notes;
}

void Appliance::reload(const Config& fresh) {
  upstreams_->take(fresh.resolver.upstream);
  dns_->set_upstream(upstreams_->in_force());
  if (auto done = admin_->reload_certificate(); !done)
    spdlog::error("the old certificate stays: {}", done.error().what);
  if (block_page_)
    if (auto done = block_page_->reload_certificate(); !done)
      spdlog::error("the block page's old certificate stays: {}", done.error().what);
  spdlog::info("certificates and upstreams re-read; other keys of the configuration need a restart");
}

void Appliance::tick() {
  changes_->sweep();
  policy_->tick();
  admin_->tick();
  if (block_page_) block_page_->tick();
}

}  // namespace schoolgate
