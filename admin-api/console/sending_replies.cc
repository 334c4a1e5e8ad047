// What the commands about mail and the outbox print.
#include "admin-api/console/console.h"
#include "admin-api/console/telling.h"

namespace schoolgate::console {
namespace {

/// Rows of an outbox after a summer without a mail server fill no screen.
constexpr std::size_t rows_told = 50;

void tell_rows(const Json& entries, std::string_view what, std::string& out) {
  if (entries.empty()) return;
  line(out, "{} {}:", entries.size(), what);
  std::size_t count = 0;
  for (const Json& row : entries) {
    if (++count > rows_told) continue;
    const Json to = row.value("to", Json::object());
    line(out, "  {} to {} {}, since {}", text(row, "title"), text(to, "as"), text(to, "name"), text(row, "queued"));
    if (row.contains("problem")) line(out, "    {}", text(row, "problem"));
    if (row.contains("next")) line(out, "    tried again {}", text(row, "next"));
  }
  if (count > rows_told) line(out, "  and {} more: --json has all of them", count - rows_told);
}

}  // namespace

std::string tell_sending(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    const Json mail = json.value("mail", Json::object());
    if (text(mail, "server").empty()) {
      line(out, "No mail is sent: there is no mail server yet.");
    } else {
      line(out, "Mail over {} from {}{}{}", text(mail, "server"), text(mail, "from"),
           flag(mail, "signs_in") ? ", with user and password" : "",
           flag(mail, "own_authority") ? ", trusting a private authority" : "");
    }
    for (const Json& row : rows(json, "addresses")) line(out, "  {}: {}", text(row, "for"), text(row, "address"));
    for (const Json& kind : rows(json, "kinds"))
      if (!flag(kind, "on")) line(out, "  switched off: {} ({})", text(kind, "title"), text(kind, "kind"));
  });
}

std::string tell_test(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    line(out, "sent to {}; the server says: {}", text(json, "to"), text(json, "answer"));
  });
}

std::string tell_outbox(std::string_view reply) {
  return tell(reply, [](const Json& json, std::string& out) {
    if (rows(json, "waiting").empty() && rows(json, "failed").empty())
      line(out, "Nothing waits, nothing was given up.");
    tell_rows(rows(json, "waiting"), "notices wait", out);
    tell_rows(rows(json, "failed"), "notices were given up", out);
    if (number(json, "left_out") != 0)
      line(out, "{} notices were left out, because the outbox was full: the change-control log has them",
           number(json, "left_out"));
  });
}

}  // namespace schoolgate::console
