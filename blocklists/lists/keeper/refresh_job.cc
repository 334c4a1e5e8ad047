// Lists that come from sources: fetched when they changed, guarded, and put in force together.
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "blocklists/lists/keeper/content.h"
#include "blocklists/lists/keeper/fetch.h"
#include "blocklists/lists/keeper/guard.h"
#include "blocklists/lists/keeper/jobs.h"
#include "blocklists/lists/keeper/protected_names.h"
#include "blocklists/lists/keeper/schedule.h"
#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

std::unexpected<Fault> nothing_held(const Source& source) {
  return fault(Fault::Kind::conflict, fmt::format("No refresh of the list \"{}\" is held.", source.id),
               "Somebody else may have looked at it: see the change log.");
}

constexpr std::size_t protected_hits_told = 3;  // enough to see what went wrong; the count tells the rest

class RefreshRun {
 public:
  RefreshRun(Workshop& workshop, SourceBook& book, const Refresh& refresh)
      : workshop_(workshop),
        book_(book),
        refresh_(refresh),
        state_(workshop.changes.state()),
        protected_(state_->settings.protected_names),
        download_((std::filesystem::path(workshop.folder) / "download").string()) {}

  std::expected<void, Fault> run() {
    at_low_priority([&] {
      std::size_t done = 0;
      for (const Source& source : refresh_.sources) {
        if (workshop_.stopping() || (refresh_.pause && refresh_.pause())) break;
        if (workshop_.tell) workshop_.tell(source.id, done++, refresh_.sources.size());
        one(source);
        std::error_code ignored;
        std::filesystem::remove(download_, ignored);
      }
    });
    return conclude();
  }

 private:
  /// A list that passed the guards, and what its source's state becomes when it is in force.
  struct Passed {
    ListState list;
    Source source;
    SourceState state;
  };

  void one(const Source& source) {
    SourceState state = book_.get(source.id);
    const ListState* good = list_in_force(source);
    if (state.address != source.address) state = SourceState();  // validators of another place
    state.address = source.address;
    const bool wanted_anyway = !good || differs(*good, source);
    FetchRequest request{.address = source.address,
                         .known = {},
                         .target = download_,
                         .proxy = workshop_.options.proxy,
                         .cancelled = workshop_.stopping};
    if (!wanted_anyway) request.known = {.etag = state.etag, .last_modified = state.last_modified};
    const auto fetched = fetch_from(request);
    if (fetched && fetched->next) next_.insert_or_assign(source.id, *fetched->next);
    if (!fetched) return failed(source, state, fetched.error());
    if (!fetched->changed) return unchanged(source, state, good);
    const std::string content = fingerprint_of_file(download_);
    if (!wanted_anyway && content == state.content) {
      state.etag = fetched->validators.etag;
      state.last_modified = fetched->validators.last_modified;
      return unchanged(source, state, good);
    }
    // Somebody has looked at this very file and did not want it.
    if (content == state.dropped && !(good && differs(*good, source))) return unchanged(source, state, good);
    SourceState fresh = state;
    fresh.etag = fetched->validators.etag;
    fresh.last_modified = fetched->validators.last_modified;
    fresh.content = content;
    examine(source, state, fresh, good);
  }

  std::expected<Fetched, Fault> fetch_from(const FetchRequest& request) const {
    constexpr std::string_view transfer_scheme = "axfr://";
    if (!request.address.starts_with(transfer_scheme)) return fetch(request);
    if (workshop_.options.transfer) return workshop_.options.transfer(request);
    return fault(Fault::Kind::bad_input, "Zone transfers are not at hand here.");
  }

  /// Parses what was downloaded and asks the guards. `known` is the state while the last good list stays in force.
  void examine(const Source& source, const SourceState& known, const SourceState& fresh, const ListState* good) {
    if (looks_like_web_page(download_))
      return held(source, known, good, "the address answers with a web page, not a list", fresh.content);
    const bool released = refresh_.past_guards && !known.held.empty() && fresh.content == known.held_content;
    RefreshFacts facts;
    const auto category = find_category(source.category);
    if (!category)
      return failed(source, known,
                    {Fault::Kind::bad_input, fmt::format("There is no category \"{}\".", source.category), {}});
    ImportRequest request{.path = download_,
                          .list_id = source.id,
                          .format = parse_list_format(source.format),
                          .work_dir = workshop_.folder,
                          .memory = workshop_.options.sort_octets,
                          .refuse = nullptr,
                          .cancelled = workshop_.stopping};
    if (!categories()[*category].allow_type)
      request.refuse = [&](NameView name, Scope scope) -> std::optional<std::string> {
        auto hit = protected_.hit(name, scope);
        if (released) return hit;  // nobody can let a list block what no list may block
        if (hit && ++facts.protected_hit_count <= protected_hits_told)
          facts.protected_hits.push_back(fmt::format("{} {}", name.to_text(), *hit));
        return std::nullopt;  // counted, not refused: one hit holds the whole refresh
      };
    const auto report = import_list(workshop_.store, request);
    if (!report) {
      using enum Fault::Kind;
      const Fault::Kind kind = report.error().kind;
      const bool content_at_fault = kind == bad_input || kind == limit || kind == damaged;
      return content_at_fault ? held(source, known, good, report.error().what, fresh.content)
                              : failed(source, known, report.error());
    }
    if (good && good->origin == source.address) facts.last_good = good->totals;
    facts.fresh = report->totals;
    if (released)
      others_.push_back(change::ListReleased{source.id, known.held});
    else if (const auto reason = reason_to_hold(facts))
      return held(source, known, good, *reason, fresh.content);
    passed_.push_back({.list = {.id = source.id,
                                .title = source.title.empty() ? source.id : source.title,
                                .category = source.category,
                                .origin = source.address,
                                .format = std::string(to_text(report->format)),
                                .version = report->version,
                                .since = workshop_.now(),
                                .totals = report->totals,
                                .enabled = good ? good->enabled : true,
                                .held = {}},
                       .source = source,
                       .state = fresh});
  }

  void failed(const Source& source, SourceState state, const Fault& why) {
    if (workshop_.stopping()) return;  // it failed because we stop: nothing is known of the source
    ++state.failures;
    state.problem = why.hint.empty() ? why.what : fmt::format("{} {}", why.what, why.hint);
    state.next = next_retry(workshop_.now(), source.every_hours, state.failures, refresh_.dice());
    spdlog::warn("The list {} was not refreshed: {}", source.id, why.what);
    book_.put(source.id, state);
  }

  /// The fetch worked and there is nothing more to say of it.
  void settled(const Source& source, SourceState state, std::string held) {
    state.checked = workshop_.now();
    const auto wanted = next_.find(source.id);  // a zone's SOA says when
    state.next = wanted != next_.end() ? workshop_.now() + wanted->second
                                       : next_regular_check(workshop_.now(), source.every_hours, refresh_.dice());
    state.failures = 0;
    state.problem.clear();
    state.held = std::move(held);
    if (state.held.empty()) state.held_content.clear();
    book_.put(source.id, state);
  }

  void unchanged(const Source& source, const SourceState& state, const ListState* good) {
    settled(source, state, {});
    if (!good || good->held.empty()) return;
    ListState released = *good;  // the publisher went back to what is in force
    released.held.clear();
    others_.push_back(change::ListTaken{released, state_->trie_generation});
  }

  /// The validators stay those of the list in force: the next refresh gets the whole file again and is judged again.
  void held(const Source& source, SourceState state, const ListState* good, const std::string& reason,
            const std::string& content) {
    spdlog::warn("The refresh of the list {} is held: {}", source.id, reason);
    state.held_content = content;
    settled(source, std::move(state), reason);
    if (good && good->held != reason) others_.push_back(change::ListHeld{source.id, reason});
  }

  std::expected<void, Fault> conclude() {
    Taking taking{
        .taken = {}, .removed = {}, .others = std::move(others_), .actor = refresh_.actor, .why = refresh_.why};
    for (const Passed& passed : passed_) taking.taken.push_back(passed.list);
    const bool nothing_taken = passed_.empty();
    const auto in_force = put_in_force(workshop_, std::move(taking));
    if (in_force && nothing_taken) clean_up(workshop_);  // versions of held refreshes
    for (const Passed& passed : passed_) {
      if (in_force)
        settled(passed.source, passed.state, {});
      else
        failed(passed.source, book_.get(passed.source.id), in_force.error());
    }
    return in_force;
  }

  const ListState* list_in_force(const Source& source) const {
    const auto found = state_->lists.find(source.id);
    return found == state_->lists.end() ? nullptr : &found->second;
  }
  /// What is in force was not made from the source as it is now set: an unchanged file must be taken all the same.
  static bool differs(const ListState& good, const Source& source) {
    return good.origin != source.address || good.category != source.category ||
           (parse_list_format(source.format) && good.format != source.format);
  }

  Workshop& workshop_;
  SourceBook& book_;
  const Refresh& refresh_;
  std::shared_ptr<const PolicyState> state_;
  ProtectedNames protected_;
  std::string download_;
  std::map<std::string, std::chrono::seconds> next_;  // by source, where the publisher says
  std::vector<Passed> passed_;
  std::vector<Change> others_;
};

}  // namespace

std::expected<void, Fault> refresh_sources(Workshop& workshop, SourceBook& book, const Refresh& refresh) {
  return RefreshRun(workshop, book, refresh).run();
}

std::expected<void, Fault> release_held(Workshop& workshop, SourceBook& book, const Refresh& refresh) {
  const Source& source = refresh.sources.front();
  if (book.get(source.id).held.empty()) return nothing_held(source);
  if (const auto done = refresh_sources(workshop, book, refresh); !done) return done;
  const SourceState now = book.get(source.id);
  if (now.failures != 0)
    return fault(Fault::Kind::unavailable, fmt::format("The list could not be fetched again: {}", now.problem),
                 "What was held stays held. Try again later.");
  if (!now.held.empty())
    return fault(Fault::Kind::conflict, fmt::format("It was not let through: {}.", now.held),
                 "What the address has now is no list, or is not the file that was held. Look at it again.");
  return {};
}

std::expected<void, Fault> drop_held(Workshop& workshop, SourceBook& book, const Source& source, const Actor& actor,
                                     const std::string& why) {
  SourceState state = book.get(source.id);
  if (state.held.empty()) return nothing_held(source);
  Taking taking{.taken = {}, .removed = {}, .others = {}, .actor = actor, .why = why};
  taking.others.emplace_back(change::ListDropped{source.id, state.held});
  if (const auto logged = put_in_force(workshop, std::move(taking)); !logged) return logged;
  state.dropped = std::exchange(state.held_content, {});
  state.held.clear();
  book.put(source.id, state);
  return {};
}

}  // namespace schoolgate
