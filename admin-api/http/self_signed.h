// The certificate that the appliance makes for itself at first start, so that no password ever crosses in the clear.
// Browsers warn about it until the school installs its own; the fingerprint lets people check it by eye.
// Kept as admin-cert.pem and admin-key.pem (mode 0600); renewed at a start when it ends within 30 days.
// Thread rules: at start, one thread.
#pragma once

#include <expected>
#include <string>

#include "blocklists/fault.h"
#include "blocklists/time.h"

namespace schoolgate::http {

struct CertificateFiles {
  std::string certificate, key;
};

/// Valid for 825 days (the longest that Apple's systems take) from one day before `now`, for localhost, 127.0.0.1, ::1,
/// this machine's name and `listen_address`. Faults: storage.
std::expected<CertificateFiles, Fault> self_signed(const std::string& directory, const std::string& listen_address,
                                                   UtcMillis now);

}  // namespace schoolgate::http
