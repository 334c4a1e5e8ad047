// What anybody who connects can see of a certificate that the appliance serves with: for the page that shows it, and
// for a warning before it ends. Never a key.
// Thread rules: plain values.
#pragma once

#include <string>
#include <vector>

#include "blocklists/time.h"

namespace schoolgate {

struct Certificate {
  std::string serves = {};         // "web_admin" or "block_page"
  std::vector<std::string> names;  // DNS names and addresses that it is for
  std::string subject, issuer;     // common names, or the whole name where there is none
  UtcSeconds begins{}, ends{};
  bool self_signed = false;
  std::string fingerprint;  // SHA-256, as browsers show it: "AB:CD:..."
};

}  // namespace schoolgate
