#include "blocklists/name.h"

#include <algorithm>
#include <cstring>

#include "blocklists/idna.h"
#include "blocklists/prefix.h"

namespace schoolgate {
namespace {

constexpr std::uint8_t fold(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + ('a' - 'A')) : octet;
}

constexpr bool is_digit(std::uint8_t octet) { return octet >= '0' && octet <= '9'; }

/// Letters, digits, hyphen (RFC 952, RFC 1123) and the underscore that service names use (RFC 8552), lower case.
constexpr bool is_name_octet(std::uint8_t octet) {
  return (octet >= 'a' && octet <= 'z') || is_digit(octet) || octet == '-' || octet == '_';
}

struct OctetsAndSize {
  std::array<std::uint8_t, max_name_octets> octets{};
  std::size_t size = 0;
};

/// Splits ASCII text into wire labels. The whole text has been checked to hold no octet above 127.
std::expected<OctetsAndSize, NameFault> ascii_to_wire(std::string_view text) {
  OctetsAndSize out;
  bool numeric = true;  // of the label that is being read
  std::size_t length_at = 0;
  std::size_t next = 1;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == '.') {
      const std::size_t length = next - length_at - 1;
      if (length == 0) return std::unexpected(NameFault::empty_label);
      if (length > max_label_octets) return std::unexpected(NameFault::label_too_long);
      out.octets[length_at] = static_cast<std::uint8_t>(length);
      if (i == text.size()) break;
      length_at = next++;
      numeric = true;
    } else {
      const std::uint8_t octet = fold(static_cast<std::uint8_t>(text[i]));
      if (!is_name_octet(octet)) return std::unexpected(NameFault::bad_character);
      if (next + 1 >= max_name_octets) return std::unexpected(NameFault::name_too_long);
      numeric = numeric && is_digit(octet);
      out.octets[next++] = octet;
    }
    if (next >= max_name_octets) return std::unexpected(NameFault::name_too_long);
  }
  // No top-level domain is all digits (RFC 3696 section 2): this is an address, or a piece of one.
  if (numeric) return std::unexpected(NameFault::ip_address);
  out.octets[next++] = 0;
  out.size = next;
  return out;
}

/// The name's size in `wire` with its root octet, or nothing when it is not a whole uncompressed name.
std::expected<std::size_t, NameFault> measure_wire(std::span<const std::uint8_t> wire) {
  std::size_t at = 0;
  while (at < wire.size()) {
    const std::size_t length = wire[at];
    if (length > max_label_octets) return std::unexpected(NameFault::bad_wire);
    at += 1 + length;
    if (at > max_name_octets) return std::unexpected(NameFault::name_too_long);
    if (length == 0) return at;
  }
  return std::unexpected(NameFault::bad_wire);
}

bool is_plain_in_text(std::uint8_t octet) {
  constexpr std::string_view special = ".\\\"();@$";  // RFC 1035 section 5.1 gives these a meaning
  return octet > ' ' && octet < 0x7f && special.find(static_cast<char>(octet)) == std::string_view::npos;
}

void append_escaped(std::string& text, std::string_view label) {
  for (const char c : label) {
    const auto octet = static_cast<std::uint8_t>(c);
    if (is_plain_in_text(octet)) {
      text += c;
    } else {
      text += '\\';
      text += static_cast<char>('0' + octet / 100);
      text += static_cast<char>('0' + octet / 10 % 10);
      text += static_cast<char>('0' + octet % 10);
    }
  }
}

}  // namespace

std::string_view describe(NameFault fault) {
  switch (fault) {
    case NameFault::empty:
      return "no name there";
    case NameFault::empty_label:
      return "two dots in a row, or a dot at the start";
    case NameFault::label_too_long:
      return "a part between dots is longer than 63 characters";
    case NameFault::name_too_long:
      return "longer than a domain name can be (253 characters)";
    case NameFault::bad_character:
      return "a character that domain names cannot hold";
    case NameFault::bad_idn:
      return "not a valid international domain name";
    case NameFault::ip_address:
      return "an address, not a name";
    case NameFault::bad_wire:
      return "not a whole domain name in wire form";
  }
  return "not a domain name";
}

std::size_t NameView::label_count() const {
  std::size_t count = 0;
  for (std::size_t at = 0; at < wire_.size() && wire_[at] != 0; at += 1U + wire_[at]) ++count;
  return count;
}

std::string_view NameView::first_label() const {
  if (is_root()) return {};
  return {reinterpret_cast<const char*>(wire_.data()) + 1, wire_[0]};
}

NameView NameView::parent() const {
  if (is_root()) return {};
  return NameView(wire_.subspan(1U + wire_[0]));
}

bool NameView::is_at_or_below(NameView ancestor) const {
  NameView at = *this;
  while (at.wire_.size() > ancestor.wire_.size() && !at.is_root()) at = at.parent();
  return at == ancestor;
}

std::string NameView::to_text() const {
  if (is_root()) return ".";
  std::string text;
  text.reserve(wire_.size());
  for (NameView at = *this; !at.is_root(); at = at.parent()) {
    if (!text.empty()) text += '.';
    append_escaped(text, at.first_label());
  }
  return text;
}

std::string NameView::to_display() const {
  if (is_root()) return ".";
  std::string text;
  for (NameView at = *this; !at.is_root(); at = at.parent()) {
    if (!text.empty()) text += '.';
    if (const auto unicode = label_to_unicode(at.first_label())) {
      text += *unicode;
    } else {
      append_escaped(text, at.first_label());
    }
  }
  return text;
}

bool operator==(NameView a, NameView b) { return std::ranges::equal(a.wire_, b.wire_); }

Name::Name(NameView view) : size_(static_cast<std::uint8_t>(view.wire().size())) {
  std::ranges::copy(view.wire(), octets_.begin());
}

std::expected<Name, NameFault> Name::from_text(std::string_view text) {
  if (text.empty() || text == ".") return std::unexpected(NameFault::empty);
  std::string ascii;
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; })) {
    auto converted = text_to_ascii(text);
    if (!converted) return std::unexpected(converted.error());
    ascii = std::move(*converted);
    text = ascii;
  }
  if (text.find(':') != std::string_view::npos && Address::parse(text)) return std::unexpected(NameFault::ip_address);
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto wire = ascii_to_wire(text);
  if (!wire) return std::unexpected(wire.error());
  return Name(NameView::trusted({wire->octets.data(), wire->size}));
}

std::expected<Name, NameFault> Name::from_wire(std::span<const std::uint8_t> wire) {
  const auto size = measure_wire(wire);
  if (!size) return std::unexpected(size.error());
  Name name(NameView::trusted(wire.first(*size)));
  // Length octets are below 64 and so never letters: folding the whole is folding the labels.
  for (std::size_t i = 0; i < *size; ++i) name.octets_[i] = fold(name.octets_[i]);
  return name;
}

std::string to_key(NameView name) {
  const auto wire = name.wire();
  std::string key(wire.size() - 1, '\0');  // each label trades its length octet for a zero octet
  std::size_t end = key.size();
  for (std::size_t at = 0; wire[at] != 0; at += 1U + wire[at]) {
    end -= 1U + wire[at];
    std::memcpy(key.data() + end, wire.data() + at + 1, wire[at]);
  }
  return key;
}

Name from_key(std::string_view key) {
  std::array<std::uint8_t, max_name_octets> wire{};
  const std::size_t size = std::min(key.size() + 1, wire.size());
  std::size_t end = size - 1;
  for (std::size_t at = 0; at < key.size() && end > 0;) {
    const std::size_t length = std::min(key.find('\0', at), key.size()) - at;
    if (length + 1 > end) break;
    end -= length + 1;
    wire[end] = static_cast<std::uint8_t>(length);
    std::memcpy(wire.data() + end + 1, key.data() + at, length);
    at += length + 1;
  }
  return Name(NameView::trusted({wire.data() + end, size - end}));
}

}  // namespace schoolgate
