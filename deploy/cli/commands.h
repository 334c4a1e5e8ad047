// What each command of the command line does, once its words are parsed.
// Thread rules: main thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "admin-api/console/console.h"

namespace schoolgate {

/// What every command that talks to the appliance shares.
struct CommandContext {
  std::string config_file = "/etc/schoolgate/schoolgate.toml";
  bool json = false;
};

/// Sends the request; prints the reply as it is with --json, else what `tell` makes of it. The exit status.
int talk(const CommandContext& context, const console::Request& request,
         const std::function<std::string(std::string_view)>& tell);
/// Sends the request and gives the reply's body; the exit status, 0 when it is a good one.
int read_reply(const CommandContext& context, const console::Request& request, std::string& body);
/// The path as the appliance, which runs elsewhere, can open it.
std::string absolute_path(const std::string& path);
/// A secret out of `file`, or from standard input for "-", into `secret`: the words of a command are there for every
/// user to see. `is_word`: without the line's end. Nothing happens without a file; false, and told, when it cannot be
/// read.
bool take_secret(const std::string& file, std::string& secret, bool is_word);
/// Writes an export to `file` (beside a temporary name first), "-" is standard output. `advice`: what to do with it.
int export_to(const CommandContext& context, const console::Request& request, const std::string& file,
              const std::string& advice);
int verify_log(const std::string& file, const std::optional<std::string>& previous,
               const std::optional<std::string>& key, bool json);

}  // namespace schoolgate
