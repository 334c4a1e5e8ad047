// Which of its two faces the appliance shows: the web admin to whoever asks for the appliance itself, the block page to
// whoever wanted a site.
#include "admin-api/block-page/own_host.h"

#include "admin-api/block-page/visitors.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;

namespace {

struct Box {
  test::School school;
  std::vector<Address> own{Address::parse("10.1.0.2").value(), Address::parse("2001:db8::2").value()};
  WebAdmin admin{[this] { return own; }, "0.0.0.0", 8443};

  Box() {
    commit(change::RuleAdded{{"", RuleAction::block, "games.example", {}}});
    commit(change::LocalRecordSet{{"gate", "gate.school.example", "A", "10.1.0.2"}});
    commit(change::LocalRecordSet{{"mail", "mail.school.example", "A", "10.1.0.3"}});
  }
  void commit(Change change) {
    const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
    REQUIRE(school.changes->commit({console, "test", std::move(change)}));
  }
  static http::Request get(const std::string& host) {
    http::Request request;
    request.method = "GET";
    request.path = "/";
    request.headers["Host"] = host;
    request.peer.address = "10.1.0.7";
    return request;
  }
  /// The block page's own port; where it sends to, or "" when it answers by itself.
  std::string sent_to(const std::string& host) {
    block_page::Visitors visitors(school.clock(), *school.changes, *school.policy, {}, admin);
    const auto reply = visitors.answer(get(host));
    if (reply.status != 302) return "";
    for (const auto& [name, value] : reply.headers)
      if (name == "Location") return value;
    return "nowhere";
  }
  /// Whether the admin's port answers with the block page.
  bool is_block_page(const std::string& host) {
    const auto now = std::chrono::floor<std::chrono::seconds>(school.now);
    return block_page::instead_of_admin(get(host), *school.policy->current(), nullptr, own, now).has_value();
  }
};

}  // namespace

TEST_CASE("on the block page's port the appliance's own name and address lead to the web admin, and sites do not") {
  Box box;
  CHECK(box.sent_to("10.1.0.2") == "https://10.1.0.2:8443/");
  CHECK(box.sent_to("10.1.0.2:80") == "https://10.1.0.2:8443/");
  CHECK(box.sent_to("schoolgate") == "https://schoolgate:8443/");
  CHECK(box.sent_to("gate.school.example") == "https://gate.school.example:8443/");
  CHECK(box.sent_to("[2001:db8::2]:80") == "https://[2001:db8::2]:8443/");
  CHECK(box.sent_to("www.games.example").empty());
  CHECK(box.sent_to("mail.school.example").empty());
  CHECK(box.sent_to("www.example.org").empty());
  box.admin.port = 443;
  CHECK(box.sent_to("10.1.0.2") == "https://10.1.0.2/");
}

TEST_CASE("nobody is sent to a web admin that listens elsewhere only") {
  Box box;
  box.admin.listens_at = "127.0.0.1";
  CHECK(box.sent_to("10.1.0.2").empty());
  CHECK(box.sent_to("schoolgate").empty());
  CHECK(box.sent_to("127.0.0.1") == "https://127.0.0.1:8443/");
  box.admin.listens_at = "10.1.0.2";
  CHECK(box.sent_to("10.1.0.2") == "https://10.1.0.2:8443/");
  CHECK(box.sent_to("10.1.0.9").empty());
  box.admin = {};
  CHECK(box.sent_to("10.1.0.2").empty());
}

TEST_CASE(
    "on the web admin's port a site that is blocked for the visitor gets the block page, everything else the admin") {
  Box box;
  for (const char* host : {"10.1.0.2:8443", "[2001:db8::2]:8443", "schoolgate:8443", "gate.school.example", "localhost",
                           "box.another-dns.example:8443", ""}) {
    INFO(host);
    CHECK_FALSE(box.is_block_page(host));
  }
  CHECK(box.is_block_page("www.games.example"));
  CHECK(box.is_block_page("www.games.example:8443"));
  box.commit(change::RuleAdded{{"", RuleAction::block, "school.example", {}}});
  CHECK_FALSE(box.is_block_page("gate.school.example"));  // the way back from a mistake
  auto console = Box::get("www.games.example");
  console.peer = {};
  console.peer.console_user = "root";
  CHECK_FALSE(block_page::instead_of_admin(console, *box.school.policy->current(), nullptr, box.own, {}).has_value());
}
