#include "blocklists/change-control/first_changes.h"

#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

/// What a device needs before it can be used at all: is there a network, what time is it, is this certificate revoked.
/// Vendors' own documents name these hosts for schools' firewalls.
const std::vector<std::string> essentials{
    // connectivity and captive-portal checks
    "captive.apple.com", "connectivitycheck.gstatic.com", "clients3.google.com", "www.msftconnecttest.com",
    "www.msftncsi.com", "ipv6.msftconnecttest.com", "detectportal.firefox.com", "nmcheck.gnome.org",
    "connectivity-check.ubuntu.com",
    // time
    "pool.ntp.org", "time.apple.com", "time.windows.com", "time.google.com", "ntp.ubuntu.com",
    // certificate status
    "ocsp.digicert.com", "crl3.digicert.com", "crl4.digicert.com", "ocsp.apple.com", "crl.apple.com", "o.lencr.org",
    "c.lencr.org", "ocsp.sectigo.com", "crl.sectigo.com", "ocsp.globalsign.com", "crl.globalsign.com", "o.pki.goog",
    "c.pki.goog", "crl.microsoft.com",
    // updates of the managed fleet
    "windowsupdate.com", "update.microsoft.com", "swscan.apple.com", "swcdn.apple.com", "gdmf.apple.com",
    "update.googleapis.com", "debian.org"};

Group group(const char* id, const char* name, bool Category::* blocked) {
  Group made;
  made.id = id;
  made.name = name;
  const bool pupils = blocked == &Category::pupils_by_default;
  made.safe_search = pupils;
  made.youtube = pupils ? YouTube::moderate : YouTube::off;
  for (const Category& category : categories()) {
    if (category.*blocked) made.blocked_categories.emplace_back(category.id);
  }
  return made;
}

}  // namespace

std::vector<Proposal> first_changes() {
  Settings settings;
  settings.essentials = essentials;
  std::vector<Change> changes{change::StoreCreated{SCHOOLGATE_VERSION}, change::SettingsSet{settings},
                              change::GroupSet{group("pupils", "Pupils", &Category::pupils_by_default)},
                              change::GroupSet{group("staff", "Staff", &Category::staff_by_default)}};
  std::vector<Proposal> proposals;
  for (auto& change : changes) {
    proposals.push_back(
        {{"schoolgate", Role::network_manager, Actor::Via::system, ""}, "first start", std::move(change)});
  }
  return proposals;
}

}  // namespace schoolgate
