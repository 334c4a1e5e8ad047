// The pipeline's upstream, which can be exchanged while queries are under way: those finish on the engine that has
// them. Thread rules: the worker's thread. retire() not inside a callback.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "resolver/upstream/upstream_engine.h"

namespace schoolgate {

class UpstreamSwitch final : public Upstream {
 public:
  /// `before_answer` runs before each answer that comes later: the clocks, and a policy published meanwhile.
  explicit UpstreamSwitch(std::function<void()> before_answer);
  /// Ends a hold.
  void replace(std::unique_ptr<UpstreamEngine> engine);
  /// From now on nothing is asked of the current engine, which does not know the servers that are right.
  void hold(bool held) { held_ = held; }
  /// Destroys replaced engines that nobody waits for any more: the deadline sees to it that each becomes one.
  void retire();
  /// Answers everything that waits, with `unreachable`; from now on everything is answered so.
  void shut_down();
  void resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) override;

 private:
  std::function<void()> before_answer_;
  std::unique_ptr<UpstreamEngine> current_;
  bool held_ = false;
  std::vector<std::unique_ptr<UpstreamEngine>> replaced_;
};

}  // namespace schoolgate
