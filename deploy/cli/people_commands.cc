// people: who may sign in.
#include "deploy/cli/command_line.h"

namespace schoolgate {
namespace {

constexpr const char* roles_help = "network_manager, safeguarding_lead, leadership, teacher or governor";

void add_new_person(CommandLine& line, CLI::App& people) {
  CLI::App* add = line.add_talking(people, "add", "Add a person; prints a one-time password", [&line] {
    return talk(line.context, console::add_person(line.person), console::tell_person);
  });
  CLI::App* invite = line.add_talking(
      people, "invite", "Invite a person, who chooses a password; prints a code",
      [&line] { return talk(line.context, console::invite_person(line.person), console::tell_invitation); });
  for (CLI::App* each : {add, invite}) {
    each->add_option("user", line.person.user, "Sign-in name")->required();
    each->add_option("--role", line.person.role, roles_help)->required();
    each->add_option("--name", line.person.name, "The person's name");
    each->add_option("--mail", line.person.mail, "Where notices go");
  }
}

void add_person_changes(CommandLine& line, CLI::App& people) {
  CLI::App* change = line.add_talking(people, "change", "Change a person; a leaver is disabled", [&line] {
    return talk(line.context, console::change_person(line.person_change),
                [](std::string_view json) { return console::tell_receipt(json, "changed"); });
  });
  change->add_option("--role", line.person_change.role, roles_help);
  change->add_option("--name", line.person_change.name, "The person's name");
  CLI::Option* mail = change->add_option("--mail", line.person_change.mail, "Where notices go");
  change->add_flag("--no-mail", line.person_change.no_mail, "Forget the mail address")->excludes(mail);
  CLI::Option* disable = change->add_flag("--disable", line.person_change.disable, "Ends sessions and API tokens too");
  change->add_flag("--enable", line.person_change.enable, "Let them sign in again")->excludes(disable);
  CLI::App* rescue = line.add_talking(
      people, "rescue", "Break glass: a new one-time password, and no second factor; on record", [&line] {
        return talk(line.context, console::rescue_person(line.person_change.user, line.person_change.reason),
                    console::tell_rescue);
      });
  CLI::App* sign_out = line.add_talking(people, "sign-out", "End all sessions of a person", [&line] {
    return talk(line.context, console::sign_out_person(line.person_change.user, line.person_change.reason),
                [](std::string_view json) { return console::tell_receipt(json, "signed out everywhere"); });
  });
  CLI::App* reset = line.add_talking(people, "reset-factor", "Remove a person's second factor", [&line] {
    return talk(line.context, console::reset_factor(line.person_change.user, line.person_change.reason),
                [](std::string_view json) { return console::tell_receipt(json, "the second factor is removed"); });
  });
  CLI::App* erase = line.add_talking(
      people, "erase", "Take a disabled person's data out of the log and the store, as the law asks", [&line] {
        return talk(line.context, console::erase_person(line.person_change.user, line.person_change.reason),
                    [](std::string_view json) {
                      return console::tell_receipt(json, "erased; backups and exports made before still hold the data");
                    });
      });
  for (CLI::App* each : {change, rescue, sign_out, reset, erase}) {
    each->add_option("user", line.person_change.user, "Sign-in name")->required();
    each->add_option("--reason", line.person_change.reason, "Why; it goes on record")->required();
  }
}

}  // namespace

void add_people(CommandLine& line) {
  CLI::App* people = line.app.add_subcommand("people", "Who may sign in")->require_subcommand(1);
  line.add_talking(*people, "show", "The register of people",
                   [&line] { return talk(line.context, console::people(), console::tell_people); });
  add_new_person(line, *people);
  add_person_changes(line, *people);
  CLI::App* out = line.add_talking(*people, "export", "Write the register of people to a CSV file; on record", [&line] {
    return export_to(line.context, console::export_people(), line.file, "it holds personal data: keep it safe");
  });
  out->add_option("--out", line.file, "The file; - is standard output")->required();
}

}  // namespace schoolgate
