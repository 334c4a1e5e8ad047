// mail and outbox: what is sent to people, and what waits.
#include <tuple>

#include "deploy/cli/command_line.h"

namespace schoolgate {
namespace {

int set_mail(CommandLine& line) {
  for (const auto& [file, field, is_word] : {std::tuple{&line.password_file, &line.mail.password, true},
                                             std::tuple{&line.authority_file, &line.mail.authority, false}}) {
    if (!take_secret(*file, *field, is_word)) return 2;
  }
  return talk(line.context, console::set_mail(line.mail),
              [](std::string_view json) { return console::tell_receipt(json, "set; try it with: mail test"); });
}

}  // namespace

void add_sending(CommandLine& line) {
  CLI::App* mail = line.app.add_subcommand("mail", "How notices are sent")->require_subcommand(1);
  line.add_talking(*mail, "show", "The mail server, and who hears what",
                   [&line] { return talk(line.context, console::sending(), console::tell_sending); });
  CLI::App* test = line.add_talking(*mail, "test", "Send a test message now, and tell the server's answer", [&line] {
    return talk(line.context, console::test_mail(line.to, line.webhook), console::tell_test);
  });
  test->add_option("to", line.to, "The address");
  test->add_option("--webhook", line.webhook, "Tell this webhook instead");
  line.add_talking(*mail, "checkpoint", "Send the log's checkpoint to the chair of governors now", [&line] {
    return talk(line.context, console::send_checkpoint(), [](std::string_view) {
      return std::string("the checkpoint is on its way; `schoolgate outbox` tells if it is stuck");
    });
  });
  CLI::App* set = line.add_talking(*mail, "set", "Set the mail server", [&line] { return set_mail(line); });
  set->add_option("--server", line.mail.server, "smtps://mail.school.example, or smtp://mail.school.example:587");
  set->add_option("--from", line.mail.from, "The address that notices come from");
  set->add_option("--user", line.mail.user, "Who signs in at the server");
  set->add_option("--password-file", line.password_file, "A file that holds the password; - is standard input");
  set->add_option("--authority", line.authority_file, "Trust only this authority for the server, PEM");
  set->add_option("--chair", line.mail.chair, "The chair of governors' address, in place of all others set so far");
  set->add_flag("--in-clear", line.mail.in_clear, "Without encryption: only to a server on this machine");
  set->add_flag("--no-credentials", line.mail.no_credentials, "Forget user, password and authority");
  set->add_option("--reason", line.mail.reason, "Why; it goes on record")->required();
  CLI::App* outbox = line.app.add_subcommand("outbox", "Notices that wait, or were given up")->require_subcommand(0, 1);
  outbox->add_option("--config", line.context.config_file, "The configuration file")->capture_default_str();
  outbox->add_flag("--json", line.context.json, "Print the API's reply as it is");
  outbox->callback([&line, outbox] {
    if (outbox->get_subcommands().empty())
      line.command = [&line] { return talk(line.context, console::outbox(), console::tell_outbox); };
  });
  line.add_talking(*outbox, "retry", "Try everything again at once, also what was given up", [&line] {
    return talk(line.context, console::retry_outbox(),
                [](std::string_view) { return std::string("everything is tried again now"); });
  });
}

}  // namespace schoolgate
