// People as plain values: the register of those who may sign in, and what each signs in with. Secrets (password hashes,
// a second factor's key, hashes of recovery codes, tokens and invitations) stay on the box: no log, export or reply has
// them (codec::as_logged strips them).
// Thread rules: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "blocklists/prefix.h"
#include "blocklists/time.h"

namespace schoolgate {

/// A school's people: who runs the box; who judges content; who consents to risk; who asks; who reads.
enum class Role : std::uint8_t { network_manager, safeguarding_lead, leadership, teacher, governor };

struct Person {
  std::string user;  // sign-in name, lower case
  std::string name;  // as people know them
  Role role = Role::teacher;
  std::string password_hash;  // libsodium's argon2id string; never leaves the box, never in the log
  bool must_change_password = false;
  bool disabled = false;
  std::string mail = {};            // for notices; may be empty
  UtcSeconds password_set = {};     // when; stays on the box, as the next one
  UtcSeconds first_signed_in = {};  // the epoch: never yet
  friend bool operator==(const Person&, const Person&) = default;
};

/// What somebody signs in with besides the password: codes by the clock (RFC 6238), and recovery codes on paper.
struct SecondFactor {
  std::string user;
  UtcSeconds since{};
  std::string key;                           // base32 (RFC 4648), as in the otpauth:// address
  std::vector<std::string> recovery_hashes;  // of the codes that are left
  std::uint64_t used_step = 0;               // the last time step whose code was taken: none is taken twice
  friend bool operator==(const SecondFactor&, const SecondFactor&) = default;
};

/// What a program may do with an API token, within what the role of its owner may do.
enum class TokenScope : std::uint8_t { read, requests, lists, full };

struct ApiToken {
  std::string id;
  std::string user;  // its owner
  std::string name;  // what it is for: "inventory script"
  TokenScope scope = TokenScope::read;
  UtcSeconds made{}, until{};
  std::string hash;  // of the token, hexadecimal
  friend bool operator==(const ApiToken&, const ApiToken&) = default;
};

/// An account that waits for its person to choose a password.
struct Invitation {
  std::string user, name;
  Role role = Role::teacher;
  std::string mail;
  std::string invited_by;  // user
  UtcSeconds made{}, until{};
  std::string hash;  // of the code, hexadecimal
  friend bool operator==(const Invitation&, const Invitation&) = default;
};

/// The console let somebody in again, past password, second factor and disabling: told until somebody has looked.
struct Rescue {
  std::string id;
  std::string user;
  UtcSeconds since{};
  friend bool operator==(const Rescue&, const Rescue&) = default;
};

/// How people sign in and for how long, as the school sets it; a part of Settings. Bounds are in validate.h.
struct SignInRules {
  std::uint32_t idle_minutes = 30;   // a screen left alone in a staff room
  std::uint32_t longest_hours = 12;  // a working day
  std::uint32_t password_days = 0;   // after which a password must be changed; 0: never, as NCSC advises
  std::uint32_t factor_days = 14;    // for which a network manager may do without a second factor
  std::vector<Prefix> networks;      // from which people and programs may come; empty: anywhere
  friend bool operator==(const SignInRules&, const SignInRules&) = default;
};

}  // namespace schoolgate
