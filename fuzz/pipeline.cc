// A whole Pipeline between an arbitrary client and an arbitrary upstream. The input is a question, its length before
// it in two octets, and what the upstream says: as it stands, or as records behind a matching head.
#include "resolver/pipeline.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "blocklists/policy/snapshot.h"
#include "fuzz/check.h"
#include "resolver/wire/cursor.h"

using namespace schoolgate;

namespace {

// Says what the input says.
class FuzzedUpstream final : public Upstream {
 public:
  void resolve(NameView name, std::uint16_t type, bool, Done done) override {
    std::vector<std::uint8_t> message(said.begin(), said.end());
    if (matching && message.size() >= wire::header_octets) {
      wire::put16(&message[2], static_cast<std::uint16_t>(wire::flag_qr | (wire::get16(&message[2]) & 3U)));
      wire::put16(&message[4], 1);
      const auto wire = name.wire();
      std::vector<std::uint8_t> question(wire.begin(), wire.end());
      question.insert(question.end(), {static_cast<std::uint8_t>(type >> 8U), static_cast<std::uint8_t>(type), 0, 1});
      message.insert(message.begin() + wire::header_octets, question.begin(), question.end());
    }
    done({UpstreamAnswer::Status::answered, message, true, {}});
  }
  std::span<const std::uint8_t> said;
  bool matching = false;
};

std::shared_ptr<const Snapshot> school() {
  auto state = std::make_shared<PolicyState>();
  Group group;
  group.id = "year-9";
  group.addresses = {Prefix::parse("10.0.0.0/8").value()};
  group.safe_search = true;
  state->groups["year-9"] = group;
  state->rules["r-1"] = {"r-1", RuleAction::block, "blocked.example", {}};
  state->settings.protected_names = {"school.example"};
  return Snapshot::build(state, nullptr, nullptr);
}

void check(std::span<const std::uint8_t> reply, std::size_t limit) {
  SCHOOLGATE_PROMISE(reply.size() >= wire::header_octets && reply.size() <= limit);
  wire::Cursor cursor(reply, wire::header_octets);
  wire::WireName name;
  if (wire::get16(&reply[4]) != 0) SCHOOLGATE_PROMISE(cursor.name(name) && cursor.skip(4));
  for (unsigned left = wire::get16(&reply[6]) + 0U + wire::get16(&reply[8]) + wire::get16(&reply[10]); left > 0;
       --left) {
    wire::RecordHead head;
    SCHOOLGATE_PROMISE(cursor.name(name) && wire::read_record(cursor, head));
  }
  SCHOOLGATE_PROMISE(cursor.left() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto snapshot = school();
  static std::vector<std::uint8_t> out(max_reply_octets);
  if (size < 3) return 0;
  const std::size_t asked = std::min<std::size_t>(wire::get16(data) & 0x1ffU, size - 3);
  FuzzedUpstream upstream;
  upstream.matching = (data[2] & 1U) != 0;
  upstream.said = {data + 3 + asked, size - 3 - asked};
  WorkerStatistics statistics;
  ResolverConfig config;
  config.allow = {Prefix::parse("10.0.0.0/8").value()};
  config.workers = 1;
  config.cache_octets = 1 << 16;
  Pipeline pipeline(config, upstream, statistics, [](std::uint64_t, std::span<const std::uint8_t>) { std::abort(); });
  pipeline.use(snapshot);
  // Fresh, then from the cache, then stale: the same answer on each of its ways out.
  const Transport transport = (data[2] & 2U) != 0 ? Transport::tcp : Transport::udp;
  const std::size_t limit = transport == Transport::tcp ? max_reply_octets : max_udp_reply_octets;
  for (const std::uint64_t at : {1'000U, 2'000U, 90'000'000U}) {
    pipeline.at({UtcMillis{std::chrono::milliseconds{1'800'000'000'000 + at}}, at});
    const auto result = pipeline.handle({{data + 3, asked}, Address::parse("10.0.0.1").value(), transport, 0},
                                        std::span(out).first(limit));
    SCHOOLGATE_PROMISE(result.outcome != Pipeline::Outcome::pending);
    if (result.outcome == Pipeline::Outcome::replied) check(std::span(out).first(result.size), limit);
  }
  return 0;
}
