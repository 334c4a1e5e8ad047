// One entry on its way: the person's address as it is now, the text as the log has it now, the server's secrets, and
// over the transport.
// Thread rules: any thread; blocks for as long as the transport does.
#pragma once

#include <functional>
#include <string>

#include "admin-api/sending/compose.h"
#include "admin-api/sending/recipients.h"
#include "admin-api/sending/transport.h"
#include "blocklists/store/store.h"

namespace schoolgate::sending {

class Delivery {
 public:
  Delivery(const Store& store, const ChangeControl& changes, Transport& transport, std::function<bool()> stopped)
      : store_(store), changes_(changes), transport_(transport), stopped_(std::move(stopped)) {}

  /// Nothing when nobody is to be told any more.
  std::optional<Outcome> deliver(const Entry& entry, std::uint64_t left_out) const;
  Outcome mail(const Mailbox& to, const Composed& text, const std::string& id) const;
  Outcome post(const Webhook& webhook, const Composed& text, const std::string& kind, std::uint64_t serial,
               const std::string& id) const;

 private:
  const Store& store_;
  const ChangeControl& changes_;
  Transport& transport_;
  const std::function<bool()> stopped_;
};

}  // namespace schoolgate::sending
