// The messages of a zone transfer: what is taken, and what ends it.
#include "resolver/transfer/transfer_reader.h"

#include <algorithm>

#include "tests/catch.h"
#include "tests/resolver/transfer/messages.h"

namespace schoolgate {
namespace {

using test::Message;
using State = TransferReader::State;

struct Told final : TransferSink {
  std::string text;
  bool begin(bool whole) override {
    text += whole ? "whole" : "changes";
    return true;
  }
  bool add(const TransferredRecord& record) override { return tell('+', record); }
  bool remove(const TransferredRecord& record) override { return tell('-', record); }
  bool tell(char sign, const TransferredRecord& record) {
    std::string line = record.line;
    std::ranges::replace(line, '\t', ' ');
    text += std::string(" ") + sign + line.substr(0, line.find(".rpz.example."));
    if (line.find("CNAME") != line.npos) text += line.substr(line.find(" CNAME ") + 6);
    return true;
  }
};

/// Reads the messages one by one: what the sink was told, then how it ended.
std::string read(const std::vector<Message>& messages, std::optional<std::uint32_t> have = {}) {
  Told told;
  TransferReader reader(*Name::from_text("rpz.example"), 7, have, told);
  for (const Message& message : messages) {
    const auto state = reader.read(message.octets);
    if (!state) return told.text + " | " + state.error().what;
    if (*state == State::up_to_date) return told.text + "up to date";
    if (*state == State::done) return told.text + " | " + std::to_string(reader.soa().serial);
  }
  return told.text + " | more";
}

bool makes_no_sense(const std::vector<Message>& messages, std::optional<std::uint32_t> have = {}) {
  const std::string told = read(messages, have);
  INFO(told);
  return told.find("makes no sense") != told.npos;
}

constexpr std::uint16_t ixfr = wire::type::ixfr;

TEST_CASE("a whole zone is read, in one message or in many") {
  CHECK(read({Message().soa(5).cname("a", "").address("b", 1).soa(5)}) == "whole +a . +b | 5");
  CHECK(read({Message().soa(5), Message(7, 0, false).cname("a", "x.y"), Message(7, 0, false).soa(5)}) ==
        "whole +a x.y. | 5");
  CHECK(read({Message().soa(5).soa(5)}) == "whole | 5");
  CHECK(read({Message().soa(5).cname("a", "")}) == "whole +a . | more");
}

TEST_CASE("changes are read in their order, or the whole zone where the primary prefers that") {
  CHECK(
      read({Message(7, ixfr).soa(7).soa(5).cname("a", "").soa(6).address("b", 1).soa(6).soa(7).address("c", 2).soa(7)},
           5) == "changes -a . +b +c | 7");
  CHECK(read({Message(7, ixfr).soa(7), Message(7, ixfr).soa(5), Message(7, 0, false).cname("a", ""),
              Message(7, 0, false).soa(7).soa(7)},
             5) == "changes -a . | 7");
  CHECK(read({Message(7, ixfr).soa(7).cname("a", "").soa(7)}, 5) == "whole +a . | 7");
  CHECK(read({Message(7, ixfr).soa(5)}, 5) == "up to date");
  CHECK(read({Message(7, ixfr).soa(4)}, 5) == "up to date");
  CHECK(read({Message(7, ixfr).soa(7)}, 5) == " | more");
}

TEST_CASE("serial numbers are compared as RFC 1982 has it") {
  CHECK(is_newer(1, 0));
  CHECK_FALSE(is_newer(0, 0));
  CHECK(is_newer(0, 0xffffffff));
  CHECK_FALSE(is_newer(0xffffffff, 0));
  CHECK(is_newer(0x7fffffff, 0));
  CHECK_FALSE(is_newer(0x80000000, 0));
  CHECK(read({Message(7, ixfr).soa(3).soa(0xfffffffe).soa(3).soa(3)}, 0xfffffffe) == "changes | 3");
}

TEST_CASE("names and data that mean something in a zone file are written as numbers") {
  struct Keep final : TransferSink {
    std::vector<TransferredRecord> records;
    bool begin(bool) override { return true; }
    bool add(const TransferredRecord& record) override {
      records.push_back(record);
      return true;
    }
    bool remove(const TransferredRecord&) override { return false; }
  } keep;
  TransferReader reader(*Name::from_text("rpz.example"), 7, {}, keep);
  const Message message =
      Message().soa(1).cname("*.A; b\"(", "RPZ-Passthru").record("x.rpz.example", 16, {1, '"'}, 0x80000001).soa(1);
  REQUIRE(reader.read(message.octets) == State::done);
  REQUIRE(keep.records.size() == 2);
  CHECK(keep.records[0].line == "*.a\\059\\032b\\034\\040.rpz.example.\tCNAME\trpz-passthru.");
  CHECK(keep.records[1].line == "x.rpz.example.\tTYPE16\t\\# 2 0122");
  CHECK(keep.records[1].ttl == 0);  // RFC 2181 section 8
}

TEST_CASE("a transfer that makes no sense ends there") {
  CHECK(makes_no_sense({Message().cname("a", "")}));                // no SOA first
  CHECK(makes_no_sense({Message().soa(5).cname("a", "").soa(6)}));  // another version at the end
  CHECK(makes_no_sense({Message().soa(5).soa(6)}));
  CHECK(makes_no_sense({Message().soa(5).cname("a", "").soa(5).cname("b", "")}));         // behind the end
  CHECK(makes_no_sense({Message(8).soa(5).soa(5)}));                                      // another id
  CHECK(makes_no_sense({Message().flags(0).soa(5).soa(5)}));                              // a question
  CHECK(makes_no_sense({Message().flags(wire::flag_qr | wire::flag_tc).soa(5).soa(5)}));  // truncated
  CHECK(makes_no_sense({Message(7, 0, false).soa(5).soa(5)}));                            // no question in the first
  CHECK(makes_no_sense({Message(7, 1).soa(5).soa(5)}));                                   // another question
  CHECK(makes_no_sense({Message(7, ixfr).soa(5).soa(5)}));                                // IXFR was not asked for
  CHECK(makes_no_sense({Message()}));                                                     // nothing in it
  CHECK(makes_no_sense({Message().soa(5), Message()}));
  CHECK(makes_no_sense({Message().soa(5, "other.example").soa(5)}));
  CHECK(makes_no_sense({Message().soa(5).record("other.example", 1, {1, 2, 3, 4})}));  // another zone's
  CHECK(makes_no_sense({Message().soa(5).record("a.rpz.example", 5, {3, 'a'})}));      // data cut off
  CHECK(makes_no_sense({Message().record("rpz.example", 6, {0, 0, 1})}));
  CHECK(makes_no_sense({Message(7, ixfr).soa(7).soa(5).cname("a", "").soa(4)}, 5));  // it goes back
  CHECK(makes_no_sense({Message(7, ixfr).soa(7).soa(5).soa(6).soa(5)}, 5));          // it does not follow
  CHECK(read({Message().flags(wire::flag_qr | 5)}).find("refuses the transfer") != std::string::npos);
  CHECK(read({Message().flags(wire::flag_qr | 2)}).find("rcode 2") != std::string::npos);
}

TEST_CASE("a message cut off anywhere is no part of a transfer") {
  const Message whole = Message().soa(5).cname("a", "b.c").address("b", 1).soa(5);
  for (std::size_t size = 0; size < whole.octets.size(); ++size) {
    Told told;
    TransferReader reader(*Name::from_text("rpz.example"), 7, {}, told);
    const std::vector<std::uint8_t> part(whole.octets.begin(),
                                         whole.octets.begin() + static_cast<std::ptrdiff_t>(size));
    INFO(size);
    CHECK_FALSE(reader.read(part).has_value());
  }
}

}  // namespace
}  // namespace schoolgate
