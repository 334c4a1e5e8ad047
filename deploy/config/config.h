// Node facts from one TOML file: addresses, paths, upstreams, certificates. What a school changes is not here.
// Every fault of a file is reported at once, each as "file:line: key: what is wrong"; an unknown key names the nearest
// known one. Relative paths are taken from the file's folder.
// Thread rules: called once, at start and at SIGHUP, on the main thread.
// Source: TOML 1.0; the keys are described in deploy/schoolgate.toml.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "admin-api/block-page/block_page.h"
#include "admin-api/server.h"
#include "resolver/config.h"

namespace schoolgate {

struct Config {
  ResolverConfig resolver;
  AdminConfig admin;
  BlockPageConfig block_page;
  std::string store_path = "/var/lib/schoolgate";
  std::string list_proxy;                // for list downloads and sign-in; empty: the environment's
  bool list_refresh = true;              // fetch list sources by schedule
  std::size_t sort_octets = run_octets;  // memory for sorting a list while it is taken in
  std::string tsig_keys;                 // a file of keys for zone transfers; empty: none
};

struct ConfigFault {
  std::string file;
  unsigned line = 0;  // 0: the file as a whole
  std::string key;    // "dns.listen", empty for syntax errors
  std::string what;
  std::string to_text() const;
};

std::expected<Config, std::vector<ConfigFault>> load_config(const std::string& file);

}  // namespace schoolgate
