#include "deploy/cli/cli.h"

#include <fmt/format.h>

#include "blocklists/time.h"
#include "deploy/cli/command_line.h"
#include "deploy/service/serve.h"

namespace schoolgate {
namespace {

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
    for (std::string& path : line.import.paths) path = absolute_path(path);
    return talk(line.context, console::import_lists(line.import), console::tell_import);
  });
  import->add_option("path", line.import.paths, "Files, UT1 category folders, or folders of lists")->required();
  import->add_option("--category", line.import.category, "Category id; without it, folder and file names tell");
  import->add_option("--name", line.import.name, "What to call the list");
  import->add_option("--format", line.import.format,
                     "hosts, plain, wildcard, adblock, dnsmasq, unbound, rpz or squidguard; without it, detected");
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
    const std::string file = absolute_path(line.file);
    return talk(line.context, console::backup(file),
                [&](std::string_view json) { return console::tell_receipt(json, "backup written to " + file); });
  });
  backup->add_option("file", line.file, "The file; keep it safe, it holds keys")->required();
  CLI::App* restore = line.add_talking(line.app, "restore", "Go back to a backup", [&line] {
    return talk(line.context, console::restore(absolute_path(line.file)),
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
  add_requests(line);
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
