// A small school for tests: the real change control and policy hub over a store in memory, a list keeper that keeps
// nothing, a clock of its own, and a manager, a teacher and a governor. Requests go straight to the router: no sockets.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "admin-api/routes/nouns.h"
#include "tests/admin-api/sending/fake_transport.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/fake_store.h"

namespace schoolgate::test {

using Json = nlohmann::ordered_json;

inline constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z
inline constexpr const char* some_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2g";

class FakeKeeper : public ListKeeper {
 public:
  std::vector<ImportItem> imported;
  std::vector<std::string> removed;
  std::vector<ListStatus> lists;
  std::optional<Fault> refusal;
  std::optional<ListProgress> running;
  std::vector<std::string> judgements;  // "released ads"

  std::expected<std::vector<Imported>, Fault> import(std::vector<ImportItem> items, Actor, std::string) override {
    if (refusal) return std::unexpected(*refusal);
    std::vector<Imported> result;
    for (const auto& item : items) {
      Imported one;
      one.list.id = item.list_id;
      one.list.title = item.title;
      one.list.category = item.category;
      one.report.totals = {
          .lines = 3, .accepted = 2, .duplicate = 0, .covered = 0, .rejected = 1, .comments = 0, .names = 2};
      one.report.findings.push_back({"not a name", false, 1, {{2, "", "!!"}}});
      result.push_back(one);
    }
    imported = std::move(items);
    return result;
  }
  std::expected<void, Fault> remove(std::vector<std::string> ids, Actor, std::string) override {
    removed = std::move(ids);
    return {};
  }
  std::expected<std::vector<ListStatus>, Fault> refresh(std::vector<std::string>, Actor) override { return lists; }
  std::expected<ListStatus, Fault> release(std::string id, Actor, std::string) override {
    return judged("released", id);
  }
  std::expected<ListStatus, Fault> drop(std::string id, Actor, std::string) override { return judged("dropped", id); }
  std::vector<ListStatus> status() const override { return lists; }
  std::optional<ListProgress> progress() const override { return running; }

 private:
  std::expected<ListStatus, Fault> judged(const char* how, const std::string& id) {
    if (refusal) return std::unexpected(*refusal);
    judgements.push_back(std::string(how) + " " + id);
    ListStatus judged;
    judged.id = id;
    return judged;
  }
};

/// What the resolver's telemetry would know.
class FakeActivity : public Activity {
 public:
  std::vector<HourCounts> known_hours;
  std::vector<RecentBlock> blocks;
  std::vector<OftenBlocked> often;
  std::vector<std::string> names;

  std::vector<HourCounts> hours(UtcSeconds from, UtcSeconds to) const override {
    std::vector<HourCounts> found;
    for (const HourCounts& hour : known_hours)
      if (hour.start >= from && hour.start < to) found.push_back(hour);
    return found;
  }
  std::vector<RecentBlock> recent_blocks(std::uint64_t after) const override {
    std::vector<RecentBlock> found;
    for (const RecentBlock& block : blocks)
      if (block.number > after) found.push_back(block);
    return found;
  }
  std::vector<OftenBlocked> often_blocked() const override { return often; }
  std::vector<std::string> recent_names() const override { return names; }
};

struct Reply {
  int status = 0;
  Json json;  // null when the body is no JSON
  std::string body;
  std::map<std::string, std::string> headers;
  std::shared_ptr<http::Stream> stream = nullptr;
  std::string type() const { return json.is_object() ? json.value("type", "") : ""; }
};

class School {
 public:
  /// With nobody in the register, as a new appliance is, when `set_up` is false.
  explicit School(bool set_up = true);

  UtcMillis now = monday;
  FakeStore store;
  TemporaryDirectory directory;
  std::unique_ptr<ChangeControl> changes;
  std::unique_ptr<PolicyHub> policy;
  FakeKeeper lists;
  std::unique_ptr<SealedKeeper> sealed;
  FakeTransport::World world;  // mail servers and webhooks
  std::unique_ptr<sending::Sender> sender;
  std::vector<std::string> dns_problems;
  std::shared_ptr<const DeviceDirectory> seen = std::make_shared<const DeviceDirectory>();
  std::vector<Attempt> attempts;
  TrialLog trials;
  FakeActivity activity;
  std::unique_ptr<auth::SignIn> sign_in;
  auth::SetupCode setup_code{clock()};
  std::vector<std::string> upstreams{"192.0.2.53:53"};
  http::Uploads uploads{directory.path() + "/uploads", clock()};
  auth::oidc::Exchange exchange;  // with the provider of the school's accounts; empty: there is none
  std::unique_ptr<auth::oidc::Desk> single_sign_on;
  std::unique_ptr<EventHub> events;  // looks only when it is told to
  std::unique_ptr<routes::Context> context;
  std::unique_ptr<routes::Router> router;

  /// As "manager", "teacher", "governor" (signed in), "console", or "" for nobody.
  Reply ask(const std::string& who, const std::string& method, const std::string& path, const Json& body = nullptr);
  Reply send(const http::Request& request);
  /// A request that carries this person's session.
  http::Request request(const std::string& who, const std::string& method, const std::string& path,
                        const Json& body = nullptr);
  Sight sight();
  Clock clock() {
    return [this] { return now; };
  }

 private:
  std::map<std::string, auth::Sessions::Opened> sessions_;
};

}  // namespace schoolgate::test
