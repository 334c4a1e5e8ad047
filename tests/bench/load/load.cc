#include "tests/bench/load/load.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <random>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace schoolgate::bench {
namespace {

constexpr double ns_a_second = 1e9;
/// Half of the ids: a free one is found at once, and a late answer seldom meets its id used again.
constexpr std::uint32_t max_waiting = 32768;
constexpr std::uint64_t check_interval_ns = 50'000'000;
constexpr std::uint64_t longest_wait_ns = 1'000'000;

volatile std::sig_atomic_t stopped = 0;

std::uint64_t to_ns(double seconds) { return static_cast<std::uint64_t>(seconds * ns_a_second); }

}  // namespace

void Load::stop() { stopped = 1; }

Load::Load(const LoadConfig& config, const Questions& questions, Order order)
    : config_(config),
      questions_(questions),
      order_(std::move(order)),
      fd_(udp_socket()),
      due_ns_(65536),
      nonce_(std::random_device{}()),
      out_(batch),
      in_(batch) {
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&config_.server), sizeof config_.server) != 0)
    give_up("cannot reach the server's address");
  config_.window = std::clamp(config_.window, 1U, max_waiting);
  if (config_.rate > 0) interval_ns_ = ns_a_second / config_.rate;
  for (unsigned i = 0; i < batch; ++i) {
    out_headers_[i].msg_hdr.msg_iov = &out_[i].vector;
    in_headers_[i].msg_hdr.msg_iov = &in_[i].vector;
    out_headers_[i].msg_hdr.msg_iovlen = in_headers_[i].msg_hdr.msg_iovlen = 1;
    out_[i].vector.iov_base = out_[i].octets.data();
    in_[i].vector = {in_[i].octets.data(), max_datagram};
  }
}

Load::~Load() { close(fd_); }

LoadResult Load::run() {
  start_ns_ = now_ns();
  const std::uint64_t count_from = start_ns_ + to_ns(config_.settle_seconds);
  const std::uint64_t end = count_from + to_ns(config_.seconds);
  std::uint64_t now = start_ns_;
  for (; now < end && stopped == 0 && !(config_.once && asked_ >= order_.size() && waiting_ == 0); now = now_ns()) {
    if (counted_from_ns_ == 0 && now >= count_from) begin_counting(now);
    if (may_send(now)) send_due(now);
    receive();
    give_up_late(now);
    wait(now_ns());
  }
  result_.seconds = double(now - std::min(now, counted_from_ns_)) / ns_a_second;
  if (config_.server_process != 0) result_.server_cpu_ns = cpu_ns(config_.server_process) - result_.server_cpu_ns;
  // What is still on its way counts for the latency and the loss, not for the rate: what came after the end was cheap.
  const std::uint64_t in_time = result_.received;
  if (config_.rate > 0) {
    send_due(now);
    result_.lost += due(now);  // cannot be sent: the server owes thousands of answers
  }
  while (waiting_ > 0) {
    receive();
    give_up_late(now_ns());
    sleep(longest_wait_ns);
  }
  result_.received = in_time;
  return result_;
}

void Load::begin_counting(std::uint64_t now) {
  result_ = {};
  counted_from_ns_ = now;
  if (config_.server_process != 0) result_.server_cpu_ns = cpu_ns(config_.server_process);
}

std::uint32_t Load::due(std::uint64_t now) const {
  std::uint64_t room = max_waiting - waiting_;
  if (config_.rate > 0) {
    const auto due_by_now = static_cast<std::uint64_t>(double(now - start_ns_) / interval_ns_) + 1;
    room = std::min(room, due_by_now - std::min(due_by_now, asked_));
  } else {
    room = std::min<std::uint64_t>(room, config_.window - std::min(config_.window, waiting_));
  }
  if (config_.once)
    room = std::min<std::uint64_t>(room, order_.size() - std::min<std::uint64_t>(order_.size(), asked_));
  return static_cast<std::uint32_t>(room);
}

bool Load::may_send(std::uint64_t now) const { return due(now) > 0; }

std::uint16_t Load::free_id() {
  while (due_ns_[next_id_] != 0) ++next_id_;
  return next_id_++;
}

std::size_t Load::write_question(Datagram& datagram, std::uint16_t id) {
  const auto [number, fresh] = order_.next();
  const auto message = questions_.message(number);
  constexpr std::size_t header = 12;
  std::uint8_t* to = datagram.octets.data();
  std::memcpy(to, message.data(), header);
  to[0] = static_cast<std::uint8_t>(id >> 8U);
  to[1] = static_cast<std::uint8_t>(id & 0xFFU);
  to += header;
  if (fresh) {
    char label[64];
    const int size = std::snprintf(label, sizeof label, "%s%08llx%llx", config_.fresh_label.c_str(),
                                   static_cast<unsigned long long>(nonce_), static_cast<unsigned long long>(fresh_++));
    *to++ = static_cast<std::uint8_t>(size);
    std::memcpy(to, label, static_cast<std::size_t>(size));
    to += size;
  }
  std::memcpy(to, message.data() + header, message.size() - header);
  to += message.size() - header;
  return static_cast<std::size_t>(to - datagram.octets.data());
}

void Load::send_due(std::uint64_t now) {
  for (std::uint32_t room = due(now); room > 0;) {
    const std::uint32_t count = std::min(room, batch);
    std::array<std::uint16_t, batch> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
      ids[i] = free_id();
      const double offset = interval_ns_ * double(asked_ + i);
      due_ns_[ids[i]] = config_.rate > 0 ? start_ns_ + static_cast<std::uint64_t>(offset) : now;
      out_[i].vector.iov_len = write_question(out_[i], ids[i]);
    }
    const int sent = std::max(0, sendmmsg(fd_, out_headers_.data(), count, MSG_DONTWAIT));
    for (auto i = static_cast<std::uint32_t>(sent); i < count; ++i) due_ns_[ids[i]] = 0;
    asked_ += static_cast<std::uint64_t>(sent);
    waiting_ += static_cast<std::uint32_t>(sent);
    result_.sent += static_cast<std::uint64_t>(sent);
    if (sent < static_cast<int>(count)) return;  // the socket is full; the rest stays due
    room -= count;
    now = now_ns();
  }
}

void Load::receive() {
  for (;;) {
    const int count = recvmmsg(fd_, in_headers_.data(), batch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return;
    const std::uint64_t now = now_ns();
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) take_answer(in_[i], in_headers_[i].msg_len, now);
    if (count < static_cast<int>(batch)) return;
  }
}

void Load::take_answer(const Datagram& datagram, std::size_t size, std::uint64_t now) {
  if (size < 12 || (datagram.octets[2] & 0x80U) == 0) return;
  const auto id = static_cast<std::uint16_t>((datagram.octets[0] << 8U) | datagram.octets[1]);
  const std::uint64_t asked = std::exchange(due_ns_[id], 0);
  if (asked == 0) return;  // given up already
  --waiting_;
  if (asked < counted_from_ns_ && !config_.once) return;
  ++result_.received;
  ++result_.rcodes[datagram.octets[3] & 0x0FU];
  result_.latency.add(now - std::min(now, asked));
}

void Load::give_up_late(std::uint64_t now) {
  if (now < next_check_ns_) return;
  next_check_ns_ = now + check_interval_ns;
  const std::uint64_t timeout = to_ns(config_.timeout_seconds);
  for (std::uint64_t& asked : due_ns_) {
    if (asked == 0 || now < asked + timeout) continue;
    if (asked >= counted_from_ns_) ++result_.lost;
    asked = 0;
    --waiting_;
  }
}

/// Sleeps until an answer comes or the next question is due: the other programs on this core need it as well.
void Load::wait(std::uint64_t now) const {
  if (may_send(now)) return;
  std::uint64_t until = longest_wait_ns;
  if (config_.rate > 0) {
    const auto next = start_ns_ + static_cast<std::uint64_t>(interval_ns_ * double(asked_));
    until = std::min(until, next - std::min(next, now));
  }
  sleep(until);
}

void Load::sleep(std::uint64_t nanoseconds) const {
  pollfd one{.fd = fd_, .events = POLLIN, .revents = 0};
  const timespec timeout{0, static_cast<long>(nanoseconds)};
  ppoll(&one, 1, &timeout, nullptr);
}

}  // namespace schoolgate::bench
