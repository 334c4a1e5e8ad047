// One load: questions to one server over one UDP socket, and what came back.
//
// Closed loop: `window` questions are always on their way, so the server is as busy as it can be: for the rate and the
// CPU a query. Open loop: questions leave at a fixed rate whatever the server does, and a latency counts from the
// moment at which its question was due, so that a server that stalls is charged for every question that the stall
// delayed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/bench/load/histogram.h"
#include "tests/bench/load/questions.h"
#include "tests/bench/load/sockets.h"

namespace schoolgate::bench {

struct LoadConfig {
  sockaddr_in server{};
  double seconds = 5;
  double settle_seconds = 0.2;    // at the start, not counted
  double timeout_seconds = 1;     // a question that is not answered by then is lost
  std::uint32_t window = 256;     // closed loop
  double rate = 0;                // questions a second; 0: closed loop
  bool once = false;              // stop when the order has been gone through once
  pid_t server_process = 0;       // whose CPU is counted; 0: nobody's
  std::string fresh_label = "q";  // how the labels of questions that were never asked before begin
};

struct LoadResult {
  double seconds = 0;
  std::uint64_t sent = 0, received = 0, lost = 0;
  std::array<std::uint64_t, 16> rcodes{};
  Histogram latency;
  std::uint64_t server_cpu_ns = 0;
};

class Load {
 public:
  Load(const LoadConfig& config, const Questions& questions, Order order);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  /// Until the time is over, the order is (with `once`), or `stop()` was called (from a signal handler).
  LoadResult run();
  static void stop();

 private:
  struct Datagram {
    std::array<std::uint8_t, max_datagram> octets;
    iovec vector;
  };
  void begin_counting(std::uint64_t now);
  bool may_send(std::uint64_t now) const;
  std::uint32_t due(std::uint64_t now) const;
  void send_due(std::uint64_t now);
  std::size_t write_question(Datagram& datagram, std::uint16_t id);
  std::uint16_t free_id();
  void receive();
  void take_answer(const Datagram& datagram, std::size_t size, std::uint64_t now);
  void give_up_late(std::uint64_t now);
  void wait(std::uint64_t now) const;
  void sleep(std::uint64_t nanoseconds) const;  // or until an answer comes

  LoadConfig config_;
  const Questions& questions_;
  Order order_;
  int fd_;
  std::vector<std::uint64_t> due_ns_;  // by id; 0: the id is free
  std::uint16_t next_id_ = 0;
  std::uint32_t waiting_ = 0;
  std::uint64_t asked_ = 0, fresh_ = 0, nonce_;
  std::uint64_t start_ns_ = 0, counted_from_ns_ = 0, next_check_ns_ = 0;
  double interval_ns_ = 0;
  std::vector<Datagram> out_, in_;
  std::array<mmsghdr, batch> out_headers_{}, in_headers_{};
  LoadResult result_;
};

}  // namespace schoolgate::bench
