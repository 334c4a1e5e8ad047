// Any octets as the messages of a zone transfer, each with its length before it: what is told of them are records that
// a zone file can hold, and signatures that are none are never trusted. The first octet says whether IXFR was asked
// for.
#include <algorithm>
#include <span>
#include <vector>

#include "fuzz/check.h"
#include "resolver/transfer/transfer_reader.h"
#include "resolver/transfer/tsig.h"
#include "resolver/wire/message.h"

using namespace schoolgate;

namespace {

class CheckingSink final : public TransferSink {
 public:
  bool begin(bool) override {
    SCHOOLGATE_PROMISE(!began_);
    began_ = true;
    return true;
  }
  bool add(const TransferredRecord& record) override { return check(record); }
  bool remove(const TransferredRecord& record) override { return check(record); }

 private:
  bool check(const TransferredRecord& record) {
    SCHOOLGATE_PROMISE(began_ && record.ttl <= INT32_MAX);
    SCHOOLGATE_PROMISE(std::ranges::count(record.line, '\t') == 2);
    SCHOOLGATE_PROMISE(std::ranges::all_of(record.line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
    SCHOOLGATE_PROMISE(record.line.find('"') == std::string::npos && record.line.find(';') == std::string::npos);
    return true;
  }
  bool began_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::uint16_t id = 7;
  constexpr std::uint32_t have = 5;
  std::span<const std::uint8_t> rest(data + 1, size - 1);
  CheckingSink sink;
  TransferReader reader(*Name::from_text("rpz.example"), id, data[0] != 0 ? std::optional(have) : std::nullopt, sink);
  const TsigKey key{*Name::from_text("key"), TsigKey::Algorithm::hmac_sha256, {1, 2, 3, 4}};
  TsigSession session(key);
  std::vector<std::uint8_t> asked(wire::header_octets);
  session.sign(asked, UtcSeconds{});
  bool reading = true;
  while (rest.size() >= 2) {
    const std::size_t length = std::min<std::size_t>(wire::get16(rest.data()), rest.size() - 2);
    std::vector<std::uint8_t> message(rest.begin() + 2, rest.begin() + 2 + static_cast<std::ptrdiff_t>(length));
    rest = rest.subspan(2 + length);
    if (reading) reading = reader.read(message) == TransferReader::State::more;
    SCHOOLGATE_PROMISE(!session.verify(message, UtcSeconds{}) && !session.is_complete());
  }
  return 0;
}
