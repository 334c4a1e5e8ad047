// The command line of contract.md: parses words, asks the running appliance, prints the answer.
// Thread rules: called once, from main().
#pragma once

namespace schoolgate {

/// The exit status: 0 done; 1 refused or failed, with the reason on standard error; 2 words that make no command;
/// 78 a bad configuration.
int run_command_line(int argc, char** argv);

}  // namespace schoolgate
