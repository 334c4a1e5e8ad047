// A box for tests: a store in memory, a clock of its own, a key in a fresh directory, and people who may do things.
#pragma once

#include "blocklists/change-control/change_control.h"
#include "tests/blocklists/change-control/memory_store.h"
#include "tests/blocklists/store/temporary_directory.h"
#include "tests/catch.h"

namespace schoolgate::test {

inline constexpr UtcSeconds monday{std::chrono::seconds{1795420800}};  // 2026-11-23T08:00:00Z
inline constexpr const char* some_hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

inline Actor console() { return {"console", Role::network_manager, Actor::Via::console, ""}; }
inline Actor by_system() { return {"schoolgate", Role::network_manager, Actor::Via::system, ""}; }
inline Actor manager() { return {"head.of.it", Role::network_manager, Actor::Via::web, "192.0.2.7"}; }
inline Actor safeguarding_lead() { return {"d.lead", Role::safeguarding_lead, Actor::Via::web, "192.0.2.6"}; }
inline Actor head() { return {"h.head", Role::leadership, Actor::Via::web, "192.0.2.5"}; }
inline Actor teacher() { return {"j.smith", Role::teacher, Actor::Via::web, "192.0.2.8"}; }
inline Actor governor() { return {"g.chair", Role::governor, Actor::Via::web, "192.0.2.9"}; }

class Box {
 public:
  UtcMillis now = monday;
  MemoryStore store;
  TemporaryDirectory directory;
  std::unique_ptr<ChangeControl> changes;
  std::function<bool(NameView)> sealed;

  Box() { open(); }

  std::expected<void, Fault> try_open() {
    changes.reset();
    ChangeControl::Options options;
    options.clock = [this] { return now; };
    options.key_file = directory.file("log.key");
    options.sealed = [this](NameView name) { return sealed && sealed(name); };
    auto opened = ChangeControl::open(store, options);
    if (!opened) return std::unexpected(opened.error());
    changes = std::move(*opened);
    return {};
  }
  void open() {
    const auto opened = try_open();
    INFO((opened ? std::string() : opened.error().what));
    REQUIRE(opened);
  }

  Receipt commit(const Actor& actor, Change change, const std::string& why = "a good reason") {
    auto receipt = changes->commit(Proposal{actor, why, std::move(change)});
    INFO((receipt ? std::string() : receipt.error().what));
    REQUIRE(receipt);
    return *receipt;
  }
  Fault refused(const Actor& actor, Change change, const std::string& why = "a good reason") {
    const auto before = changes->checkpoint();
    auto receipt = changes->commit(Proposal{actor, why, std::move(change)});
    REQUIRE_FALSE(receipt);
    REQUIRE(changes->checkpoint().note == before.note);
    return receipt.error();
  }
  /// A network manager, a teacher and a governor.
  void add_people() {
    commit(console(),
           change::PersonAdded{{"head.of.it", "Head of IT", Role::network_manager, some_hash, false, false}});
    commit(console(), change::PersonAdded{{"j.smith", "Jo Smith", Role::teacher, some_hash, false, false}});
    commit(console(), change::PersonAdded{{"g.chair", "Chair of Governors", Role::governor, some_hash, false, false}});
  }
  Unblock unblock(const std::string& name = "example.org", std::chrono::hours lasts = std::chrono::hours(2)) const {
    Unblock made;
    made.names = {name};
    made.topic = "Year 9 history: the suffragettes";
    made.groups = {"pupils"};
    made.starts = std::chrono::floor<std::chrono::seconds>(now);
    made.until = made.starts + lasts;
    return made;
  }
};

}  // namespace schoolgate::test
