// Any octets as an upstream's answer: what is kept of it is well formed, free of ech, and survives being read again.
// The first octet chooses the asked type and DO; the asked name is the message's own, when it has one.
#include <algorithm>
#include <span>

#include "fuzz/check.h"
#include "resolver/wire/cursor.h"
#include "resolver/wire/inspect.h"
#include "resolver/wire/svcb.h"

using namespace schoolgate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 + wire::header_octets) return 0;
  const std::span<const std::uint8_t> message(data + 1, size - 1);
  const bool dnssec_ok = (data[0] & 1U) != 0;
  wire::Cursor cursor(message, wire::header_octets);
  wire::WireName name;
  std::uint16_t type = 0;
  if (!cursor.name(name) || !cursor.u16(type)) return 0;
  name.fold();

  const auto answer = wire::inspect(message, {name.view(), type, dnssec_ok}, true);
  if (!answer) return 0;
  wire::Cursor kept(answer->message, wire::header_octets);
  wire::WireName owner;
  SCHOOLGATE_PROMISE(kept.name(owner) && kept.skip(4));
  const unsigned records = wire::get16(&answer->message[6]) + 0U + wire::get16(&answer->message[8]);
  SCHOOLGATE_PROMISE(records == answer->ttl_offsets.size());
  for (unsigned i = 0; i < records; ++i) {
    wire::RecordHead head;
    SCHOOLGATE_PROMISE(kept.name(owner) && wire::read_record(kept, head));
    SCHOOLGATE_PROMISE(head.data - 6 == answer->ttl_offsets[i] && head.ttl <= wire::max_ttl);
    if (head.type == wire::type::https || head.type == wire::type::svcb) {
      const auto service = wire::read_service(std::span(answer->message).subspan(head.data, head.data_size));
      SCHOOLGATE_PROMISE(service.well_formed && !service.has_ech);
    }
  }
  SCHOOLGATE_PROMISE(kept.left() == 0);
  // What was kept is an answer to the same question, and nothing more is taken out of it.
  const auto again = wire::inspect(answer->message, {name.view(), type, dnssec_ok}, true);
  SCHOOLGATE_PROMISE(again && again->message.size() == answer->message.size() && again->targets == answer->targets);
  return 0;
}
