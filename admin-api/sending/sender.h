// The sender: tells people by mail and programs by webhooks what is in the log. It reads the change-control log behind
// a cursor, queues on disk (outbox.h) and sends on a thread of its own: no change waits for it, and none fails because
// of it. Nothing is lost by a restart; each notice is sent at least once, under one id; each recipient gets theirs in
// order. Thread rules: every member from any thread, but none from change control's subscribers. stop() before whoever
// waits for send_test() is waited for. Errors: as change control's; unavailable when a server does not take a message,
// with its answer.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin-api/sending/entry.h"
#include "admin-api/sending/reminders.h"
#include "admin-api/sending/transport.h"
#include "blocklists/change-control/change_control.h"

namespace schoolgate::sending {

/// How long mail may fail before `status` tells: shorter is a server that restarts.
inline constexpr std::chrono::hours told_after{24};

/// What is given is set, what is not stays. A password stays only with the server that it was given for.
struct GivenSecrets {
  struct SignIn {
    std::string user, password;  // both empty: none is used any more
  };
  std::optional<SignIn> sign_in;
  std::optional<std::string> authority;  // empty: those that the system trusts
};

struct OutboxView {
  struct Row {
    Entry entry;
    std::string problem;             // why it waits, or was given up; empty: it is about to be sent
    std::optional<UtcSeconds> next;  // when it is tried again
  };
  std::vector<Row> waiting, failed;
  std::uint64_t left_out = 0;  // entries that gave way, of recipients who have not been told yet
};

class Sender {
 public:
  struct Options {
    Clock clock;
    bool schedule = true;             // false: only when turn() is called (tests)
    std::vector<Producer> reminders;  // besides the usual ones
  };
  static std::unique_ptr<Sender> start(Store& store, ChangeControl& changes, Options options,
                                       std::unique_ptr<Transport> transport);
  virtual ~Sender() = default;
  /// Ends what is on its way to a server; from then on nothing is sent.
  virtual void stop() = 0;

  /// What is given, as one change: mail with its secrets, the notices, or both.
  struct Settings {
    std::optional<MailSettings> mail;
    GivenSecrets secrets;  // of the mail server
    std::optional<NoticeSettings> notices;
  };
  virtual std::expected<Receipt, Fault> set(Settings settings, Actor actor, std::string why) = 0;
  struct WebhookReceipt {
    Receipt receipt;
    std::string made_secret;  // to be shown once; empty when there was one, or it was given
  };
  /// Without `secret` the one that is there stays; a new webhook, and "" for an old one, gets one made for it.
  virtual std::expected<WebhookReceipt, Fault> set_webhook(Webhook webhook, std::optional<std::string> secret,
                                                           std::optional<std::string> authority, Actor actor,
                                                           std::string why) = 0;
  virtual std::expected<Receipt, Fault> remove_webhook(const std::string& id, Actor actor, std::string why) = 0;

  /// Sends one message now and waits for it: the server's answer. `to`: an address, or "webhook:<id>".
  virtual std::expected<std::string, Fault> send_test(const std::string& to) = 0;
  /// Queues this moment's checkpoint for the chair of governors. For how many recipients.
  virtual std::expected<std::size_t, Fault> send_checkpoint() = 0;

  virtual OutboxView outbox() const = 0;
  /// What was given up waits again, and everything is tried at once. How many were given up.
  virtual std::expected<std::size_t, Fault> retry() = 0;
  struct Counts {
    std::size_t waiting = 0, failed = 0;
  };
  virtual Counts counts() const = 0;
  /// What people should know, for `status`.
  virtual std::vector<std::string> notes() const = 0;

  /// One round: reads the log, looks for reminders, sends what is due. The thread does it every second.
  virtual void turn() = 0;
};

}  // namespace schoolgate::sending
