// An upstream server that knows every name: A answers 192.0.2.1, anything else NODATA. It is never what is measured.
// A name whose first label begins with "slow" is answered after a delay, one with "never" not at all. The A record of
// count.upstream.test holds the number of questions so far, as an address: so a test sees what was answered from a
// cache. usage: load_upstream PORT [MILLISECONDS]      the delay of slow names (100)
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string_view>

#include <poll.h>
#include <strings.h>
#include <sys/socket.h>

#include "tests/bench/load/sockets.h"

using namespace schoolgate::bench;

namespace {

constexpr std::size_t max_reply = 512;
constexpr std::size_t header_size = 12;
constexpr std::string_view count_name("\5count\10upstream\4test", 20);

/// In any case of the letters: forwarders randomise it.
bool begins_with(const std::uint8_t* question, std::string_view start) {
  return strncasecmp(reinterpret_cast<const char*>(question), start.data(), start.size()) == 0;
}

struct Reply {
  std::uint64_t due_ns = 0;  // 0: at once
  sockaddr_in to{};
  std::size_t size = 0;
  std::array<std::uint8_t, max_reply> octets{};
};

class Upstream {
 public:
  Upstream(std::uint16_t port, std::uint64_t delay_ns) : fd_(udp_socket()), delay_ns_(delay_ns) {
    bind_loopback(fd_, port);
  }
  [[noreturn]] void run() {
    for (;;) {
      receive();
      send_due();
    }
  }

 private:
  void receive();
  void send_due();
  /// The size of the question with its type and class, 0 when there is none.
  static std::size_t question_size(const std::uint8_t* question, std::size_t size);
  bool answer(const std::uint8_t* query, std::size_t size, Reply& reply);

  int fd_;
  std::uint64_t delay_ns_;
  std::uint32_t count_ = 0;
  std::deque<Reply> slow_;  // one delay for all: the first in is the first due
};

std::size_t Upstream::question_size(const std::uint8_t* question, std::size_t size) {
  std::size_t at = 0;
  while (at < size && question[at] != 0) at += 1U + question[at];
  return at + 5 <= size && at < 255 ? at + 5 : 0;
}

bool Upstream::answer(const std::uint8_t* query, std::size_t size, Reply& reply) {
  if (size < header_size || (query[2] & 0xF8U) != 0) return false;  // a reply, or not a QUERY
  const std::uint8_t* question = query + header_size;
  const std::size_t asked = question_size(question, size - header_size);
  if (asked == 0) return false;
  const bool is_a = question[asked - 3] == 1 && question[asked - 4] == 0;
  const bool has_opt = query[11] == 1;
  std::memcpy(reply.octets.data(), query, header_size + asked);
  std::uint8_t* octets = reply.octets.data();
  octets[2] = 0x81;  // QR, RD
  octets[3] = 0x80;  // RA
  octets[7] = is_a ? 1 : 0;
  octets[9] = 0;
  std::uint8_t* at = octets + header_size + asked;
  if (is_a) {
    constexpr std::array<std::uint8_t, 16> record{0xC0, 0x0C, 0,   1, 0, 1, 0, 1, 0x51, 0x80 /* a day */,
                                                  0,    4,    192, 0, 2, 1};
    std::memcpy(at, record.data(), record.size());
    if (asked >= count_name.size() && begins_with(question, count_name)) {
      const std::uint32_t count = htonl(--count_);  // this question is not one of them
      std::memcpy(at + 12, &count, sizeof count);
    }
    at += record.size();
  }
  if (has_opt) {
    constexpr std::array<std::uint8_t, 11> opt{0, 0, 41, 4, 0xD0};
    std::memcpy(at, opt.data(), opt.size());
    at += opt.size();
  }
  reply.size = static_cast<std::size_t>(at - octets);
  return true;
}

void Upstream::receive() {
  timespec timeout{1, 0};
  if (!slow_.empty()) {
    const std::uint64_t now = now_ns(), due = slow_.front().due_ns;
    timeout = {0, due > now ? static_cast<long>(std::min<std::uint64_t>(due - now, 999'999'999)) : 0};
  }
  pollfd one{.fd = fd_, .events = POLLIN, .revents = 0};
  if (ppoll(&one, 1, &timeout, nullptr) <= 0) return;

  static std::array<std::array<std::uint8_t, max_datagram>, batch> in;
  static std::array<Reply, batch> replies;
  std::array<iovec, batch> vectors;
  std::array<mmsghdr, batch> headers{};
  for (unsigned i = 0; i < batch; ++i) {
    vectors[i] = {in[i].data(), max_datagram};
    headers[i].msg_hdr.msg_name = &replies[i].to;
    headers[i].msg_hdr.msg_namelen = sizeof(sockaddr_in);
    headers[i].msg_hdr.msg_iov = &vectors[i];
    headers[i].msg_hdr.msg_iovlen = 1;
  }
  const int received = recvmmsg(fd_, headers.data(), batch, MSG_DONTWAIT, nullptr);
  unsigned ready = 0;
  for (unsigned i = 0; i < static_cast<unsigned>(std::max(received, 0)); ++i) {
    ++count_;
    if (!answer(in[i].data(), headers[i].msg_len, replies[i])) continue;
    const std::uint8_t* label = in[i].data() + header_size + 1;
    if (begins_with(label, "never")) continue;
    if (begins_with(label, "slow")) {
      slow_.push_back(replies[i]);
      slow_.back().due_ns = now_ns() + delay_ns_;
      continue;
    }
    vectors[i] = {replies[i].octets.data(), replies[i].size};
    headers[ready++] = headers[i];
  }
  sendmmsg(fd_, headers.data(), ready, 0);
}

void Upstream::send_due() {
  for (const std::uint64_t now = now_ns(); !slow_.empty() && slow_.front().due_ns <= now; slow_.pop_front()) {
    const Reply& reply = slow_.front();
    sendto(fd_, reply.octets.data(), reply.size, 0, reinterpret_cast<const sockaddr*>(&reply.to), sizeof reply.to);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) give_up("usage: load_upstream PORT [MILLISECONDS]");
  const int delay_ms = count > 2 ? std::atoi(words[2]) : 100;
  Upstream(static_cast<std::uint16_t>(std::atoi(words[1])), static_cast<std::uint64_t>(delay_ms) * 1'000'000).run();
}
