// TLS for the admin port: TLS 1.2 or newer, no renegotiation, no compression, no session tickets (they would outlive a
// changed certificate, and a page of this appliance is asked for by few).
// Thread rules: open() on any thread; accept() on the reactor's.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "admin-api/certificate.h"
#include "admin-api/http/transport.h"
#include "blocklists/fault.h"

namespace schoolgate::http {

class TlsIdentity {
 public:
  /// A certificate chain and its key, PEM. Faults: bad_input, naming the file and what is wrong with it.
  static std::expected<std::shared_ptr<const TlsIdentity>, Fault> open(const std::string& certificate,
                                                                       const std::string& key);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;
  /// Takes over a non-blocking socket, whatever happens.
  std::unique_ptr<Transport> accept(int socket) const;
  /// Of the first certificate of the chain: the one that is for this machine.
  Certificate certificate() const;

 private:
  explicit TlsIdentity(void* context) : context_(context) {}
  void* context_;  // SSL_CTX; OpenSSL's types stay in the .cc
};

}  // namespace schoolgate::http
