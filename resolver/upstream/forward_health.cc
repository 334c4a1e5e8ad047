#include "resolver/upstream/forward_health.h"

#include <algorithm>

namespace schoolgate {

// RFC 6298 section 2, with its gains of 1/8 and 1/4.
void ServerHealth::answered(Micros now, Micros round_trip) {
  round_trip = std::max<Micros>(round_trip, 1);  // 0 means that nothing is known
  if (smoothed_ == 0) {
    smoothed_ = round_trip;
    variation_ = round_trip / 2;
  } else {
    const Micros off = smoothed_ > round_trip ? smoothed_ - round_trip : round_trip - smoothed_;
    variation_ = (3 * variation_ + off) / 4;
    smoothed_ = std::max<Micros>((7 * smoothed_ + round_trip) / 8, 1);
  }
  last_answer_ = now;
  silences_ = 0;
  hold_ = held_until_ = 0;
}

void ServerHealth::silent(Micros now, Micros sent_at) {
  if (last_answer_ > sent_at) return;  // it is there, only this one got lost
  if (++silences_ >= silences_until_held) hold(now);
}

void ServerHealth::refused(Micros now) {
  silences_ = std::max(silences_, silences_until_held);
  hold(now);
}

void ServerHealth::hold(Micros now) {
  if (held(now)) return;  // many queries find out at the same time
  hold_ = std::clamp(2 * hold_, min_hold, max_hold);
  held_until_ = now + hold_;
}

void ServerHealth::note_chosen(Micros now) {
  if (silences_ >= silences_until_held && !held(now)) held_until_ = now + std::max(hold_, min_hold);
}

ServerHealth::Micros ServerHealth::timeout() const {
  if (smoothed_ == 0) return first_timeout;
  return std::clamp(smoothed_ + std::max(4 * variation_, min_margin), min_timeout, max_timeout);
}

bool ServerHealth::case_lost(Micros now, bool certain) {
  if (certain && lost_cases_ == 0) return false;  // over UDP, where it matters, it does echo the case
  ++lost_cases_;
  if (!certain && lost_cases_ < lost_cases_until_off) return false;
  const bool was_on = echoes_case(now);
  lost_cases_ = 0;
  no_case_until_ = now + no_case_for;
  return was_on;
}

}  // namespace schoolgate
