#include "deploy/cli/cli.h"

#include <filesystem>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "blocklists/time.h"
#include "deploy/cli/commands.h"
#include "deploy/cli/request_commands.h"
#include "deploy/service/serve.h"

namespace schoolgate {
namespace {

/// The parsed words and what is to be done with them; it lives as long as the parser.
struct CommandLine {
  CLI::App app{"Schoolgate: the filtering DNS resolver for schools"};
  CommandContext context;
  std::function<int()> command;

  console::Why why;
  console::Import import;
  console::Unblock unblock;
  console::Person person;
  console::PersonChange person_change;
  console::SealedSource sealed;
  console::Mail mail;
  std::string to, webhook;
  std::string sealed_path, password_file, token_file, certificate_file, key_file, authority_file;
  console::Export range;
  std::vector<std::string> names;
  std::string reviewer, review_id, outcome, reason, duration, file, previous, key, template_id;
  bool preview = false;
  RequestWords requests;

  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->add_option("--config", context.config_file, "The configuration file")->capture_default_str();
    sub->callback([this, run = std::move(run)] { command = run; });
    return sub;
  }
  CLI::App* add_talking(CLI::App& parent, const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = add(parent, name, help, std::move(run));
    sub->add_flag("--json", context.json, "Print the API's reply as it is");
    return sub;
  }
};

std::string absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

void add_service(CommandLine& line) {
  line.add(line.app, "serve", "Run the appliance in the foreground",
           [&line] { return serve(line.context.config_file); });
  line.add(line.app, "check-config", "Tell every fault of the configuration",
           [&line] { return check_config(line.context.config_file); });
}

void add_questions(CommandLine& line) {
  line.add_talking(line.app, "setup-code", "A new code with which a new appliance is set up at its web page",
                   [&line] { return talk(line.context, console::renew_setup_code(), console::tell_setup_code); });
  line.add_talking(line.app, "status", "How the appliance is",
                   [&line] { return talk(line.context, console::status(), console::tell_status); });
  CLI::App* why = line.add_talking(line.app, "why", "Why a name is answered as it is",
                                   [&line] { return talk(line.context, console::why(line.why), console::tell_why); });
  why->add_option("name", line.why.name, "The domain name")->required();
  why->add_option("--client", line.why.client, "Address of the device that asks");
  why->add_option("--type", line.why.type, "Record type")->capture_default_str();
  why->add_option("--at", line.why.at, "Moment, as 2026-11-22T09:30:00Z");
}

void add_lists(CommandLine& line) {
  CLI::App* lists = line.app.add_subcommand("lists", "The blocklists")->require_subcommand(1);
  line.add_talking(*lists, "show", "Lists and sources, their age and what is held",
                   [&line] { return talk(line.context, console::show_lists(), console::tell_lists); });
  line.add_talking(*lists, "refresh", "Fetch the list sources now",
                   [&line] { return talk(line.context, console::refresh_lists(), console::tell_lists); });
  CLI::App* import = line.add_talking(*lists, "import", "Take in list files, or folders of them", [&line] {
    for (std::string& path : line.import.paths) path = absolute(path);
    return talk(line.context, console::import_lists(line.import), console::tell_import);
  });
  import->add_option("path", line.import.paths, "Files, UT1 category folders, or folders of lists")->required();
  import->add_option("--category", line.import.category, "Category id; without it, folder and file names tell");
  import->add_option("--name", line.import.name, "What to call the list");
  import->add_option("--format", line.import.format,
                     "hosts, plain, wildcard, adblock, dnsmasq, unbound, rpz or squidguard; without it, detected");
}

/// Secrets come from files, or from standard input: the words of a command are there for every user to see.
int set_sealed_source(CommandLine& line) {
  console::SealedSource& source = line.sealed;
  for (const auto& [file, field, is_word] :
       {std::tuple{&line.password_file, &source.password, true}, std::tuple{&line.token_file, &source.token, true},
        std::tuple{&line.certificate_file, &source.certificate, false}, std::tuple{&line.key_file, &source.key, false},
        std::tuple{&line.authority_file, &source.authority, false}}) {
    if (file->empty()) continue;
    auto content = read_secret(*file);
    if (!content) {
      fmt::print(stderr, "{} cannot be read\n", *file);
      return 2;
    }
    while (is_word && !content->empty() && (content->back() == '\n' || content->back() == '\r')) content->pop_back();
    *field = std::move(*content);
  }
  return talk(line.context, console::set_sealed_source(source), [](std::string_view json) {
    return console::tell_receipt(json, "the connector is set and fetches now");
  });
}

void add_sealed(CommandLine& line) {
  CLI::App* sealed =
      line.app.add_subcommand("sealed", "Sealed lists: illegal content, told in numbers only")->require_subcommand(1);
  line.add_talking(*sealed, "status", "How many names, since when, and how the connectors fare",
                   [&line] { return talk(line.context, console::sealed_lists(), console::tell_sealed); });
  line.add_talking(*sealed, "refresh", "Fetch the sealed lists now",
                   [&line] { return talk(line.context, console::refresh_sealed(), console::tell_sealed); });
  CLI::App* import =
      line.add_talking(*sealed, "import", "Take in a file of a sealed list; nobody can remove it", [&line] {
        return talk(
            line.context,
            console::import_sealed(line.sealed.id, line.sealed.title, absolute(line.sealed_path), line.sealed.reason),
            console::tell_sealed_import);
      });
  import->add_option("file", line.sealed_path, "Names and URLs, one a line; plain, gzip, xz or zstd")->required();
  import->add_option("--list", line.sealed.id, "The sealed list's id: iwf")->required();
  import->add_option("--reason", line.sealed.reason, "Why; it goes on record");
  CLI::App* source = line.add_talking(*sealed, "source", "Install or change the connector of a sealed list",
                                      [&line] { return set_sealed_source(line); });
  source->add_option("list", line.sealed.id, "The sealed list's id: iwf")->required();
  source->add_option("--address", line.sealed.address, "https://..., or file:///... on the appliance");
  source->add_option("--every", line.sealed.every_hours, "Hours between refreshes");
  source->add_option("--warn-after", line.sealed.warn_after_days, "Days without a refresh after which it is told");
  source->add_option("--user", line.sealed.user, "For a password");
  source->add_option("--password-file", line.password_file, "A file that holds the password; - is standard input");
  source->add_option("--token-file", line.token_file, "A file that holds a bearer token; - is standard input");
  source->add_option("--certificate", line.certificate_file, "The client's certificate, PEM");
  source->add_option("--key", line.key_file, "Its key, PEM");
  source->add_option("--authority", line.authority_file, "Trust only this authority for the server, PEM");
  source->add_flag("--no-credentials", line.sealed.no_credentials, "Forget the credentials");
  source->add_option("--reason", line.sealed.reason, "Why; it goes on record")->required();
  for (CLI::App* each : {import, source}) each->add_option("--title", line.sealed.title, "What to call it");
}

int set_mail(CommandLine& line) {
  for (const auto& [file, field, is_word] : {std::tuple{&line.password_file, &line.mail.password, true},
                                             std::tuple{&line.authority_file, &line.mail.authority, false}}) {
    if (file->empty()) continue;
    auto content = read_secret(*file);
    if (!content) {
      fmt::print(stderr, "{} cannot be read\n", *file);
      return 2;
    }
    while (is_word && !content->empty() && (content->back() == '\n' || content->back() == '\r')) content->pop_back();
    *field = std::move(*content);
  }
  return talk(line.context, console::set_mail(line.mail),
              [](std::string_view json) { return console::tell_receipt(json, "set; try it with: mail test"); });
}

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

int unblock(CommandLine& line) {
  const auto length = parse_duration(line.duration);
  if (!length) {
    fmt::print(stderr, "--for {}: not a length of time such as 45m, 2h or 3d\n", line.duration);
    return 2;
  }
  line.unblock.until = to_rfc3339(std::chrono::floor<std::chrono::seconds>(system_clock_now()) + *length);
  const auto done = fmt::format("unblocked until {}", line.unblock.until);
  return talk(line.context, console::unblock(line.unblock),
              [&](std::string_view json) { return console::tell_unblock(json, done); });
}

void add_changes(CommandLine& line) {
  CLI::App* open =
      line.add_talking(line.app, "unblock", "Open names for a group and a time", [&line] { return unblock(line); });
  open->add_option("names", line.unblock.names, "Domain names")->required();
  open->add_option("--group", line.unblock.groups, "Group id; may be given more than once")->required();
  open->add_option("--for", line.duration, "How long: 45m, 2h, 3d")->required();
  open->add_option("--reason", line.unblock.reason, "Why; it goes on record")->required();
  open->add_option("--topic", line.unblock.topic, "What is being studied");
  CLI::App* block =
      line.add_talking(line.app, "block", "Block names for everybody, at once, until it is ended", [&line] {
        return talk(line.context, console::block(line.names, line.reason, line.reviewer), [](std::string_view json) {
          return console::tell_receipt(json, "blocked for every group; a review is open");
        });
      });
  block->add_option("names", line.names, "Domain names")->required();
  block->add_option("--reason", line.reason, "Why; it goes on record")->required();
  block->add_option("--reviewer", line.reviewer, "The user who must look at it; without it, the network managers");
  line.add_talking(line.app, "reviews", "What was blocked in an emergency and must be looked at",
                   [&line] { return talk(line.context, console::reviews(), console::tell_reviews); });
  CLI::App* review = line.add_talking(line.app, "review", "Say what came of a review", [&line] {
    return talk(line.context, console::conclude_review(line.review_id, line.outcome, line.reason),
                [](std::string_view json) { return console::tell_receipt(json, "the review is concluded"); });
  });
  review->add_option("id", line.review_id, "The review's id")->required();
  review->add_option("--outcome", line.outcome, "kept, rule (block rules in its place) or ended")->required();
  review->add_option("--reason", line.reason, "Why; it goes on record")->required();
  CLI::App* clock = line.app.add_subcommand("clock", "The appliance's clock")->require_subcommand(1);
  CLI::App* accept =
      line.add_talking(*clock, "accept", "Say that the clock is right now, after it had been wrong", [&line] {
        return talk(line.context, console::accept_clock(line.reason),
                    [](std::string_view json) { return console::tell_receipt(json, "the clock is trusted again"); });
      });
  accept->add_option("--reason", line.reason, "Why; it goes on record")->required();
}

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

void add_policy(CommandLine& line) {
  line.add_talking(line.app, "devices", "The devices that the school knows",
                   [&line] { return talk(line.context, console::devices(), console::tell_devices); });
  line.add_talking(line.app, "attempts", "Who tries to go round the filter",
                   [&line] { return talk(line.context, console::attempts(), console::tell_attempts); });
  line.add_talking(line.app, "calendar", "Terms, breaks, INSET days and bell times",
                   [&line] { return talk(line.context, console::calendar(), console::tell_calendar); });
  line.add_talking(line.app, "schedules", "Schedules, and which are in force now",
                   [&line] { return talk(line.context, console::schedules(), console::tell_schedules); });
  CLI::App* templates = line.app.add_subcommand("templates", "Ready policies")->require_subcommand(1);
  line.add_talking(*templates, "show", "What there is",
                   [&line] { return talk(line.context, console::templates(), console::tell_templates); });
  CLI::App* apply = line.add_talking(*templates, "apply", "Bring a template into the policy, as one change", [&line] {
    return talk(line.context, console::apply_template(line.template_id, line.reason, line.preview),
                [&line](std::string_view json) {
                  return line.preview ? console::tell_preview(json)
                                      : console::tell_receipt(json, "the template is in force");
                });
  });
  apply->add_option("template", line.template_id, "Template id")->required();
  apply->add_option("--reason", line.reason, "Why; it goes on record")->required();
  apply->add_flag("--preview", line.preview, "Only tell what it would do");
}

void add_log(CommandLine& line) {
  CLI::App* log = line.app.add_subcommand("log", "The change-control log")->require_subcommand(1);
  CLI::App* out = line.add_talking(*log, "export", "Write the log to a file that proves itself", [&line] {
    return export_to(line.context, console::export_log(line.range), line.file,
                     "check it with: schoolgate log verify " + line.file);
  });
  out->add_option("--from", line.range.from, "From this day or moment on (2026-09-01)");
  out->add_option("--to", line.range.to, "Up to, and without, this day or moment");
  out->add_option("--period", line.range.period,
                  "half-term, term or year: the last that is over; current-term and so on: the one going on");
  out->add_option("--format", line.range.format, "html (a document for people), csv or jsonl")->required();
  out->add_option("--out", line.file, "The file; - is standard output")->required();
  CLI::App* verify = line.add_talking(*log, "verify", "Check an export; needs no appliance", [&line] {
    const auto given = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    return verify_log(line.file, given(line.previous), given(line.key), line.context.json);
  });
  verify->add_option("file", line.file, "The export")->required()->check(CLI::ExistingFile);
  verify->add_option("--previous", line.previous, "An earlier export, which this one must extend")
      ->check(CLI::ExistingFile);
  verify->add_option("--key", line.key,
                     "The school's public key, or a file that holds it; the export must be signed with it");
}

void add_care(CommandLine& line) {
  CLI::App* backup = line.add_talking(line.app, "backup", "Write everything to one file", [&line] {
    const std::string file = absolute(line.file);
    return talk(line.context, console::backup(file),
                [&](std::string_view json) { return console::tell_receipt(json, "backup written to " + file); });
  });
  backup->add_option("file", line.file, "The file; keep it safe, it holds keys")->required();
  CLI::App* restore = line.add_talking(line.app, "restore", "Go back to a backup", [&line] {
    return talk(line.context, console::restore(absolute(line.file)),
                [](std::string_view) { return std::string("the backup is good; the appliance restarts with it now"); });
  });
  restore->add_option("file", line.file, "The backup")->required();
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CommandLine line;
  line.app.require_subcommand(1);
  line.app.set_version_flag("--version", "schoolgate " SCHOOLGATE_VERSION);
  add_service(line);
  add_questions(line);
  add_lists(line);
  add_sealed(line);
  add_sending(line);
  add_changes(line);
  add_people(line);
  add_request_commands(
      [&line](const std::string& name, const std::string& help, std::function<int()> run) {
        return line.add_talking(line.app, name, help, std::move(run));
      },
      line.context, line.requests);
  add_policy(line);
  add_log(line);
  add_care(line);
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return line.app.exit(error) == 0 ? 0 : 2;
  }
  return line.command();
}

}  // namespace schoolgate
