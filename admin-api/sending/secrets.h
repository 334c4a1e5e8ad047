// What is kept of a mail server or a webhook beside the state, Family::outbox "secret/<key>": user, password, signing
// secret, private authority. They go into the batch that sets what they belong to, hence into every backup, and into no
// log, no reply and no export.
// Thread rules: any thread.
// Errors: damaged, storage.
#pragma once

#include <expected>
#include <string>

#include "admin-api/sending/transport.h"
#include "blocklists/fault.h"
#include "blocklists/store/store.h"

namespace schoolgate::sending {

inline constexpr const char* mail_secret = "secret/mail";
inline std::string webhook_secret(const std::string& id) { return "secret/webhook/" + id; }

/// All empty when there is none.
std::expected<Secrets, Fault> read_secrets(const Store& store, const std::string& key);
/// Erased when all are empty.
void put_secrets(Store::Batch& batch, const std::string& key, const Secrets& secrets);

}  // namespace schoolgate::sending
