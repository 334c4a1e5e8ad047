// A mail server and webhooks for tests: keeps what it is sent, and refuses or fails on request.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "admin-api/sending/transport.h"

namespace schoolgate::test {

class FakeTransport final : public sending::Transport {
 public:
  struct World {
    std::vector<sending::Letter> letters;  // that arrived
    std::vector<sending::Post> posts;
    std::size_t tries = 0;
    std::function<sending::Outcome(const sending::Letter&)> mail_server;  // empty: takes everything
    std::function<sending::Outcome(const sending::Post&)> webhook_server;
  };
  explicit FakeTransport(World& world) : world_(world) {}

  static sending::Outcome taken() { return {sending::Outcome::How::sent, {}, {}, "250 taken"}; }
  static sending::Outcome down() { return {sending::Outcome::How::failed, "The mail server is away.", {}, {}}; }
  static sending::Outcome unknown_address() {
    return {sending::Outcome::How::refused, "Nobody of that name.", {}, "550 no"};
  }

  sending::Outcome mail(const sending::Letter& letter, const std::function<bool()>&) override {
    ++world_.tries;
    auto outcome = world_.mail_server ? world_.mail_server(letter) : taken();
    if (outcome.how == sending::Outcome::How::sent) world_.letters.push_back(letter);
    return outcome;
  }
  sending::Outcome post(const sending::Post& post, const std::function<bool()>&) override {
    ++world_.tries;
    auto outcome = world_.webhook_server ? world_.webhook_server(post) : taken();
    if (outcome.how == sending::Outcome::How::sent) world_.posts.push_back(post);
    return outcome;
  }

 private:
  World& world_;
};

}  // namespace schoolgate::test
