#include "admin-api/server.h"

#include <atomic>
#include <chrono>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "admin-api/block-page/own_host.h"
#include "admin-api/http/self_signed.h"
#include "admin-api/http/server.h"
#include "admin-api/http/uploads.h"
#include "admin-api/routes/nouns.h"
#include "admin-api/routes/pages.h"

namespace schoolgate {
namespace {

constexpr std::chrono::seconds time_between_tries{5};  // soon for the person who waits, and no load

/// The school's own certificate, or the one that the appliance makes for itself.
std::expected<std::shared_ptr<const http::TlsIdentity>, Fault> load_identity(const AdminConfig& config, UtcMillis now) {
  if (!config.certificate.empty() || !config.key.empty())
    return http::TlsIdentity::open(config.certificate, config.key);
  const auto files = http::self_signed(config.state_dir, config.listen_address, now);
  if (!files) return std::unexpected(files.error());
  return http::TlsIdentity::open(files->certificate, files->key);
}

class AdminServerImpl final : public AdminServer {
 public:
  AdminServerImpl(AdminConfig config, Clock clock, Store& store, ChangeControl& changes, PolicyHub& policy,
                  ListKeeper& lists, Sight sight)
      : config_(std::move(config)),
        clock_(std::move(clock)),
        sign_in_(clock_, changes),
        setup_code_(clock_),
        single_sign_on_(clock_, store, changes, sign_in_,
                        auth::oidc::over_https(config_.proxy, [this] { return stopping_.load(); })),
        uploads_(config_.state_dir + "/work/uploads", clock_),
        context_{clock_,   changes,           policy,          lists,       with_own(std::move(sight)),
                 sign_in_, config_.state_dir, single_sign_on_, setup_code_, uploads_},
        router_(context_),
        events_(EventHub::start({changes, lists, context_.sight.activity})) {
    context_.events = events_.get();
    routes::add_all(router_, context_);
  }
  AdminServerImpl(const AdminServerImpl&) = delete;
  AdminServerImpl& operator=(const AdminServerImpl&) = delete;
  ~AdminServerImpl() override { AdminServerImpl::stop(); }

  std::expected<void, Fault> open() {
    server_ = http::Server::start({}, {}, [this](const http::Request& request) { return answer(request); });
    if (auto console = server_->open_console(config_.socket_path, config_.socket_group); !console) return console;
    listen();
    tell_setup_code();
    return {};
  }

  std::uint16_t port() const override { return server_->port(); }
  void tick() override {
    if (server_->port() == 0 && std::chrono::steady_clock::now() >= next_try_) listen();
  }
  std::expected<void, Fault> reload_certificate() override {
    auto identity = load_identity(config_, clock_());
    if (!identity) return std::unexpected(identity.error());
    server_->use_identity(std::move(*identity));
    return {};
  }
  void stop() override {
    stopping_ = true;  // a worker may be waiting for the provider of the school's accounts
    if (server_) server_->stop();
  }

 private:
  /// In the journal and on the console of the machine, which nobody else on the network reads.
  void tell_setup_code() {
    if (!context_.changes.state()->people.empty()) return;
    spdlog::warn("this appliance is not set up yet: open https://{}:{}/ and give the set-up code {}", own_address(),
                 server_->port(), setup_code_.renew());
  }
  /// As it stands in an address; of several, any.
  std::string own_address() const {
    auto address = Address::parse(config_.listen_address);
    const bool everywhere = config_.listen_address == "0.0.0.0" || config_.listen_address == "::";
    if (everywhere && context_.sight.addresses)
      if (const auto own = context_.sight.addresses(); !own.empty()) address = own.front();
    if (!address) return config_.listen_address;
    return address->is_ipv4() ? address->to_text() : fmt::format("[{}]", address->to_text());
  }
  Sight with_own(Sight sight) {
    sight.notes = [this, others = std::move(sight.notes)] {
      auto notes = others();
      const std::scoped_lock lock(mutex_);
      if (!problem_.empty()) notes.push_back(problem_);
      return notes;
    };
    sight.certificates = [this, others = std::move(sight.certificates)] {
      auto certificates = others ? others() : std::vector<Certificate>{};
      if (auto own = server_->certificate()) {
        own->serves = "web_admin";
        certificates.insert(certificates.begin(), std::move(*own));
      }
      return certificates;
    };
    return sight;
  }
  http::Response answer(const http::Request& request) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_());
    const auto own = context_.sight.addresses ? context_.sight.addresses() : std::vector<Address>{};
    const auto devices = context_.sight.devices ? context_.sight.devices() : nullptr;
    if (auto blocked = block_page::instead_of_admin(request, *context_.policy.current(), devices.get(), own, now))
      return std::move(*blocked);
    auto page = routes::page(request);
    return page ? std::move(*page) : router_.handle(request);
  }
  std::expected<void, Fault> try_to_listen() {
    auto identity = load_identity(config_, clock_());
    if (!identity) return std::unexpected(identity.error());
    return server_->listen(config_.listen_address, config_.port, std::move(*identity));
  }
  /// DNS must not end because a port is taken or a certificate was renewed badly: it is told, and tried again.
  void listen() {
    const auto done = try_to_listen();
    next_try_ = std::chrono::steady_clock::now() + time_between_tries;
    std::string problem;
    if (!done) problem = fmt::format("no web admin on the network: {} {}", done.error().what, done.error().hint);
    const std::scoped_lock lock(mutex_);
    if (problem != problem_) {
      if (done)
        spdlog::info("the web admin is on the network again");
      else
        spdlog::error("{}", problem);
    }
    problem_ = std::move(problem);
  }

  AdminConfig config_;
  Clock clock_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards problem_
  std::string problem_;
  auth::SignIn sign_in_;
  auth::SetupCode setup_code_;
  auth::oidc::Desk single_sign_on_;
  http::Uploads uploads_;
  routes::Context context_;
  routes::Router router_;
  std::unique_ptr<EventHub> events_;  // asks the context whether sessions live
  std::chrono::steady_clock::time_point next_try_;
  std::unique_ptr<http::Server> server_;  // last: its threads use everything above
};

}  // namespace

std::expected<std::unique_ptr<AdminServer>, Fault> AdminServer::start(AdminConfig config, Clock clock, Store& store,
                                                                      ChangeControl& changes, PolicyHub& policy,
                                                                      ListKeeper& lists, Sight sight) {
  auto server = std::make_unique<AdminServerImpl>(std::move(config), std::move(clock), store, changes, policy, lists,
                                                  std::move(sight));
  if (auto opened = server->open(); !opened) return std::unexpected(opened.error());
  return server;
}

}  // namespace schoolgate
