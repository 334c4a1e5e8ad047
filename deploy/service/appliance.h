// The appliance, put together: store, change control, lists, policy, resolver and admin API, in the order in which each
// can rely on the one before. DNS answers and filters before anything that needs a network is tried.
// Thread rules: everything on the main thread.
#pragma once

#include <atomic>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "admin-api/sending/sender.h"
#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/lists/sealed/sealed_keeper.h"
#include "blocklists/policy/hub.h"
#include "blocklists/policy/trial_log.h"
#include "deploy/config/config.h"
#include "deploy/service/backup.h"
#include "deploy/service/upstreams.h"
#include "resolver/server.h"
#include "resolver/telemetry/telemetry.h"
#include "resolver/transfer/transfer.h"

namespace schoolgate {

class Appliance {
 public:
  static std::expected<std::unique_ptr<Appliance>, Fault> start(Config config, Clock clock);
  ~Appliance();
  Appliance(const Appliance&) = delete;
  Appliance& operator=(const Appliance&) = delete;

  /// SIGHUP: certificates and the upstream list; the rest of the file needs a restart, which is said.
  void reload(const Config& fresh);
  /// Expired unblocks are written to the log; called every second or so.
  void tick();
  /// A restore is staged: end this object and start another one.
  bool restart_wanted() const { return restart_wanted_; }

 private:
  explicit Appliance(Config config, Clock clock);
  std::expected<void, Fault> open_store();
  std::expected<void, Fault> start_servers();
  std::vector<std::string> dns_problems() const;
  std::vector<std::string> notes() const;
  Sight sight();
  bool heed(const Address& from, NameView zone);

  Config config_;
  Clock clock_;
  StoreLayout layout_;
  TransferOptions transfers_;
  std::atomic<bool> restart_wanted_{false};
  std::string lists_warning_;
  // In the order of their birth; destroyed from the last to the first.
  std::mutex heeding_mutex_;
  ListKeeper* heeding_ = nullptr;  // who is told of a NOTIFY; only while lists_ is there
  std::unique_ptr<Store> store_;
  std::unique_ptr<ChangeControl> changes_;
  std::unique_ptr<Upstreams> upstreams_;
  std::unique_ptr<PolicyHub> policy_;
  std::unique_ptr<SealedKeeper> sealed_;
  TrialLog trials_;
  std::unique_ptr<sending::Sender> sender_;
  std::unique_ptr<Server> dns_;
  std::unique_ptr<Telemetry> telemetry_;
  std::unique_ptr<ListKeeper> lists_;
  std::unique_ptr<BlockPage> block_page_;  // none when the configuration names no address for it
  std::unique_ptr<AdminServer> admin_;
};

}  // namespace schoolgate
