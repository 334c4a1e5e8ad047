// A real authoritative server (NSD) for tests, with zones that can be written anew while it runs.
#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/blocklists/store/temporary_directory.h"
#include "tests/resolver/net/dns_client.h"

namespace schoolgate::test {

class NameServer {
 public:
  static bool is_installed() { return std::filesystem::exists(program); }

  /// Zone name -> lines of its zone file, without SOA and NS.
  explicit NameServer(const std::map<std::string, std::string>& zones) : port_(free_port()) {
    std::ofstream conf(folder_ / "nsd.conf");
    const std::string at = folder_.string();
    conf << "server:\n ip-address: 127.0.0.1@" << port_ << "\n zonesdir: \"" << at << "\"\n username: \""
         << (getuid() == 0 ? "root" : "") << "\"\n pidfile: \"\"\n database: \"\"\n xfrdfile: \"" << at
         << "/xfrd\"\n zonelistfile: \"" << at << "/zones.list\"\n logfile: \"" << at
         << "/log\"\n server-count: 1\nremote-control:\n control-enable: no\n";
    for (const auto& [zone, lines] : zones) {
      write_zone(zone, lines);
      conf << "zone:\n name: \"" << zone << "\"\n zonefile: \"" << zone << ".zone\"\n";
    }
    conf.close();
    const std::string conf_file = folder_ / "nsd.conf";
    const char* arguments[] = {program, "-d", "-c", conf_file.c_str(), nullptr};
    if (posix_spawn(&pid_, program, nullptr, nullptr, const_cast<char**>(arguments), environ) != 0) pid_ = -1;
  }
  ~NameServer() {
    if (pid_ > 0) {
      kill(pid_, SIGTERM);
      waitpid(pid_, nullptr, 0);
    }
  }
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  Endpoint endpoint() const { return {Address::parse("127.0.0.1").value(), port_}; }
  void change_zone(const std::string& zone, const std::string& lines) {
    write_zone(zone, lines);
    kill(pid_, SIGHUP);
  }

 private:
  static constexpr const char* program = "/usr/sbin/nsd";

  void write_zone(const std::string& zone, const std::string& lines) {
    const std::filesystem::path fresh = folder_ / "fresh";
    std::ofstream(fresh) << "$ORIGIN " << zone << ".\n$TTL 600\n@ IN SOA ns hostmaster " << ++serial_
                         << " 3600 600 86400 1\n@ IN NS ns\nns IN A 10.0.0.2\n"
                         << lines << "\n";
    std::filesystem::rename(fresh, folder_ / (zone + ".zone"));
  }
  static std::uint16_t free_port() {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0) std::abort();
    getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
    close(fd);
    return ntohs(at.sin_port);
  }

  std::uint16_t port_;
  TemporaryDirectory directory_;
  std::filesystem::path folder_ = directory_.path();
  pid_t pid_ = -1;
  unsigned serial_ = 0;
};

}  // namespace schoolgate::test
