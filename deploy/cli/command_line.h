// The words of the command line, and the groups of commands that are added to it, a file each.
// Thread rules: main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "deploy/cli/commands.h"

namespace schoolgate {

/// The parsed words and what is to be done with them; it lives as long as the parser, which writes into it.
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
  console::Wish wish;
  console::Approval approval;
  std::string request_id, request_state;

  /// Adds a command: where, its name, its help, and what to run.
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->add_option("--config", context.config_file, "The configuration file")->capture_default_str();
    sub->callback([this, run = std::move(run)] { command = run; });
    return sub;
  }
  /// One that talks to the running appliance.
  CLI::App* add_talking(CLI::App& parent, const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = add(parent, name, help, std::move(run));
    sub->add_flag("--json", context.json, "Print the API's reply as it is");
    return sub;
  }
};

void add_people(CommandLine& line);    // people_commands.cc
void add_requests(CommandLine& line);  // request_commands.cc
void add_sealed(CommandLine& line);    // sealed_commands.cc
void add_sending(CommandLine& line);   // sending_commands.cc

}  // namespace schoolgate
