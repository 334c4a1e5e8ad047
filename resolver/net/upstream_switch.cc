#include "resolver/net/upstream_switch.h"

#include <utility>

namespace schoolgate {

UpstreamSwitch::UpstreamSwitch(std::function<void()> before_answer) : before_answer_(std::move(before_answer)) {}

void UpstreamSwitch::replace(std::unique_ptr<UpstreamEngine> engine) {
  if (current_) replaced_.push_back(std::move(current_));
  current_ = std::move(engine);
  held_ = false;
}

void UpstreamSwitch::retire() {
  std::erase_if(replaced_, [](const auto& engine) { return engine->waiting() == 0; });
}

void UpstreamSwitch::shut_down() {
  // Out of reach first: what is answered now may ask again.
  auto current = std::exchange(current_, nullptr);
  auto replaced = std::exchange(replaced_, {});
}

void UpstreamSwitch::resolve(NameView name, std::uint16_t type, bool checking_disabled, Done done) {
  if (!current_ || held_) {
    done({UpstreamAnswer::Status::unreachable,
          {},
          false,
          held_ ? "other servers answer now" : "the server is stopping"});
    return;
  }
  current_->resolve(name, type, checking_disabled, [this, done = std::move(done)](const UpstreamAnswer& answer) {
    before_answer_();
    done(answer);
  });
}

}  // namespace schoolgate
