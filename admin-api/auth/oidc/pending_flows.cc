#include "admin-api/auth/oidc/pending_flows.h"

#include <algorithm>

#include "admin-api/auth/oidc/encoding.h"
#include "admin-api/auth/sessions.h"

namespace schoolgate::auth::oidc {

std::string challenge_of(std::string_view verifier) { return to_base64url(sha256(verifier)); }

PendingFlows::Key PendingFlows::key_of(std::string_view text) {
  Key key{};
  std::ranges::copy(sha256(text), reinterpret_cast<char*>(key.data()));
  return key;
}

bool PendingFlows::ended(const Row& row, UtcMillis now) {
  // A clock that went back must not lengthen it.
  return now < row.flow.begun || now - row.flow.begun >= flow_limit;
}

void PendingFlows::make_room(const std::string& address, UtcMillis now) {
  std::erase_if(rows_, [&](const auto& row) { return ended(row.second, now); });
  const auto remove_oldest = [&](auto&& counts) {
    auto oldest = rows_.end();
    for (auto at = rows_.begin(); at != rows_.end(); ++at)
      if (counts(at->second) && (oldest == rows_.end() || at->second.flow.begun < oldest->second.flow.begun))
        oldest = at;
    if (oldest != rows_.end()) rows_.erase(oldest);
  };
  const auto is_its = [&](const Row& row) { return row.address == address; };
  const auto its = std::ranges::count_if(rows_, [&](const auto& row) { return is_its(row.second); });
  if (static_cast<std::size_t>(its) >= max_pending_flows_per_address) remove_oldest(is_its);
  if (rows_.size() >= max_pending_flows) remove_oldest([](const Row&) { return true; });
}

PendingFlows::Begun PendingFlows::begin(const std::string& address, std::string issuer, std::string client_id) {
  const auto now = clock_();
  Begun begun{
      random_token(), random_token(), {std::move(issuer), std::move(client_id), random_token(), random_token(), now}};
  const std::lock_guard lock(mutex_);
  make_room(address, now);
  rows_.emplace(key_of(begun.state), Row{begun.flow, key_of(begun.browser), address});
  return begun;
}

std::expected<Flow, SignInRefusal> PendingFlows::take(std::string_view state, std::string_view browser) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key_of(state));
  if (found == rows_.end()) return std::unexpected(SignInRefusal::unknown_flow);
  const Row row = std::move(found->second);
  rows_.erase(found);
  if (ended(row, now)) return std::unexpected(SignInRefusal::unknown_flow);
  if (key_of(browser) != row.browser) return std::unexpected(SignInRefusal::other_browser);
  return row.flow;
}

std::size_t PendingFlows::size() const {
  const std::lock_guard lock(mutex_);
  return rows_.size();
}

}  // namespace schoolgate::auth::oidc
