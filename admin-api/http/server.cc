#include "admin-api/http/server.h"

#include <thread>
#include <utility>
#include <vector>

#include "admin-api/http/reactor.h"

namespace schoolgate::http {
namespace {

class ServerImpl final : public Server {
 public:
  ServerImpl(std::vector<Listener> listeners, std::uint16_t port, Options options, Handler handler)
      : port_(port),
        reactor_(std::move(listeners), std::move(options.identity), options.patience),
        thread_([this, handler = std::move(handler)] { reactor_.run(handler); }) {}
  ServerImpl(const ServerImpl&) = delete;
  ServerImpl& operator=(const ServerImpl&) = delete;
  ~ServerImpl() override { ServerImpl::stop(); }

  std::uint16_t port() const override { return port_; }
  void use_identity(std::shared_ptr<const TlsIdentity> identity) override {
    reactor_.use_identity(std::move(identity));
  }
  void stop() override {
    if (!thread_.joinable()) return;
    reactor_.stop();
    thread_.join();
  }

 private:
  std::uint16_t port_;
  Reactor reactor_;
  std::thread thread_;
};

}  // namespace

std::expected<std::unique_ptr<Server>, Fault> Server::start(Options options, Handler handler) {
  std::vector<Listener> listeners;
  auto network = Listener::tcp(options.address, options.port);
  if (!network) return std::unexpected(network.error());
  const std::uint16_t port = network->port();
  listeners.push_back(std::move(*network));
  if (!options.socket_path.empty()) {
    auto console = Listener::unix_socket(options.socket_path, options.socket_group);
    if (!console) return std::unexpected(console.error());
    listeners.push_back(std::move(*console));
  }
  return std::make_unique<ServerImpl>(std::move(listeners), port, std::move(options), std::move(handler));
}

}  // namespace schoolgate::http
