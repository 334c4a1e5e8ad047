#include "admin-api/block-page/block_page.h"

#include <chrono>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "admin-api/block-page/visitors.h"
#include "admin-api/http/server.h"

namespace schoolgate {
namespace {

constexpr std::chrono::seconds time_between_tries{5};  // as the admin API's
// A browser that was sent here asks once and at once. Slow ones are let go sooner than a person at the admin's pages.
constexpr http::Patience patience{.idle = std::chrono::milliseconds(5000), .reply = std::chrono::milliseconds(20000)};

class BlockPageImpl final : public BlockPage {
 public:
  BlockPageImpl(BlockPageConfig config, Clock clock, ChangeControl& changes, PolicyHub& policy,
                std::function<std::shared_ptr<const DeviceDirectory>()> devices, WebAdmin admin)
      : config_(std::move(config)),
        visitors_(std::move(clock), changes, policy, std::move(devices), std::move(admin)),
        plain_ports_(config_.listen.size()),
        tls_ports_(config_.tls_listen.size()) {
    server_ = http::Server::start(patience, visitors_.manners(),
                                  [this](const http::Request& request) { return visitors_.answer(request); });
    listen();
  }
  BlockPageImpl(const BlockPageImpl&) = delete;
  BlockPageImpl& operator=(const BlockPageImpl&) = delete;
  ~BlockPageImpl() override { server_->stop(); }

  std::vector<std::uint16_t> ports() const override {
    auto ports = plain_ports_;
    ports.insert(ports.end(), tls_ports_.begin(), tls_ports_.end());
    return ports;
  }
  void tick() override {
    if (!problem().empty() && std::chrono::steady_clock::now() >= next_try_) listen();
  }
  std::string problem() const override {
    const std::lock_guard lock(mutex_);
    return problem_;
  }
  std::optional<Certificate> certificate() const override {
    auto certificate = server_->certificate();
    if (certificate) certificate->serves = "block_page";
    return certificate;
  }
  std::expected<void, Fault> reload_certificate() override {
    if (config_.tls_listen.empty()) return {};
    auto identity = http::TlsIdentity::open(config_.certificate, config_.key);
    if (!identity) return std::unexpected(identity.error());
    server_->use_identity(std::move(*identity));
    return {};
  }

 private:
  void listen() {
    next_try_ = std::chrono::steady_clock::now() + time_between_tries;
    std::string problem;
    const auto note = [&](const Fault& fault) {
      if (problem.empty())
        problem = fmt::format("the block page is not served everywhere: {} {}", fault.what, fault.hint);
    };
    for (std::size_t n = 0; n < plain_ports_.size(); ++n) {
      if (plain_ports_[n] != 0) continue;
      const auto port = server_->listen_plain(config_.listen[n].address, config_.listen[n].port);
      if (port)
        plain_ports_[n] = *port;
      else
        note(port.error());
    }
    for (std::size_t n = 0; n < tls_ports_.size(); ++n)
      if (tls_ports_[n] == 0)
        if (const auto done = listen_tls(n); !done) note(done.error());
    const std::lock_guard lock(mutex_);
    if (problem != problem_) {
      if (problem.empty())
        spdlog::info("the block page is served again");
      else
        spdlog::error("{}", problem);
    }
    problem_ = std::move(problem);
  }

  std::expected<void, Fault> listen_tls(std::size_t n) {
    auto identity = http::TlsIdentity::open(config_.certificate, config_.key);
    if (!identity) return std::unexpected(identity.error());
    const auto done = server_->listen(config_.tls_listen[n].address, config_.tls_listen[n].port, std::move(*identity));
    if (done) tls_ports_[n] = server_->port();
    return done;
  }

  const BlockPageConfig config_;
  block_page::Visitors visitors_;
  std::vector<std::uint16_t> plain_ports_, tls_ports_;
  mutable std::mutex mutex_;  // guards problem_
  std::string problem_;
  std::chrono::steady_clock::time_point next_try_;
  std::unique_ptr<http::Server> server_;  // last: its threads use everything above
};

}  // namespace

std::unique_ptr<BlockPage> BlockPage::start(BlockPageConfig config, Clock clock, ChangeControl& changes,
                                            PolicyHub& policy,
                                            std::function<std::shared_ptr<const DeviceDirectory>()> devices,
                                            WebAdmin admin) {
  return std::make_unique<BlockPageImpl>(std::move(config), std::move(clock), changes, policy, std::move(devices),
                                         std::move(admin));
}

}  // namespace schoolgate
