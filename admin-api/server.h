// The admin API: HTTPS for people and programs, and HTTP over a unix socket for the console. Knows the policy and the
// change log; of the resolver it knows only what `Sight` shows it.
// Thread rules: the server's functions on one thread; those in Sight are called from its own threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "admin-api/certificate.h"
#include "admin-api/sending/sender.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/fault.h"
#include "blocklists/lists/keeper/keeper.h"
#include "blocklists/lists/sealed/sealed_keeper.h"
#include "blocklists/policy/activity.h"
#include "blocklists/policy/hub.h"
#include "blocklists/policy/trial_log.h"
#include "blocklists/time.h"

namespace schoolgate {

struct AdminConfig {
  std::string listen_address = "127.0.0.1";  // numeric
  std::uint16_t port = 8443;                 // 0: any free one
  std::string certificate, key;              // PEM files; both empty: self-signed, kept in state_dir
  std::string state_dir;                     // for the self-signed pair
  std::string socket_path;                   // unix socket for the console
  std::string socket_group = "schoolgate";   // may use it besides root and the server's own user, if it exists
  std::string proxy;  // on the way to the provider of the school's accounts; empty: the environment's
};

/// One client's attempts to go round the filter since the start.
struct Attempt {
  Address client;
  std::uint64_t signals = 0;  // asked whether it may use a resolver of its own
  std::uint64_t names = 0;    // asked for a VPN, a proxy or somebody else's encrypted DNS that is blocked for it
  UtcSeconds last{};
};

/// How an upstream server answered one question.
struct UpstreamCheck {
  /// What came with the answer for a zone that is signed (RFC 4035).
  enum class Signatures : std::uint8_t { validated, passed_on, none };
  std::string server;  // as the configuration writes it, with its port
  bool answered = false;
  std::chrono::milliseconds took{};
  Signatures signatures = Signatures::none;
  std::string problem;  // why it did not answer
};

/// What the admin API can see of the rest of the appliance, handed in by the composition root.
struct Sight {
  /// Reasons why DNS is not healthy; empty when it answers.
  std::function<std::vector<std::string>()> dns_problems;
  /// Things that people should know and that are no fault ("Answers are not validated here ...").
  std::function<std::vector<std::string>()> notes;
  /// Prometheus text of the resolver, complete lines.
  std::function<std::string()> resolver_metrics;
  /// Of what else is served with a certificate; may be empty: then nothing is. The web admin's own comes first.
  std::function<std::vector<Certificate>()> certificates;
  /// Writes a backup of everything to the file; the console only.
  std::function<std::expected<void, Fault>(const std::string& file)> backup;
  /// Checks and stages a backup; it is in force after the restart that the appliance makes by itself. The console only.
  std::function<std::expected<void, Fault>(const std::string& file)> restore;
  /// Which device has which address just now; may be empty: then nothing is known of hardware addresses and names.
  std::function<std::shared_ptr<const DeviceDirectory>()> devices;
  /// May be empty: then nobody is known to have tried.
  std::function<std::vector<Attempt>()> attempts;
  /// What was asked for on the device of a request's newest trial; may be empty: then nobody watches.
  std::function<TrialLog::Report(const std::string& request)> trial;
  /// The upstream servers in force, as the configuration writes them; may be empty: then nothing is known of them.
  std::function<std::vector<std::string>()> upstreams;
  /// What is wrong with such a list; may be empty: then any is taken.
  std::function<std::expected<void, Fault>(const std::vector<std::string>&)> check_upstreams;
  /// Asks each of them for a name, all at a time; waits for five seconds at most. May be empty: then nobody can ask.
  std::function<std::expected<std::vector<UpstreamCheck>, Fault>(const std::vector<std::string>&,
                                                                 const Name& asked_for)>
      test_upstreams;
  /// At which addresses the school's devices reach the appliance's DNS; may be empty: then nobody knows.
  std::function<std::vector<Address>()> addresses;
  SealedKeeper* sealed = nullptr;          // outlives the server
  sending::Sender* sender = nullptr;       // likewise
  const Activity* activity = nullptr;      // likewise; none: nothing is known of what was asked
  std::vector<std::string> dns_endpoints;  // as text, for `status`
};

class AdminServer {
 public:
  /// Faults: the console's socket cannot be opened.
  static std::expected<std::unique_ptr<AdminServer>, Fault> start(AdminConfig config, Clock clock, Store& store,
                                                                  ChangeControl& changes, PolicyHub& policy,
                                                                  ListKeeper& lists, Sight sight);
  virtual ~AdminServer() = default;
  /// The network's; 0 while nobody can be served there because the port is taken or the certificate is bad. The
  /// console, and so the command line, is served all the same, and a note in `status` says why.
  virtual std::uint16_t port() const = 0;
  /// To be called now and then: tries again to serve the network.
  virtual void tick() = 0;
  /// Re-reads certificate and key (SIGHUP); the old ones stay when the new ones are bad.
  virtual std::expected<void, Fault> reload_certificate() = 0;
  virtual void stop() = 0;
};

/// argon2id, libsodium's text form. One at a time in the process: 64 MiB each on a small box.
std::string hash_password(const std::string& password);
/// Five groups of four letters and digits without look-alikes, from the system's random source.
std::string make_one_time_password();

}  // namespace schoolgate
