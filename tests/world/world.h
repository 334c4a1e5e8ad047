// What a scenario plays in: a policy, lists, a clock, an upstream with a script, and a Pipeline between them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "blocklists/policy/model.h"
#include "blocklists/policy/sealed.h"
#include "resolver/pipeline.h"
#include "tests/resolver/packets/packets.h"

namespace schoolgate::test {

/// Answers as it was told to; what it was not told about is unreachable.
class ScriptedUpstream final : public Upstream {
 public:
  struct Line {
    Says says;
    UpstreamAnswer::Status status = UpstreamAnswer::Status::unreachable;
    bool secure = false;
    bool waits = false;
  };
  ~ScriptedUpstream() override;
  void resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) override;
  Line& line(const std::string& name, std::uint16_t type) { return lines_[{name, type}]; }
  void deliver(const std::string& name, std::uint16_t type);
  std::size_t asked() const { return asked_; }

 private:
  using Key = std::pair<std::string, std::uint16_t>;
  static void answer(const Line& line, const Done& done);
  std::map<Key, Line> lines_;
  std::vector<std::pair<Key, Done>> waiting_;
  std::size_t asked_ = 0;
};

class World {
 public:
  World();

  PolicyState state;                                      // changed by the script; in force from the next packet on
  std::map<std::string, std::vector<std::string>> lists;  // category -> names
  struct Zone {
    std::string category;
    std::vector<std::string> lines;
  };
  std::map<std::string, Zone> zones;  // response policy zones in master file form
  std::vector<std::string> sealed;
  ScriptedUpstream upstream;
  WorkerStatistics statistics;
  std::vector<Octets> late;  // since the last clear()

  void changed() { changed_ = true; }
  void set_time(UtcMillis when);
  UtcMillis time() const { return utc_; }
  /// The reply; empty when there is none (yet), which `outcome` tells apart.
  Octets send(const Octets& packet, const Address& client, Transport transport);
  void refresh();
  Pipeline::Outcome outcome = Pipeline::Outcome::dropped;

 private:
  void publish();
  bool changed_ = true;
  UtcMillis utc_{};
  std::uint64_t monotonic_ms_ = 1'000'000;
  ResolverConfig config_;
  std::unique_ptr<Pipeline> pipeline_;
};

std::uint16_t type_number(const std::string& type);

}  // namespace schoolgate::test
