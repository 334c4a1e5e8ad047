// Whole transfers against a primary on loopback that does what a test wants.
#include "resolver/transfer/transfer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"
#include "tests/resolver/transfer/messages.h"

namespace schoolgate {
namespace {

using test::Message;
using test::Octets;

/// Answers each connection in turn with the next list of messages, then closes it.
class Primary {
 public:
  using Answer = std::vector<Message>;
  explicit Primary(std::vector<Answer> answers) : answers_(std::move(answers)) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_, 8) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  ~Primary() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  std::uint16_t port = 0;
  std::vector<std::uint16_t> asked;  // types; read after the transfers

 private:
  void serve() {
    for (const Answer& answer : answers_) {
      const int peer = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
      if (peer < 0) return;
      Octets question(512);
      const auto got = ::recv(peer, question.data(), question.size(), 0);
      if (got > 14) {
        asked.push_back(wire::get16(&question[2 + 12 + 13]));
        for (Message message : answer) {
          wire::put16(message.octets.data(), wire::get16(&question[2]));
          Octets framed;
          test::put16(framed, static_cast<std::uint32_t>(message.octets.size()));
          framed.insert(framed.end(), message.octets.begin(), message.octets.end());
          static_cast<void>(::send(peer, framed.data(), framed.size(), MSG_NOSIGNAL));
        }
      }
      ::close(peer);
    }
  }
  std::vector<Answer> answers_;
  int fd_ = -1;
  std::jthread thread_;
};

struct School {
  test::TemporaryDirectory directory;
  std::string folder = directory.path();
  Primary primary;
  TransferOptions options;
  Validators known;
  explicit School(std::vector<Primary::Answer> answers) : primary(std::move(answers)) {
    options = {.folder = folder + "/zones", .key_file = {}, .now = [] { return UtcSeconds{}; }};
  }

  std::expected<Fetched, Fault> transfer(const std::string& more = {}) {
    FetchRequest request{.address = "axfr://127.0.0.1:" + std::to_string(primary.port) + "/rpz.example" + more,
                         .known = known,
                         .target = folder + "/target",
                         .proxy = {},
                         .cancelled = {}};
    auto fetched = schoolgate::transfer(options, request);
    if (fetched) known = fetched->validators;
    return fetched;
  }
  std::string content() const {
    std::ifstream in(folder + "/target");
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

Message whole(std::uint32_t serial) { return Message().soa(serial).cname("a", "").address("b", 1).soa(serial); }
constexpr std::uint16_t ixfr = wire::type::ixfr;

TEST_CASE("a zone is transferred whole once, and then by what changed") {
  School school({{whole(1)},
                 {Message(7, ixfr).soa(1)},
                 {Message(7, ixfr).soa(2).soa(1).cname("a", "").soa(2).cname("c", "rpz-drop").soa(2)}});
  const auto first = school.transfer();
  REQUIRE(first);
  CHECK(first->changed);
  CHECK(first->validators.etag == "serial 1");
  CHECK(first->next == std::chrono::seconds(600));
  CHECK(school.content().find("a.rpz.example.\t60\tIN\tCNAME\t.\n") != std::string::npos);
  const auto second = school.transfer();
  REQUIRE(second);
  CHECK_FALSE(second->changed);
  const auto third = school.transfer();
  REQUIRE(third);
  CHECK(third->changed);
  CHECK(third->validators.etag == "serial 2");
  CHECK(school.content().find("a.rpz") == std::string::npos);
  CHECK(school.content().find("b.rpz.example.\t60\tIN\tTYPE1\t\\# 4 c0000201\n") != std::string::npos);
  CHECK(school.content().find("c.rpz.example.\t60\tIN\tCNAME\trpz-drop.\n") != std::string::npos);
  CHECK(school.primary.asked == std::vector<std::uint16_t>{wire::type::axfr, ixfr, ixfr});
}

TEST_CASE("changes that cannot be used are followed by the whole zone") {
  const std::vector<Message> answers = {
      Message(7, ixfr).flags(wire::flag_qr | 4),                        // not implemented
      Message(7, ixfr).soa(2).soa(1).cname("never", "").soa(2).soa(2),  // takes away what is not there
      Message(7, ixfr).soa(2).soa(1).soa(9).soa(2),                     // nonsense
  };
  for (const Message& answer : answers) {
    School school({{whole(1)}, {answer}, {whole(2)}});
    REQUIRE(school.transfer());
    const auto second = school.transfer();
    REQUIRE(second);
    CHECK(second->validators.etag == "serial 2");
    CHECK(school.primary.asked == std::vector<std::uint16_t>{wire::type::axfr, ixfr, wire::type::axfr});
  }
}

TEST_CASE("a transfer that ends early leaves the last version") {
  School school(
      {{whole(1)}, {Message(7, ixfr).soa(2), Message(7, ixfr).soa(1).cname("a", "")}, {}, {Message(7, ixfr).soa(1)}});
  REQUIRE(school.transfer());
  for (int round = 0; round < 2; ++round) {
    const auto cut_off = school.transfer();
    REQUIRE_FALSE(cut_off);
    CHECK(cut_off.error().kind == Fault::Kind::unavailable);
  }
  const auto after = school.transfer();
  REQUIRE(after);
  CHECK_FALSE(after->changed);
}

TEST_CASE("a refresh that was held is handed over again, though the primary has nothing new") {
  School school({{whole(1)}, {Message(7, ixfr).soa(2).soa(1).soa(2).soa(2)}, {Message(7, ixfr).soa(2)}});
  REQUIRE(school.transfer());
  const Validators in_force = school.known;
  REQUIRE(school.transfer());
  school.known = in_force;  // the keeper held it
  const auto again = school.transfer();
  REQUIRE(again);
  CHECK(again->changed);
}

TEST_CASE("an answer that is not signed is not taken where a key is named") {
  School school({{whole(1)}});
  school.options.key_file = school.folder + "/keys";
  std::ofstream(school.options.key_file) << "key k { algorithm hmac-sha256; secret \"AAECAwQFBgcICQ==\"; };";
  const auto unsigned_answer = school.transfer("?key=k");
  REQUIRE_FALSE(unsigned_answer);
  CHECK(unsigned_answer.error().what.find("is not signed") != std::string::npos);
  CHECK_FALSE(school.transfer("?key=other"));
}

TEST_CASE("a primary that sends too much, or is stopped, is given up") {
  School school({{Message().soa(1), Message(7, 0, false).cname("a", ""), Message(7, 0, false).cname("b", "")}});
  school.options.limits.messages = 2;
  const auto endless = school.transfer();
  REQUIRE_FALSE(endless);
  CHECK(endless.error().kind == Fault::Kind::limit);
  FetchRequest request{.address = "axfr://127.0.0.1:" + std::to_string(school.primary.port) + "/rpz.example",
                       .known = {},
                       .target = school.folder + "/target",
                       .proxy = {},
                       .cancelled = [] { return true; }};
  CHECK_FALSE(transfer(school.options, request));
}

}  // namespace
}  // namespace schoolgate
