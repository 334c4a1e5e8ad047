#include "resolver/transfer/tsig.h"

#include <algorithm>
#include <span>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "resolver/wire/cursor.h"

namespace schoolgate {
namespace {

using Octets = std::vector<std::uint8_t>;
constexpr std::uint16_t type_tsig = 250, class_any = 255;
constexpr std::uint16_t fudge = 300;    // RFC 8945 section 10: seconds that clocks may differ
constexpr unsigned most_unsigned = 99;  // section 5.3.1
constexpr std::size_t most_unsigned_octets = std::size_t{8} << 20;  // 99 messages of the largest size are 6.2 MiB

void put16(Octets& out, std::uint64_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}
void put48(Octets& out, std::uint64_t value) {
  for (int shift = 40; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}
void put(Octets& out, std::span<const std::uint8_t> octets) { out.insert(out.end(), octets.begin(), octets.end()); }

std::string_view algorithm_name(TsigKey::Algorithm algorithm) {
  return algorithm == TsigKey::Algorithm::hmac_sha256 ? "hmac-sha256" : "hmac-sha512";
}
Name algorithm_wire(TsigKey::Algorithm algorithm) { return *Name::from_text(algorithm_name(algorithm)); }

std::unexpected<Fault> untrusted(std::string what) {
  return fault(Fault::Kind::damaged, std::move(what),
               "Compare the key, its algorithm and the clock with the primary's.");
}

std::string_view error_text(std::uint16_t error) {
  switch (error) {
    case 16:
      return "the primary says that our signature is wrong (BADSIG)";
    case 17:
      return "the primary does not know the key (BADKEY)";
    case 18:
      return "the primary says that our clock differs from its own (BADTIME)";
    default:
      return "the primary refuses our signature";
  }
}

}  // namespace

/// RFC 8945 section 4.2.
struct TsigSession::Record {
  std::size_t begin = 0;  // in the message
  wire::WireName name, algorithm;
  std::uint64_t time = 0;
  std::uint16_t fudge = 0, original_id = 0, error = 0;
  std::span<const std::uint8_t> mac, other;
  std::uint16_t klass = 0;
  std::uint32_t ttl = 0;

  /// False when the message is malformed; `found` tells whether it ends in a signature.
  static bool find(std::span<const std::uint8_t> message, Record& into, bool& found);
  bool read(std::span<const std::uint8_t> message, const wire::RecordHead& head);
};

bool TsigSession::Record::find(std::span<const std::uint8_t> message, Record& into, bool& found) {
  found = false;
  if (message.size() < wire::header_octets) return false;
  wire::Cursor cursor(message, wire::header_octets);
  for (unsigned left = wire::get16(&message[4]); left > 0; --left)
    if (!cursor.skip_name() || !cursor.skip(4)) return false;
  const std::size_t records =
      std::size_t{wire::get16(&message[6])} + wire::get16(&message[8]) + wire::get16(&message[10]);
  for (std::size_t left = records; left > 0; --left) {
    into.begin = cursor.position();
    wire::RecordHead head;
    const bool last = left == 1 && wire::get16(&message[10]) > 0;
    wire::WireName owner;
    if (last ? !cursor.name(owner) : !cursor.skip_name()) return false;
    if (!wire::read_record(cursor, head)) return false;
    if (head.type != type_tsig) continue;
    if (!last) return false;  // section 5.2: it is the last record, and there is one
    into.name = owner;
    into.name.fold();
    found = true;
    if (!into.read(message, head)) return false;
  }
  return cursor.left() == 0;
}

bool TsigSession::Record::read(std::span<const std::uint8_t> message, const wire::RecordHead& head) {
  klass = head.klass;
  ttl = head.ttl;
  wire::Cursor data(message.first(head.data + head.data_size), head.data);
  std::uint16_t high = 0, mac_size = 0, other_size = 0;
  std::uint32_t low = 0;
  if (!data.name(algorithm) || !data.u16(high) || !data.u32(low) || !data.u16(fudge) || !data.u16(mac_size))
    return false;
  algorithm.fold();
  time = std::uint64_t{high} << 32U | low;
  if (data.left() < mac_size) return false;
  mac = {data.here(), mac_size};
  data.skip(mac_size);
  if (!data.u16(original_id) || !data.u16(error) || !data.u16(other_size) || data.left() != other_size) return false;
  other = {data.here(), other_size};
  return true;
}

std::vector<std::uint8_t> TsigSession::mac(Octets digested) const {
  Octets out(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  const EVP_MD* digest = key_.algorithm == TsigKey::Algorithm::hmac_sha256 ? EVP_sha256() : EVP_sha512();
  HMAC(digest, key_.secret.data(), static_cast<int>(key_.secret.size()), digested.data(), digested.size(), out.data(),
       &size);
  out.resize(size);
  return out;
}

namespace {

/// Section 4.3.3: what of a signature is signed itself.
void put_variables(Octets& out, NameView name, NameView algorithm, std::uint64_t time, std::uint16_t their_fudge,
                   std::uint16_t error, std::span<const std::uint8_t> other) {
  put(out, name.wire());
  put16(out, class_any);
  put16(out, 0);
  put16(out, 0);  // the TTL's other half
  put(out, algorithm.wire());
  put48(out, time);
  put16(out, their_fudge);
  put16(out, error);
  put16(out, other.size());
  put(out, other);
}

}  // namespace

void TsigSession::sign(Octets& message, UtcSeconds now) {
  const auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  const Name algorithm = algorithm_wire(key_.algorithm);
  Octets digested = message;
  put_variables(digested, key_.name, algorithm, time, fudge, 0, {});
  last_mac_ = mac(std::move(digested));
  const std::uint16_t id = wire::get16(message.data());
  put(message, key_.name.view().wire());
  put16(message, type_tsig);
  put16(message, class_any);
  put16(message, 0);
  put16(message, 0);
  put16(message, algorithm.view().wire().size() + 6 + 2 + 2 + last_mac_.size() + 2 + 2 + 2);
  put(message, algorithm.view().wire());
  put48(message, time);
  put16(message, fudge);
  put16(message, last_mac_.size());
  put(message, last_mac_);
  put16(message, id);
  put16(message, 0);
  put16(message, 0);
  wire::put16(&message[10], static_cast<std::uint16_t>(wire::get16(&message[10]) + 1));
}

std::expected<void, Fault> TsigSession::verify(Octets& message, UtcSeconds now) {
  Record record;
  bool found = false;
  if (!Record::find(message, record, found)) return untrusted("a message of the transfer is malformed");
  if (found) return check(record, message, now);
  if (!signed_any_) return untrusted("the primary's answer is not signed");
  if (++unsigned_ > most_unsigned || unsigned_octets_.size() + message.size() > most_unsigned_octets)
    return untrusted("the primary signs too few of its messages");
  put(unsigned_octets_, message);
  return {};
}

std::expected<void, Fault> TsigSession::check(const Record& record, Octets& message, UtcSeconds now) {
  if (record.error != 0) return untrusted(std::string(error_text(record.error)));
  if (!(record.name.view() == key_.name.view()) || record.klass != class_any || record.ttl != 0 ||
      !(record.algorithm.view() == algorithm_wire(key_.algorithm).view()))
    return untrusted("the primary's answer is signed with another key");
  Octets bare(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(record.begin));
  wire::put16(bare.data(), record.original_id);
  wire::put16(&bare[10], static_cast<std::uint16_t>(wire::get16(&bare[10]) - 1));
  Octets digested;
  put16(digested, last_mac_.size());
  put(digested, last_mac_);
  put(digested, unsigned_octets_);
  put(digested, bare);
  if (signed_any_) {  // section 5.3.1: of the later ones only the timers
    put48(digested, record.time);
    put16(digested, record.fudge);
  } else {
    put_variables(digested, key_.name, algorithm_wire(key_.algorithm), record.time, record.fudge, record.error,
                  record.other);
  }
  const Octets expected = mac(std::move(digested));
  if (record.mac.size() != expected.size() || CRYPTO_memcmp(record.mac.data(), expected.data(), expected.size()) != 0)
    return untrusted("a signature of the primary is wrong");
  const auto here = static_cast<std::uint64_t>(now.time_since_epoch().count());
  if ((here > record.time ? here - record.time : record.time - here) > record.fudge)
    return untrusted("the primary's clock differs from ours");
  last_mac_ = expected;
  const std::uint16_t id = wire::get16(message.data());
  message = std::move(bare);
  wire::put16(message.data(), id);
  unsigned_octets_.clear();
  unsigned_ = 0;
  signed_any_ = true;
  return {};
}

}  // namespace schoolgate
