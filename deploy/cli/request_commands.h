// The commands about requests for temporary unblocks: requests, request, approve, reject, revoke, topics.
// Thread rules: main thread.
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "deploy/cli/commands.h"

namespace schoolgate {

/// The words of these commands, once parsed; they live as long as the parser.
struct RequestWords {
  console::Wish wish;
  console::Approval approval;
  std::string id, state, reason;
  bool preview = false;
};

/// Adds a command that talks to the appliance: parser, name, help, and what to run.
using AddCommand = std::function<CLI::App*(const std::string& name, const std::string& help, std::function<int()> run)>;
void add_request_commands(const AddCommand& add, const CommandContext& context, RequestWords& words);

}  // namespace schoolgate
