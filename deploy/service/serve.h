// `schoolgate serve`: the appliance in the foreground until SIGTERM or SIGINT; SIGHUP re-reads.
// Thread rules: called once, on the main thread, before any other thread exists.
#pragma once

#include <string>

namespace schoolgate {

inline constexpr int exit_bad_config = 78;  // EX_CONFIG of sysexits.h

/// The process's exit status. Faults of the configuration go to standard error, one a line.
int serve(const std::string& config_file);
int check_config(const std::string& config_file);

}  // namespace schoolgate
