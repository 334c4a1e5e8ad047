#include "blocklists/idna.h"

#include <algorithm>
#include <memory>

#include <idn2.h>

namespace schoolgate {
namespace {

// A label of 63 code points takes at most 4 octets each in UTF-8; longer text cannot become a label.
// Checked first, so that a hostile line never makes libidn2 work on megabytes.
constexpr std::size_t max_unicode_label_octets = max_label_octets * 4;
constexpr int idna_flags = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT;

struct Free {
  void operator()(char* text) const { idn2_free(text); }
};
using IdnText = std::unique_ptr<char, Free>;

NameFault to_fault(int code) {
  switch (code) {
    case IDN2_TOO_BIG_LABEL:
    case IDN2_PUNYCODE_BIG_OUTPUT:
      return NameFault::label_too_long;
    case IDN2_TOO_BIG_DOMAIN:
      return NameFault::name_too_long;
    default:
      return NameFault::bad_idn;
  }
}

std::expected<std::string, NameFault> label_to_ascii(const std::string& label) {
  char* raw = nullptr;
  const int code = idn2_to_ascii_8z(label.c_str(), &raw, idna_flags);
  const IdnText owned(raw);
  if (code != IDN2_OK) return std::unexpected(to_fault(code));
  return std::string(owned.get());
}

}  // namespace

std::expected<std::string, NameFault> text_to_ascii(std::string_view text) {
  if (text.size() > max_name_octets * 4) return std::unexpected(NameFault::name_too_long);
  std::string ascii;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('.', at), text.size());
    const std::string label(text.substr(at, end - at));
    if (std::ranges::all_of(label, [](char c) { return static_cast<unsigned char>(c) <= 0x7f; })) {
      ascii += label;
    } else {
      if (label.size() > max_unicode_label_octets) return std::unexpected(NameFault::label_too_long);
      if (label.find('\0') != std::string::npos) return std::unexpected(NameFault::bad_character);
      auto converted = label_to_ascii(label);
      if (!converted) return converted;
      ascii += *converted;
    }
    if (end < text.size()) ascii += '.';
    at = end + 1;
  }
  if (ascii.empty() || ascii == ".") return std::unexpected(NameFault::empty);
  return ascii;
}

std::optional<std::string> label_to_unicode(std::string_view label) {
  if (!label.starts_with("xn--") || label.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string ascii(label);
  char* raw = nullptr;
  const int code = idn2_to_unicode_8z8z(ascii.c_str(), &raw, idna_flags);
  const IdnText owned(raw);
  if (code != IDN2_OK) return std::nullopt;
  std::string unicode(owned.get());
  const auto back = label_to_ascii(unicode);
  if (!back || *back != ascii) return std::nullopt;
  return unicode;
}

}  // namespace schoolgate
