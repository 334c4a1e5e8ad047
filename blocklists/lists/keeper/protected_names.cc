#include "blocklists/lists/keeper/protected_names.h"

#include <fmt/format.h>

namespace schoolgate {
namespace {

constexpr std::string_view essentials[] = {
    // Captive-portal and connectivity checks: without them a device thinks that it has no network.
    "connectivitycheck.gstatic.com",
    "connectivitycheck.android.com",
    "captive.apple.com",
    "www.msftconnecttest.com",
    "www.msftncsi.com",
    "detectportal.firefox.com",
    "connectivity-check.ubuntu.com",
    // Time: without it certificates look expired.
    "pool.ntp.org",
    "time.windows.com",
    "time.apple.com",
    "time.google.com",
    "ntp.ubuntu.com",
    // Certificate status.
    "ocsp.digicert.com",
    "crl3.digicert.com",
    "ocsp.pki.goog",
    "lencr.org",
    "ocsp.sectigo.com",
    "ocsp.globalsign.com",
    // Operating system updates.
    "windowsupdate.com",
    "update.microsoft.com",
    "swcdn.apple.com",
    "mesu.apple.com",
    "update.googleapis.com",
    "debian.org",
    "security.debian.org",
    "archive.ubuntu.com",
    // Signing in.
    "accounts.google.com",
    "login.microsoftonline.com",
    "appleid.apple.com",
    // The state, health, and help for children.
    "gov.uk",
    "nhs.uk",
    "childline.org.uk",
    "ceop.police.uk",
};

std::string_view key(NameView name) { return {reinterpret_cast<const char*>(name.wire().data()), name.wire().size()}; }

}  // namespace

std::span<const std::string_view> essential_names() { return essentials; }

ProtectedNames::ProtectedNames(const std::vector<std::string>& own) {
  for (const std::string_view text : essentials)
    if (const auto name = Name::from_text(text)) add(*name, false);
  for (const std::string& text : own)
    if (const auto name = Name::from_text(text)) add(*name, true);
  has_own_ = !own.empty();
}

void ProtectedNames::add(const Name& name, bool own) {
  reach_.insert_or_assign(std::string(key(name)), Reach{.protects = name.to_text(), .is_the_name = true, .own = own});
  for (NameView at = name.view().parent(); !at.is_root(); at = at.parent())
    reach_.try_emplace(std::string(key(at)), Reach{.protects = name.to_text()});
}

std::optional<std::string> ProtectedNames::hit(NameView name, Scope scope) const {
  if (const auto found = reach_.find(key(name)); found != reach_.end()) {
    const Reach& reach = found->second;
    if (reach.is_the_name || scope != Scope::exact)
      return fmt::format("would block the protected name {}", reach.protects);
  }
  if (!has_own_) return std::nullopt;
  for (NameView at = name; !at.is_root(); at = at.parent())
    if (const auto found = reach_.find(key(at)); found != reach_.end() && found->second.own)
      return fmt::format("is in the school's own domain {}", at.to_text());
  return std::nullopt;
}

}  // namespace schoolgate
