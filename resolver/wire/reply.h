// Builds one reply into the caller's buffer: nothing is allocated, nothing is written beyond the limit. What does not
// fit becomes a truncated reply (TC), which sends the client to TCP.
//   Reply reply(question, out, limit);  reply.address(0, ttl, {...});  size = reply.finish({Ede::blocked, "Gambling"});
// Thread rules: a Reply is used by one thread and lives as long as one reply.
// Sources: RFC 1035 section 4, RFC 2308 (SOA on negative answers), RFC 6303 section 3 (that SOA), RFC 6891, RFC 8914.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "blocklists/name.h"
#include "resolver/wire/answer.h"
#include "resolver/wire/cursor.h"
#include "resolver/wire/message.h"
#include "resolver/wire/question.h"

namespace schoolgate::wire {

/// Why an answer is as it is, for machines and, in a few words, for people.
struct ExtendedError {
  Ede code = Ede::none;
  std::string_view text;  // cut at max_ede_text
};
inline constexpr std::size_t max_ede_text = 60;  // a line on a help desk's screen; keeps blocked replies small

/// How a stored answer's TTLs are turned into the reply's.
struct Age {
  std::uint32_t seconds = 0;           // taken off every TTL
  std::uint32_t at_most = UINT32_MAX;  // and then clipped to this
  std::uint32_t stale_ttl = 0;         // when not 0: every TTL is this (RFC 8767 section 4)
};

std::uint32_t aged(std::uint32_t ttl, const Age& age);

class Reply {
 public:
  /// `limit` octets may be used; at least 512, and `out` must hold them.
  Reply(const Question& question, std::span<std::uint8_t> out, std::size_t limit);

  void rcode(Rcode rcode) { rcode_ = rcode; }
  /// A record of the asked name. `data` is uncompressed.
  void record(std::uint16_t type, std::uint32_t ttl, std::span<const std::uint8_t> data);
  /// The asked name is an alias of `target`; address() calls that follow are the target's.
  void alias(NameView target, std::uint32_t ttl);
  /// 4 or 16 octets, of the asked name or of the alias's target.
  void address(std::uint32_t ttl, std::span<const std::uint8_t> octets);
  /// Says how long a negative answer may be kept. `apex`: octets of the asked name before the zone's own name; after
  /// alias() it is the target's own.
  void negative(std::uint32_t ttl, std::size_t apex = 0);
  /// The whole of a stored answer to this question.
  void stored(const AnswerView& answer, const Age& age, bool authentic_data);
  /// What a stored answer says of the last alias's target, which it answers: its records and rcode. False when its
  /// message is not what AnswerView promises.
  bool behind_alias(const AnswerView& answer, const Age& age);
  /// Nothing but the question, and TC: the client asks again over TCP.
  void truncate() { truncated_ = true; }
  /// Completes header and OPT; the size of the reply.
  std::size_t finish(const ExtendedError& error = {});

 private:
  bool reserve(std::size_t octets);
  void begin_record(std::size_t owner, std::uint16_t type, std::uint32_t ttl, std::size_t data_size);
  void append(std::span<const std::uint8_t> octets);
  void append16(std::uint16_t value) {
    put16(out_ + size_, value);
    size_ += 2;
  }
  void append32(std::uint32_t value) {
    put32(out_ + size_, value);
    size_ += 4;
  }
  bool copy_record(const AnswerView& answer, const Age& age, Cursor& cursor);
  void put_opt(const ExtendedError& error);
  std::size_t end_of_question() const {
    return header_octets + (question_.has_question() ? question_.asked.size + 4 : 0);
  }

  const Question& question_;
  std::uint8_t* out_;
  std::size_t limit_;  // without what OPT will need
  std::size_t size_;
  std::size_t owner_ = header_octets;  // where the name that addresses belong to stands
  Rcode rcode_ = Rcode::no_error;
  std::uint16_t answers_ = 0, authorities_ = 0;
  bool authentic_ = false;
  bool truncated_ = false;
};

/// FORMERR, NOTIMP, BADVERS, REFUSED and such: header, the question if there was one, OPT if there was one.
std::size_t write_error(const Question& question, Rcode rcode, const ExtendedError& error, std::span<std::uint8_t> out);

}  // namespace schoolgate::wire
