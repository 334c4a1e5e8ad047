#include "admin-api/block-page/form.h"

#include <algorithm>
#include <optional>

#include "blocklists/change-control/text.h"

namespace schoolgate::block_page {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] == '+') {
      out += ' ';
    } else if (text[n] == '%' && n + 2 < text.size() && hex(text[n + 1]) >= 0 && hex(text[n + 2]) >= 0) {
      out += static_cast<char>(hex(text[n + 1]) * 16 + hex(text[n + 2]));
      n += 2;
    } else {
      out += text[n];
    }
  }
  return out;
}

}  // namespace

Form read_form(std::string_view body) {
  Form form;
  if (body.size() > max_form_octets) return form;
  while (!body.empty() && form.size() < max_form_fields) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (const auto equals = pair.find('='); equals != std::string_view::npos)
      form.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1)));
  }
  return form;
}

std::string clean_text(std::string_view text) {
  if (!is_utf8(text)) return {};
  std::string out;
  for (const char c : text)
    if (c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) out += c;
  return out;
}

std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace schoolgate::block_page
