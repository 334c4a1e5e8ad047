// cpp-httplib, fenced: it sees one head that has passed the gate, from memory, and writes one head to memory. It never
// touches a socket, a body, a file or a thread. What it did bare is in the project's notes on libraries: one client
// could add 196 MiB with one header line, chunked bodies ignored the limit, sockets above 1023 answered 500.
// Compiles against cpp-httplib 0.11 (Debian 12) and 0.18 (Debian 13).
// Thread rules: one thread at a time; each worker has its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "admin-api/http/manners.h"
#include "admin-api/http/message.h"

namespace schoolgate::http {

/// A reply as it goes on the wire.
struct Reply {
  std::string octets;  // head, and body unless that is in `file`
  Spool file;
  std::shared_ptr<Stream> stream;  // follows `octets`
  bool close = false;
};

class Bridge {
 public:
  explicit Bridge(Handler handler, Manners manners = {});
  ~Bridge();
  Reply answer(std::string_view head, std::string body, const Peer& peer, bool close);
  /// The reply to a request that the gate refused; nothing of the request is looked at. Closes.
  /// `secure`: over TLS, so that the reply may carry Strict-Transport-Security.
  Reply refuse(Response response, bool secure);

 private:
  class Fenced;
  std::unique_ptr<Fenced> fenced_;
};

}  // namespace schoolgate::http
