// A domain name as canonical lower-case wire labels (RFC 1035 section 3.1): length octet, label, ..., zero octet.
// One form everywhere: parsed once at the edge, compared as bytes afterwards (RFC 4343: ASCII case folding only).
//   www.Example.COM  ->  03 www 07 example 03 com 00
// NameView borrows; Name owns inline and never allocates.
// Thread rules: plain values. The parsing functions may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace schoolgate {

inline constexpr std::size_t max_name_octets = 255;  // RFC 1035 section 2.3.4, the final zero octet counted
inline constexpr std::size_t max_label_octets = 63;  // RFC 1035 section 2.3.4
inline constexpr std::size_t max_labels = 127;       // what 255 octets can hold

enum class NameFault : std::uint8_t {
  empty,           // nothing there, or the root alone
  empty_label,     // two dots in a row, or a leading dot
  label_too_long,  // more than 63 octets, after conversion to A-labels
  name_too_long,   // more than 255 octets, after conversion to A-labels
  bad_character,   // not a letter, digit, hyphen or underscore
  bad_idn,         // not a name that IDNA2008 (RFC 5891, UTS #46 non-transitional) can convert
  ip_address,      // an IPv4 or IPv6 address, or digits and dots that no name can be (RFC 3696 section 2)
  bad_wire,        // wire form that is cut off, compressed or does not end in the root
};
/// Plain words, as shown in import reports: "two dots in a row".
std::string_view describe(NameFault fault);

class NameView {
 public:
  /// The root.
  constexpr NameView() = default;
  /// Borrows canonical wire labels that are known to be good (a Name's own, or a checked question's).
  static constexpr NameView trusted(std::span<const std::uint8_t> wire) { return NameView(wire); }

  constexpr std::span<const std::uint8_t> wire() const { return wire_; }
  constexpr bool is_root() const { return wire_.size() <= 1; }
  std::size_t label_count() const;
  /// The leftmost label's octets; empty for the root.
  std::string_view first_label() const;
  /// Without the leftmost label; the root's parent is the root.
  NameView parent() const;
  /// True when equal to `ancestor` or below it. Everything is below the root.
  bool is_at_or_below(NameView ancestor) const;
  /// "www.example.com", "." for the root; other octets as \DDD (RFC 1035 section 5.1).
  std::string to_text() const;
  /// For people: U-labels where they convert back, else as to_text().
  std::string to_display() const;
  friend bool operator==(NameView a, NameView b);

 private:
  explicit constexpr NameView(std::span<const std::uint8_t> wire) : wire_(wire) {}
  static constexpr std::uint8_t root_octet_[1] = {0};
  std::span<const std::uint8_t> wire_{root_octet_};
};

class Name {
 public:
  /// The root.
  Name() = default;
  explicit Name(NameView view);
  /// From what people and lists write: any case, one trailing dot allowed, UTF-8 converted to A-labels,
  /// underscores allowed. Addresses and other characters are refused.
  static std::expected<Name, NameFault> from_text(std::string_view text);
  /// From uncompressed wire form with any octets; folds ASCII case. `wire` may be longer than the name.
  static std::expected<Name, NameFault> from_wire(std::span<const std::uint8_t> wire);

  NameView view() const { return NameView::trusted({octets_.data(), size_}); }
  operator NameView() const { return view(); }
  std::string to_text() const { return view().to_text(); }
  friend bool operator==(const Name& a, const Name& b) { return a.view() == b.view(); }

 private:
  std::array<std::uint8_t, max_name_octets> octets_{};
  std::uint8_t size_ = 1;
};

/// The order in which lists are sorted and tries are built: labels from the root down, each followed by a zero octet,
/// so that byte order puts a parent directly before everything below it. "www.example.com" -> "com\0example\0www\0".
/// Only for names without zero octets in labels, which from_text() guarantees.
std::string to_key(NameView name);
/// The reverse of to_key(); the key must come from it.
Name from_key(std::string_view key);

}  // namespace schoolgate
