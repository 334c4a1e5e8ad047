#include "deploy/service/serve.h"

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "deploy/service/appliance.h"
#include "deploy/service/notify.h"

namespace schoolgate {
namespace {

// Often enough that an expiry is on record within a second and a restore starts soon; it costs nothing.
constexpr timespec tick_interval{0, 500'000'000};

std::optional<Config> read(const std::string& file) {
  auto config = load_config(file);
  if (config) return std::move(*config);
  for (const ConfigFault& fault : config.error()) fmt::print(stderr, "{}\n", fault.to_text());
  return std::nullopt;
}

void log_to_standard_error() {
  auto logger = std::make_shared<spdlog::logger>("schoolgate", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l: %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

sigset_t block_signals() {
  // Blocked before the first thread starts, so that every thread inherits it and only sigtimedwait() sees them.
  sigset_t signals;
  sigemptyset(&signals);
  for (int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// True when the appliance should be started again (after a restore), false at the end.
bool run(Appliance& appliance, const std::string& config_file, const sigset_t& signals) {
  while (!appliance.restart_wanted()) {
    const int number = sigtimedwait(&signals, nullptr, &tick_interval);
    if (number == SIGTERM || number == SIGINT) return false;
    if (number == SIGHUP) {
      if (auto fresh = read(config_file))
        appliance.reload(*fresh);
      else
        spdlog::error("the configuration has faults: nothing was re-read");
    }
    appliance.tick();
    notify_service_manager("WATCHDOG=1");
  }
  return true;
}

}  // namespace

int check_config(const std::string& config_file) {
  if (!read(config_file)) return exit_bad_config;
  fmt::print("{}: good\n", config_file);
  return 0;
}

int serve(const std::string& config_file) try {
  const auto config = read(config_file);
  if (!config) return exit_bad_config;
  log_to_standard_error();
  const sigset_t signals = block_signals();
  for (bool again = true; again;) {
    auto appliance = Appliance::start(*config, system_clock_now);
    if (!appliance) {
      spdlog::critical("{}{}{}", appliance.error().what, appliance.error().hint.empty() ? "" : ": ",
                       appliance.error().hint);
      return 1;
    }
    notify_service_manager("READY=1");
    again = run(**appliance, config_file, signals);
    notify_service_manager(again ? "RELOADING=1" : "STOPPING=1");
  }
  spdlog::info("stopped");
  return 0;
} catch (const std::exception& bug) {
  spdlog::critical("a bug ended the service: {}", bug.what());
  return 70;  // EX_SOFTWARE
}

}  // namespace schoolgate
