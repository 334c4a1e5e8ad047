// The page that blocked names lead to (block style block_page): HTTP, and HTTPS when the school has a certificate that
// its devices trust. It stands behind the same fence as the admin API, with a server of its own: whoever floods the one
// does not slow the other. Thread rules: the page's functions on one thread, but problem() on any; `devices` is called
// from its own threads.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/certificate.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/policy/hub.h"

namespace schoolgate {

struct BlockPageConfig {
  struct Listen {
    std::string address;      // numeric
    std::uint16_t port = 80;  // 0: any free one
  };
  std::vector<Listen> listen, tls_listen;  // both empty: there is no page
  std::string certificate, key;            // PEM files, for tls_listen
};

/// Where whoever types the appliance's own name or address is sent to; nothing set: nowhere.
struct WebAdmin {
  std::function<std::vector<Address>()> addresses;  // at which the school's devices reach the appliance
  std::string listens_at;                           // numeric
  std::uint16_t port = 0;
};

class BlockPage {
 public:
  /// Serves wherever it can at once; the rest is tried again by tick(), and told by problem().
  static std::unique_ptr<BlockPage> start(BlockPageConfig config, Clock clock, ChangeControl& changes,
                                          PolicyHub& policy,
                                          std::function<std::shared_ptr<const DeviceDirectory>()> devices,
                                          WebAdmin admin = {});
  virtual ~BlockPage() = default;  // stops
  /// Of `listen`, then of `tls_listen`, in their order; 0 where it is not served yet.
  virtual std::vector<std::uint16_t> ports() const = 0;
  /// To be called now and then.
  virtual void tick() = 0;
  virtual std::string problem() const = 0;
  /// Of the page over HTTPS; nothing while it is not served so. Any thread.
  virtual std::optional<Certificate> certificate() const = 0;
  /// Re-reads certificate and key (SIGHUP); the old ones stay when the new ones are bad.
  virtual std::expected<void, Fault> reload_certificate() = 0;
};

}  // namespace schoolgate
