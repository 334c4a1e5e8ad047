#include "admin-api/http/server.h"

#include <mutex>
#include <thread>
#include <utility>

#include "admin-api/http/reactor.h"

namespace schoolgate::http {
namespace {

class ServerImpl final : public Server {
 public:
  ServerImpl(Patience patience, Manners manners, Handler handler)
      : reactor_(patience, std::move(manners)),
        thread_([this, handler = std::move(handler)] { reactor_.run(handler); }) {}
  ServerImpl(const ServerImpl&) = delete;
  ServerImpl& operator=(const ServerImpl&) = delete;
  ~ServerImpl() override { ServerImpl::stop(); }

  std::expected<void, Fault> open_console(const std::string& path, const std::string& group) override {
    auto console = Listener::unix_socket(path, group);
    if (!console) return std::unexpected(console.error());
    reactor_.add(std::move(*console));
    return {};
  }
  std::expected<void, Fault> listen(const std::string& address, std::uint16_t port,
                                    std::shared_ptr<const TlsIdentity> identity) override {
    auto network = Listener::tcp(address, port);
    if (!network) return std::unexpected(network.error());
    port_ = network->port();
    ServerImpl::use_identity(std::move(identity));
    reactor_.add(std::move(*network));
    return {};
  }
  std::expected<std::uint16_t, Fault> listen_plain(const std::string& address, std::uint16_t port) override {
    auto network = Listener::tcp(address, port, Listener::Plain::yes);
    if (!network) return std::unexpected(network.error());
    const std::uint16_t taken = network->port();
    reactor_.add(std::move(*network));
    return taken;
  }
  std::uint16_t port() const override { return port_; }
  void use_identity(std::shared_ptr<const TlsIdentity> identity) override {
    {
      const std::lock_guard lock(mutex_);
      certificate_ = identity->certificate();
    }
    reactor_.use_identity(std::move(identity));
  }
  std::optional<Certificate> certificate() const override {
    const std::lock_guard lock(mutex_);
    return certificate_;
  }
  void stop() override {
    if (!thread_.joinable()) return;
    reactor_.stop();
    thread_.join();
  }

 private:
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  // guards certificate_
  std::optional<Certificate> certificate_;
  Reactor reactor_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Server> Server::start(Patience patience, Manners manners, Handler handler) {
  return std::make_unique<ServerImpl>(patience, std::move(manners), std::move(handler));
}

}  // namespace schoolgate::http
