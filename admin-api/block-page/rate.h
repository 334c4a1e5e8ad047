// How often reports may be sent: from one address, and in all. Whoever sends more is asked to speak to somebody; what
// is reported goes into the change-control log, which must not be filled by a child with a script. Thread rules: any
// thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

#include "blocklists/prefix.h"

namespace schoolgate::block_page {

class ReportRate {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t max_of_address = 5;  // in one span: a class behind one address, or one pupil
  static constexpr std::chrono::minutes address_span{10};
  static constexpr std::size_t max_in_all = 60;  // in an hour: more is no report any more, but a flood
  static constexpr std::chrono::minutes all_span{60};

  /// False when it is too much; then it does not count.
  bool take(const Address& client, Time now);

 private:
  std::mutex mutex_;
  std::deque<std::pair<Time, Address>> taken_;  // at most max_in_all
};

}  // namespace schoolgate::block_page
