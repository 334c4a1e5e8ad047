#include "deploy/service/first_start.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "admin-api/server.h"
#include "blocklists/lists/keeper/catalogue.h"

namespace schoolgate {
namespace {

std::expected<void, Fault> write_private(const std::string& file, const std::string& text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fault(Fault::Kind::storage, fmt::format("cannot write {}: {}", file, std::strerror(errno)));
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written) return fault(Fault::Kind::storage, fmt::format("cannot write {}: {}", file, std::strerror(errno)));
  return {};
}

Proposal by_system(Change change) {
  return {{"schoolgate", Role::network_manager, Actor::Via::system, ""}, "first start", std::move(change)};
}

}  // namespace

std::expected<void, Fault> first_start(ChangeControl& changes, const std::string& password_file) {
  if (!changes.state()->people.empty()) return {};
  const std::string password = make_one_time_password();
  std::vector<Proposal> proposals;
  proposals.push_back(by_system(change::PersonAdded{
      {first_person, "Network manager", Role::network_manager, hash_password(password), true, false}}));
  for (const CatalogueEntry& entry : catalogue())
    if (entry.starter) proposals.push_back(by_system(change::SourceSet{to_source(entry)}));
  // The file first: a password that is in force and that nobody knows would lock the school out.
  if (auto written = write_private(password_file, password + "\n"); !written) return written;
  if (auto done = changes.commit(std::move(proposals), {}); !done) return std::unexpected(done.error());
  spdlog::info("first start: sign in as \"{}\" with the one-time password in {}", first_person, password_file);
  return {};
}

void forget_first_password(const PolicyState& state, const std::string& password_file) {
  const auto person = state.people.find(first_person);
  if (person != state.people.end() && person->second.must_change_password) return;
  std::error_code ignored;
  std::filesystem::remove(password_file, ignored);
}

}  // namespace schoolgate
