// How a notice leaves the box. The real one is curl_transport.cc; tests hand in one of their own.
// Thread rules: both from any thread, several at a time; each blocks until it is done. `stopped` is asked several times
// a second.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace schoolgate::sending {

/// What is kept of a mail server or a webhook beside the state, and told to nobody (secrets.h).
struct Secrets {
  std::string user, password;  // of the mail server
  std::string secret;          // of a webhook: "whsec_..."
  std::string authority;       // PEM: the server's certificate is from this authority, and no other is trusted
  friend bool operator==(const Secrets&, const Secrets&) = default;
};

struct Letter {
  std::string server;     // as MailSettings has it
  bool in_clear = false;  // likewise
  Secrets secrets;        // those that are not empty
  std::string from, to;   // addresses
  std::string message;    // RFC 5322
};

struct Post {
  std::string address;
  std::string authority;  // as in Secrets
  std::vector<std::string> headers;
  std::string body;
};

struct Outcome {
  enum class How : unsigned char {
    sent,
    refused,  // this recipient is not taken; others may be
    failed,   // nothing can be sent there now
    stopped   // because we stop: nothing is known
  };
  How how = How::failed;
  std::string problem;  // a sentence for a network manager; empty when it was sent
  std::string hint;
  std::string answer;  // the server's last words, fit for a page
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual Outcome mail(const Letter& letter, const std::function<bool()>& stopped) = 0;
  virtual Outcome post(const Post& post, const std::function<bool()>& stopped) = 0;
};

/// `proxy` is the school's, for webhooks; empty: the environment's. Mail goes straight to its server.
std::unique_ptr<Transport> make_curl_transport(std::string proxy);

}  // namespace schoolgate::sending
