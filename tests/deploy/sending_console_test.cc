// The commands about mail and the outbox: what they ask, and what they print.
#include "admin-api/console/console.h"
#include "tests/catch.h"

using namespace schoolgate;

TEST_CASE("setting the mail server sends what was given, and nothing else") {
  console::Mail mail;
  mail.from = "schoolgate@school.example";
  mail.reason = "a new address";
  auto request = console::set_mail(mail);
  CHECK(request.method == "PUT");
  CHECK(request.path == "/api/v1/sending");
  CHECK(request.body == R"({"from":"schoolgate@school.example","reason":"a new address"})");
  mail.chair = "chair@governors.example";
  request = console::set_mail(mail);
  CHECK(request.body.find(R"("addresses":[{"address":"chair@governors.example","for":"chair"}])") != std::string::npos);
  CHECK(console::test_mail("", "mis").body == R"({"webhook":"mis"})");
}

TEST_CASE("the outbox is told in lines, and a terminal is not steered by it") {
  CHECK(console::tell_outbox(R"({"waiting":[],"failed":[],"left_out":0})") == "Nothing waits, nothing was given up.");
  const auto told = console::tell_outbox(
      R"({"waiting":[{"title":"A list's refresh is held","to":{"as":"person","name":"it"},"queued":"2026-11-23T08:00:00Z",
          "problem":"down \u001b[2J","next":"2026-11-23T08:01:00Z"}],"failed":[],"left_out":3})");
  CHECK(told.find("1 notices wait:") == 0);
  CHECK(told.find("A list's refresh is held to person it, since 2026-11-23T08:00:00Z") != std::string::npos);
  CHECK(told.find('\x1b') == std::string::npos);
  CHECK(told.find("3 notices were left out") != std::string::npos);
  CHECK(console::tell_sending(R"({"mail":{"server":""},"kinds":[],"addresses":[]})") ==
        "No mail is sent: there is no mail server yet.");
}
