// Sets what sending needs, with its secrets in the same batch and in no log.
// Thread rules: any thread.
// Errors: as change control's.
#pragma once

#include "admin-api/sending/sender.h"

namespace schoolgate::sending {

std::expected<Receipt, Fault> set_sending(const Store& store, ChangeControl& changes, Sender::Settings settings,
                                          Actor actor, std::string why);
std::expected<Sender::WebhookReceipt, Fault> set_webhook(const Store& store, ChangeControl& changes, Webhook webhook,
                                                         std::optional<std::string> secret,
                                                         std::optional<std::string> authority, Actor actor,
                                                         std::string why);
std::expected<Receipt, Fault> remove_webhook(ChangeControl& changes, const std::string& id, Actor actor,
                                             std::string why);
/// Of a test message: another one each time.
std::string test_id(const std::string& to, const ChangeControl& changes);

}  // namespace schoolgate::sending
