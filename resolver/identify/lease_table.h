// What the lease parsers share: the table that a journal is played into, and small readers of text.
// Thread rules: plain values and pure functions. Private to resolver/identify.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resolver/identify/leases.h"

namespace schoolgate {

class LeaseTable {
 public:
  /// Replaces what was said of the address before.
  void put(DeviceRow row);
  void remove(const Address& address) { rows_.erase(address); }
  void reject(std::size_t line, std::string_view why);
  Leases take() &&;

 private:
  std::map<Address, DeviceRow> rows_;
  Leases leases_;
};

void parse_kea(std::string_view text, LeaseTable& table);
void parse_isc(std::string_view text, LeaseTable& table);
void parse_dnsmasq(std::string_view text, LeaseTable& table);
void parse_windows(std::string_view text, LeaseTable& table);

class LeaseLines {
 public:
  explicit LeaseLines(std::string_view text) : rest_(text) {}
  /// The next line without its end ("\n" or "\r\n"); nothing after the last one.
  std::optional<std::string_view> next();
  /// Of the line that next() returned last, from 1.
  std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// The fields of a line of comma-separated values (RFC 4180 section 2), quotes taken off. False when a quote does not
/// end in the line, or the line has more fields than any lease file.
bool split_csv(std::string_view line, char separator, std::vector<std::string>& fields);

/// The words of a line, separated by blanks; no more than `most`.
std::vector<std::string_view> split_words(std::string_view line, std::size_t most);

std::optional<std::uint64_t> whole_number(std::string_view text);

/// A moment from seconds since 1970; nothing when it is beyond any lease's end, which means that there is none.
std::optional<UtcSeconds> lease_end(std::uint64_t seconds);

/// A host name in canonical form; empty when it is no name ("*", "Anna's iPad").
std::string host_name(std::string_view text);

/// For messages: in quotes, cut short, without characters that could not be shown.
std::string shown(std::string_view text);

}  // namespace schoolgate
