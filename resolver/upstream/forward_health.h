// What is known of one upstream server: how fast it is, whether it answers at all, and what it cannot do.
// Round-trip times are smoothed and bounded as RFC 6298 has it; a server that is silent, or that ICMP says is not
// there, is left alone for a while that doubles each time. What it cannot do is forgotten after a while, so that a
// server that was repaired, or that an accident gave a bad name, has all protection again. Thread rules: a plain value.
// Times are microseconds on any steady clock, passed in.
#pragma once

#include <cstdint>

namespace schoolgate {

class ServerHealth {
 public:
  using Micros = std::uint64_t;
  /// Before anything was measured: most round trips in a country are below 100 ms, to a satellite and back 600.
  static constexpr Micros first_timeout = 400'000;
  /// A server near by may still have to ask others: do not send twice what is only being looked up.
  static constexpr Micros min_timeout = 200'000;
  /// Above the round trip at the least, however even the times were (G of RFC 6298): our own clock ticks coarsely.
  static constexpr Micros min_margin = 50'000;
  /// Three tries fit in the deadline.
  static constexpr Micros max_timeout = 1'500'000;
  /// Single datagrams get lost everywhere.
  static constexpr unsigned silences_until_held = 3;
  /// The first pause is short, for a server that restarts; the longest finds one that is back within a quarter minute.
  static constexpr Micros min_hold = 1'000'000, max_hold = 16'000'000;
  /// Without EDNS there is no DNSSEC and there are more queries over TCP: look again soon.
  static constexpr Micros no_edns_for = Micros{600} * 1'000'000;
  /// The check of the case is one of three defences: off for no longer than it takes to repair a server.
  static constexpr Micros no_case_for = Micros{3600} * 1'000'000;
  /// Where TCP cannot confirm it. Whoever forges so many, each with the right id and port, needs no more guessing.
  static constexpr unsigned lost_cases_until_off = 3;

  /// Any reply that is the server's own, good or bad.
  void answered(Micros now, Micros round_trip);
  /// An attempt sent at this time was not answered in time.
  void silent(Micros now, Micros sent_at);
  /// ICMP, or no way to send.
  void refused(Micros now);

  bool measured() const { return smoothed_ != 0; }
  /// For comparing servers; 0: not known yet, so worth a try.
  Micros round_trip() const { return smoothed_; }
  Micros timeout() const;
  bool held(Micros now) const { return now < held_until_; }
  /// One query is about to find out whether it is back: the others keep away meanwhile.
  void note_chosen(Micros now);

  bool knows_edns(Micros now) const { return now >= no_edns_until_; }
  void lacks_edns(Micros now) { no_edns_until_ = now + no_edns_for; }
  bool echoes_case(Micros now) const { return now >= no_case_until_; }
  void case_echoed() { lost_cases_ = 0; }
  /// True when the check was switched off now. `certain`: seen over TCP, where nobody can forge from afar, too.
  bool case_lost(Micros now, bool certain);

 private:
  void hold(Micros now);
  Micros smoothed_ = 0, variation_ = 0;
  Micros last_answer_ = 0, held_until_ = 0, hold_ = 0;
  Micros no_edns_until_ = 0, no_case_until_ = 0;
  unsigned silences_ = 0, lost_cases_ = 0;
};

}  // namespace schoolgate
