// Prints names for a measurement, each once, in no order. The same words give the same names.
// usage: load_names listed|visited COUNT [SEED]
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unordered_set>

#include "tests/bench/load/names.h"
#include "tests/bench/load/sockets.h"

using namespace schoolgate::bench;

int main(int count, char** words) {
  errno = 0;
  if (count < 3) give_up("usage: load_names listed|visited COUNT [SEED]");
  const std::string_view kind = words[1];
  if (kind != "listed" && kind != "visited") give_up("listed or visited?");
  const auto wanted = static_cast<std::size_t>(std::strtoull(words[2], nullptr, 10));
  NameMaker maker(count > 3 ? std::strtoull(words[3], nullptr, 10) : 1);
  std::unordered_set<std::string> made;
  made.reserve(wanted);
  while (made.size() < wanted) {
    const auto [name, is_new] = made.insert(kind == "listed" ? maker.listed() : maker.visited());
    if (is_new) std::printf("%s\n", name->c_str());
  }
}
