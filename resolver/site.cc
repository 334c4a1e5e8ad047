#include "resolver/site.h"

#include <algorithm>

#include "blocklists/prefix.h"

namespace schoolgate {

Site::Site(const Settings& settings) : style_(settings.block_style) {
  for (const std::string& text : settings.protected_names)
    if (const auto name = Name::from_text(text)) own_.at(*name) = true;
  if (style_ != BlockStyle::block_page) return;
  ipv4_.reset();
  ipv6_.reset();
  for (const std::string& text : settings.block_page_addresses) {
    const auto address = Address::parse(text);
    if (!address) continue;  // change control lets none in
    if (address->is_ipv4())
      std::copy_n(address->octets.end() - 4, 4, ipv4_.emplace().begin());
    else
      ipv6_ = address->octets;
  }
}

}  // namespace schoolgate
