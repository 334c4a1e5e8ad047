// A school on one box: the real store on a disk, change control over it, and the resolver's pipeline fed with each new
// state. It can lose its power and its clock.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "blocklists/change-control/change_control.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/term/model.h"
#include "tests/world/world.h"

namespace schoolgate::test {

/// A list of gambling sites has all of them: "site-3.example".
inline constexpr int sites = 24;
inline std::string site(int number) { return "site-" + std::to_string(number) + ".example"; }

class TermSchool {
 public:
  UtcMillis now = std::chrono::sys_days(std::chrono::year(2027) / 1 / 4) + std::chrono::hours(8);
  std::unique_ptr<ChangeControl> changes;

  TermSchool();
  void restart();
  void set_time(UtcMillis when);
  /// Whether a device with this address gets the site's own address. Throws when it is neither that nor blocked.
  bool opens(const std::string& site, const std::string& address);
  /// Exports everything in each form and verifies it offline, each as one that goes on from the one before; verifies
  /// the store; and gives how many entries of each kind the export shows. Throws with the fault.
  std::map<std::string, std::size_t> verified_kinds();
  std::string file(const std::string& name) const { return directory_.file(name); }

 private:
  void open();
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  World world_;
  std::map<std::string, std::string> last_export_;  // by form
  int exports_ = 0;
};

}  // namespace schoolgate::test
