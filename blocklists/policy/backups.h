// Where the school's backups go, who can open them, and what became of the last ones, as plain values. Nothing here is
// a secret: a backup is locked with public keys, and what signs in at the place is kept beside the state.
// Thread rules: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "blocklists/policy/timetable.h"
#include "blocklists/time.h"

namespace schoolgate {

enum class BackupPlace : std::uint8_t { none, usb, sftp, https };

/// The nightly backup. Without a place there is none.
struct BackupPlan {
  BackupPlace place = BackupPlace::none;
  std::string address;  // "sftp://user@nas.school.example/backups/", "https://..."; a stick's label: "SCHOOLGATE"
  MinuteOfDay at = 2 * 60 + 30;  // on the school's wall: after the last evening class, before the first bus
  std::uint32_t keep = 14;       // the newest nights; of older ones the first of a month, for a year
  std::string host_key;        // of an SFTP server: "SHA256:..." (RFC 4648, without padding), as ssh-keygen -l shows it
  bool signs_in = false;       // with a password or a key that is kept beside the state
  bool own_authority = false;  // the HTTPS server's certificate is from a private authority
  UtcSeconds since{};          // since when it is this place: change control's to say
  friend bool operator==(const BackupPlan&, const BackupPlan&) = default;
};

/// What every backup is locked for: the public half (X25519) of a pair whose other half is never kept. It comes from a
/// passphrase, by argon2id with this salt and cost, or is the recovery key on paper.
struct BackupLock {
  std::string id;          // as its kind: "passphrase" or "recovery_key"; a school has one of each at most
  std::string public_key;  // hexadecimal
  std::string salt;        // of a passphrase, hexadecimal
  std::uint32_t passes = 0, mebibytes = 0;
  UtcSeconds since{};
  friend bool operator==(const BackupLock&, const BackupLock&) = default;
};

/// What became of backups.
struct BackupState {
  std::optional<UtcSeconds> taken;  // the newest, wherever it went
  std::string file;                 // its name
  std::optional<UtcSeconds> kept;   // the newest that the plan made
  std::string problem;              // why the plan's newest one failed; empty when it did not
  std::optional<UtcSeconds> failing_since;
  friend bool operator==(const BackupState&, const BackupState&) = default;
};

/// The newest at the place that the plan has now: what another place did says nothing of this one.
inline std::optional<UtcSeconds> kept_there(const BackupPlan& plan, const BackupState& state) {
  return state.kept && *state.kept >= plan.since ? state.kept : std::nullopt;
}

}  // namespace schoolgate
