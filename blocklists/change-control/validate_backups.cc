// What backups, their plan and their locks must fulfil.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/text.h"
#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

constexpr std::size_t max_label_octets = 36;              // a file system's UUID; labels have 11 (FAT) or 16 (ext4)
constexpr std::size_t key_octets = 32;                    // RFC 7748 section 5
constexpr std::size_t salt_octets = 16;                   // what argon2id takes
constexpr unsigned max_passes = 16, max_mebibytes = 256;  // the smallest box must be able to open it
constexpr std::string_view fingerprint_form = "SHA256:";
constexpr std::size_t fingerprint_letters = 43;  // base64 of 32 octets without padding

std::unexpected<Fault> bad(std::string what, std::string hint = {}) {
  return fault(Fault::Kind::bad_input, std::move(what), std::move(hint));
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

Checked check_label(const std::string& label) {
  const bool good = !label.empty() && label.size() <= max_label_octets &&
                    std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
  if (good) return {};
  return bad("a USB stick is named by its label: letters, digits, - and _",
             "Give the stick a name without blanks, for example SCHOOLGATE.");
}

/// The log and every page show the address: a secret in it would be there for all to read.
Checked check_address(const std::string& address, std::string_view scheme, bool with_user) {
  const std::string example =
      with_user ? "sftp://schoolgate@nas.school.example/backups/" : "https://cloud.school.example/backups/";
  const bool printable = std::ranges::all_of(address, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!address.starts_with(scheme) || !printable || address.find_first_of("?#\\") != std::string::npos)
    return bad("the place for backups is written as in " + example);
  const auto rest = std::string_view(address).substr(scheme.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || !rest.ends_with('/'))
    return bad("the place for backups is a folder: its address ends with /", "Write it as in " + example + ".");
  auto server = rest.substr(0, slash);
  const auto at = server.find('@');
  const auto user = at == std::string_view::npos ? std::string_view() : server.substr(0, at);
  if (with_user == user.empty() || user.contains(':'))
    return bad(with_user ? "the SFTP address names the user who signs in, and no password"
                         : "the HTTPS address has no user and no password in it",
               "Write it as in " + example + "; the password has a field of its own.");
  if (at != std::string_view::npos) server.remove_prefix(at + 1);
  return check_host_and_port("the place for backups", server);
}

/// Without it the first server that answers gets the backup: nothing on the way proves whose it is.
Checked check_host_key(const std::string& key) {
  const bool good = key.starts_with(fingerprint_form) && key.size() == fingerprint_form.size() + fingerprint_letters &&
                    std::ranges::all_of(key.substr(fingerprint_form.size()),
                                        [](char c) { return is_letter_or_digit(c) || c == '+' || c == '/'; });
  if (good) return {};
  return bad("the SFTP server's key is missing, or is not written as SHA256: and 43 letters",
             "On the server: ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub");
}

Checked check_place(const BackupPlan& plan) {
  switch (plan.place) {
    case BackupPlace::none:
      return {};
    case BackupPlace::usb:
      return check_label(plan.address);
    case BackupPlace::sftp:
      return all_of({[&] { return check_address(plan.address, "sftp://", true); },
                     [&] { return check_host_key(plan.host_key); }});
    case BackupPlace::https:
      return check_address(plan.address, "https://", false);
  }
  return {};
}

Checked check_hex(std::string_view what, const std::string& text, std::size_t octets) {
  const auto value = from_hex(text);
  if (value && value->size() == octets) return {};
  return bad(fmt::format("{} is not {} hexadecimal digits", what, 2 * octets));
}

}  // namespace

Checked check(const Situation& /*in*/, change::BackupTaken& c) {
  return check_text("the backup's file", c.file, max_address_octets);
}

Checked check(const Situation& /*in*/, change::Restored& c) {
  return check_text("the backup's file", c.file, max_address_octets);
}

Checked check(const Situation& /*in*/, change::BackupFailed& c) {
  return check_required_text("why the backup failed", c.problem, max_why_octets);
}

Checked check(const Situation& in, change::BackupPlanSet& c) {
  BackupPlan& plan = c.plan;
  if (plan.place == BackupPlace::none) plan.address.clear();
  if (plan.place != BackupPlace::sftp) plan.host_key.clear();
  if (plan.at >= minutes_a_day) return bad("the time of the nightly backup lies between 00:00 and 23:59");
  if (plan.keep < 1 || plan.keep > max_backups_kept)
    return bad(fmt::format("1 to {} nightly backups can be kept", max_backups_kept));
  if (plan.place != BackupPlace::none && in.state.backup_locks.empty())
    return fault(Fault::Kind::conflict, "nothing is set that opens a backup: neither a passphrase nor a recovery key",
                 "Set one of them first, and keep it outside of the appliance.");
  return all_of({[&] { return check_text("the place for backups", plan.address, max_address_octets); },
                 [&] { return check_place(plan); }});
}

Checked check(const Situation& /*in*/, change::BackupLockSet& c) {
  const BackupLock& lock = c.lock;
  if (lock.id != "passphrase" && lock.id != "recovery_key")
    return bad("a backup opens with a passphrase or a recovery key");
  if (auto key = check_hex("the lock's public key", lock.public_key, key_octets); !key) return key;
  if (lock.id == "recovery_key") return {};
  if (lock.passes < 1 || lock.passes > max_passes || lock.mebibytes < 8 || lock.mebibytes > max_mebibytes)
    return bad("the cost of the passphrase is out of bounds");
  return check_hex("the lock's salt", lock.salt, salt_octets);
}

Checked check(const Situation& in, change::BackupLockRemoved& c) {
  if (auto there = exists(in.state.backup_locks, "lock of backups of the kind", c.id); !there) return there;
  if (in.state.backup_locks.size() == 1 && in.state.backup_plan.place != BackupPlace::none)
    return fault(Fault::Kind::conflict, "the nightly backup would have nothing that opens it",
                 "Set the other one first, or end the nightly backup.");
  return {};
}

}  // namespace schoolgate
