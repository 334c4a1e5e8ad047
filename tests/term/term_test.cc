// A school's term: twelve people, a hundred and fifty requests on every path through their states, three jumps of the
// clock and ten restarts. At every step the log has what the rules say, and the DNS answers what the log says; with
// every restart the exports verify and show the same.
#include <algorithm>
#include <random>
#include <sstream>

#include "tests/catch.h"
#include "tests/term/school.h"

using namespace schoolgate;
using namespace schoolgate::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t requests_in_a_term = 150;
constexpr std::size_t live_at_once = 12;
constexpr const char* some_hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

/// What becomes of a request, word for word: each path is taken by one request after the other. "lead 2 2" is a
/// signature with likelihood and impact; what a path has no right to do must be refused.
const std::vector<std::string> paths{
    "lead 2 2, manager 2 2",                                   // approved, runs to its end
    "manager 1 3, lead 1 3, revoke requester",                 //
    "lead 2 3, manager 2 3, revoke lead, manager 2 3",         // an approval replayed after its end
    "head 3 3, other-manager 3 3, end manager",                //
    "reject lead, lead 2 2, manager 2 2",                      //
    "lead 1 1, reject manager, withdraw",                      //
    "withdraw, lead 1 1",                                      //
    "lead 2 2, withdraw, manager 2 2",                         //
    "lead 2 2, edit, manager 2 2, lead 2 2",                   // signatures of an older version count no more
    "trial, widen lead, lead 2 2, manager 2 2",                //
    "trial, wait, wait, trial, lead 2 2, manager 2 2",         //
    "trial, reject manager",                                   // a decision ends its trial
    "lead 4 4, manager 4 4, other-head 4 4",                   // high risk: leadership consents
    "lead 4 4, manager 4 4, other-head 2 2, head 5 4",         // consent to less than the rating is none
    "head 5 5, manager 5 5",                                   // leadership's judgement is its consent
    "self, teacher 2 2, lead 2 2, self, manager 2 2",          // nobody approves their own, no teacher approves
    "stale, lead 2 2, stale, manager 2 2",                     //
    "lead 2 2, lead 2 2, lead 3 2, manager 3 2, manager 3 2",  //
    "lead 2 2, demote lead, manager 2 2, promote lead",        // a role that changes between request and approval
    "lead 2 2, demote lead, manager 2 2, head 2 2, promote lead",
    "lead 1 2, disable requester, manager 1 2, enable requester, manager 1 2",
    "manager 1 2, disable manager, lead 1 2, enable manager",
    "late, lead 2 2, manager 2 2",             // an approval after the request's end
    "lead 2 2, manager 2 2, extend",           // a further request that cites this one
    "emergency, review manager, review lead",  // one person alone, reviewed by another
    "",                                        // nobody ever looks at it
};

class Term {
 public:
  Term() {
    add("it.head", Role::network_manager);
    add("m.two", Role::network_manager);
    add("d.lead", Role::safeguarding_lead);
    add("h.head", Role::leadership);
    add("p.deputy", Role::leadership);
    add("g.chair", Role::governor);
    for (const char* teacher : {"a.abbot", "b.baker", "c.carter", "e.east", "f.fisher", "j.jones"})
      add(teacher, Role::teacher);
    for (const auto& [id, prefix] : {std::pair{"year-7", "10.1.7.0/24"}, {"year-8", "10.1.8.0/24"}}) {
      Group year;
      year.id = year.name = id;
      year.parent = "pupils";
      year.addresses = {Prefix::parse(prefix).value()};
      commit(console(), change::GroupSet{year}, {{"group.set"}});
    }
    clients_ = {
        {"10.1.7.9", {"year-7", "pupils"}}, {"10.1.8.9", {"year-8", "pupils"}}, {test_device_, {"year-8", "pupils"}}};
  }

  void play() {
    while (begun_ < requests_in_a_term || !live_.empty()) {
      pass(std::chrono::minutes(random(1, 60)));
      if (begun_ < requests_in_a_term && (live_.size() < live_at_once || random(0, 3) == 0)) {
        begin(paths[begun_ % paths.size()]);
      } else {
        const auto next = static_cast<std::size_t>(random(0, static_cast<int>(live_.size()) - 1));
        move(next);
      }
      check();
      if (begun_ % 15 == 0 && restarts_ < begun_ / 15) restart();
      if (begun_ == 40 && jumps_ == 0) flat_battery();
      if (begun_ == 80 && jumps_ == 1) runs_ahead();
      if (begun_ == 120 && jumps_ == 2) stepped_back();
    }
    while (!model_.openings.empty() || ended_as().contains(RequestState::requested)) {
      pass(24h);
      check();
    }
  }
  void check_whole() {
    CHECK(school_.verified_kinds() == counted_);
    for (const auto& [moment, state] : past_) {
      const auto rebuilt = school_.changes->state_at(moment);
      REQUIRE(rebuilt);
      CHECK((*rebuilt)->requests == state->requests);
      CHECK((*rebuilt)->unblocks == state->unblocks);
      CHECK(std::ranges::equal((*rebuilt)->people, state->people, [](const auto& one, const auto& other) {
        return one.second.role == other.second.role && one.second.disabled == other.second.disabled;
      }));  // a password's hash is in no log
      CHECK((*rebuilt)->reviews == state->reviews);
    }
  }
  std::size_t restarts() const { return restarts_; }
  std::size_t jumps() const { return jumps_; }
  std::size_t refused() const { return refused_; }
  std::size_t moments() const { return past_.size(); }
  const std::map<std::string, std::size_t>& counted() const { return counted_; }
  std::map<RequestState, std::size_t> ended_as() const {
    std::map<RequestState, std::size_t> states;
    for (const auto& [id, wish] : model_.wishes) ++states[wish.state];
    return states;
  }

 private:
  struct Live {
    std::string id;  // of the request; of the unblock for one that is granted in an emergency
    std::vector<std::string> moves;
    std::size_t next = 0;
  };

  static Actor console() { return {"console", Role::network_manager, Actor::Via::console, ""}; }
  Actor actor(const std::string& user) const { return {user, model_.people.at(user), Actor::Via::web, "192.0.2.7"}; }
  int random(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }
  UtcSeconds now() const { return std::chrono::floor<std::chrono::seconds>(school_.now); }

  void add(const std::string& user, Role role) {
    model_.people[user] = role;
    commit(console(), change::PersonAdded{{user, user, role, some_hash, false, false}}, {{"person.added"}});
  }
  void set_person(const std::string& user, Role role, bool disabled) {
    if (disabled)
      model_.people.erase(user);
    else
      model_.people[user] = role;
    commit(console(), change::PersonChanged{{user, user, role, "", false, disabled}}, {{"person.changed"}});
  }

  /// Holds what is new in the log against what was expected, and counts it.
  void expect(std::vector<std::string> kinds, bool in_order) {
    std::vector<std::string> written;
    for (const auto& record : school_.changes->records(serial_, 100)) written.push_back(record.kind);
    serial_ += written.size();
    for (const std::string& kind : written) ++counted_[kind];
    if (!in_order) {
      std::ranges::sort(written);
      std::ranges::sort(kinds);
    }
    REQUIRE(written == kinds);
    REQUIRE(school_.changes->checkpoint().size == serial_);
  }
  std::optional<Receipt> commit(const Actor& who, Change change, const Expected& expected) {
    if (serial_ == 0) {  // the first start's own
      for (const auto& record : school_.changes->records(0, 100)) ++counted_[record.kind];
      serial_ = school_.changes->checkpoint().size;
    }
    const auto receipt = school_.changes->commit({who, "for the lesson", std::move(change)});
    INFO((receipt ? "taken" : receipt.error().what));
    REQUIRE(receipt.has_value() == expected.has_value());
    expect(expected.value_or(std::vector<std::string>()), true);
    if (!receipt) {
      ++refused_;
      return std::nullopt;
    }
    return *receipt;
  }

  void begin(const std::string& path) {
    ++begun_;
    std::istringstream words(path);
    Live live;
    for (std::string word; std::getline(words >> std::ws, word, ',');) live.moves.push_back(word);
    if (!live.moves.empty() && live.moves.front() == "emergency") {
      live.id = grant_alone();
      live.next = 1;
    } else {
      live.id = ask({});
    }
    live_.push_back(live);
  }
  /// One who is not disabled at the moment.
  std::string manager() const { return model_.people.contains("it.head") ? "it.head" : "m.two"; }
  std::string grant_alone() {
    Unblock made;
    made.names = {site(random(0, sites - 1))};
    made.groups = {"pupils"};
    made.starts = now();
    made.until = made.starts + 3h;
    const auto receipt = commit(actor(manager()), change::UnblockGranted{made}, {{"unblock.granted", "review.opened"}});
    model_.openings[receipt->id] = {"", "pupils", "", made.names, made.starts, made.until};
    model_.reviews[receipt->id] = manager();
    return receipt->id;
  }
  std::string ask(const std::string& extends) {
    static const std::vector<std::string> askers{"a.abbot",  "b.baker", "c.carter", "e.east",
                                                 "f.fisher", "j.jones", "m.two",    "p.deputy"};
    Request made;
    made.names = {site(random(0, sites - 1)), site(random(0, sites - 1))};
    if (made.names[0] == made.names[1]) made.names.pop_back();
    made.groups = {std::vector<std::string>{"pupils", "year-7", "year-8"}[static_cast<std::size_t>(random(0, 2))]};
    made.starts = now() + std::chrono::hours(random(0, 2) == 0 ? random(1, 48) : 0);
    made.until = made.starts + std::chrono::hours(random(20, 24 * 14));
    made.extends = extends;
    TermModel::Wish wish;
    wish.by = askers[static_cast<std::size_t>(random(0, static_cast<int>(askers.size()) - 1))];
    if (!model_.people.contains(wish.by))
      wish.by = "g.chair";  // an account that is disabled asks for nothing, nor does a governor
    wish.names = made.names;
    wish.group = made.groups.front();
    wish.starts = made.starts;
    wish.until = made.until;
    const Expected expected = model_.ask(wish);
    const auto receipt = commit(actor(wish.by), change::RequestMade{made}, expected);
    if (!receipt) return {};
    wish.id = receipt->id;
    model_.wishes[wish.id] = wish;
    return wish.id;
  }

  std::string user_of(const std::string& word, const TermModel::Wish& wish) const {
    if (word == "requester") return wish.by;
    static const std::map<std::string, std::string> users{{"lead", "d.lead"},         {"manager", "it.head"},
                                                          {"other-manager", "m.two"}, {"head", "h.head"},
                                                          {"other-head", "p.deputy"}, {"teacher", "b.baker"}};
    return users.at(word);
  }
  /// The next move of one of the live requests; those without a move left are followed no further.
  void move(std::size_t which) {
    if (live_[which].id.empty() || live_[which].next == live_[which].moves.size()) {
      live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(which));
      return;
    }
    const std::string id = live_[which].id;
    std::istringstream words(live_[which].moves[live_[which].next++]);
    std::string verb, whom;
    words >> verb >> whom;
    INFO(id << ": " << verb << " " << whom);
    if (verb == "review") {
      const std::string user = whom == "lead" ? "d.lead" : "it.head";
      if (!model_.people.contains(user)) return;
      commit(actor(user), change::ReviewConcluded{id, ReviewOutcome::kept}, model_.conclude_review(id, user));
    } else if (model_.wishes.contains(id)) {
      step(model_.wishes.at(id), verb, whom, words);
    }
  }
  void step(const TermModel::Wish& wish, const std::string& verb, const std::string& whom, std::istringstream& words) {
    if (verb == "wait") return pass(20min);
    if (verb == "late") {
      if (wish.until > now()) school_.set_time(wish.until), model_.now = now();  // before the sweep
      return;
    }
    if (verb == "extend") {
      if (wish.state == RequestState::approved || wish.state == RequestState::expired) ask(wish.id);
      return;
    }
    if (verb == "demote" || verb == "promote")
      return set_person("d.lead", verb == "demote" ? Role::teacher : Role::safeguarding_lead, false);
    if (verb == "disable" || verb == "enable") return set_enabled(user_of(whom, wish), verb == "enable");
    if (verb == "self" || verb == "stale" ||
        std::isdigit(static_cast<unsigned char>(whom.empty() ? ' ' : whom[0])) != 0)
      return sign(wish, verb, whom, words);
    decide(wish, verb, user_of(whom.empty() ? "requester" : whom, wish));
  }
  void set_enabled(const std::string& user, bool enabled) {
    if (enabled == model_.people.contains(user)) return;  // another path did it
    if (!enabled) away_[user] = model_.people.at(user);
    set_person(user, away_.at(user), !enabled);
  }
  void sign(const TermModel::Wish& wish, const std::string& verb, const std::string& likelihood,
            std::istringstream& words) {
    const bool named = verb != "self" && verb != "stale";
    const std::string user = verb == "self" ? wish.by : user_of(named ? verb : "manager", wish);
    if (!model_.people.contains(user)) return;
    const int l = named ? std::stoi(likelihood) : 2;
    int i = 2;
    if (named) words >> i;
    const std::uint32_t version = verb == "stale" ? wish.version - 1 : wish.version;
    const std::string id = wish.id;
    const Actor who = actor(user);
    const Expected expected = model_.sign(id, user, version, l, i);
    commit(who, change::RequestSigned{id, version, Risk{l, i, 0}}, expected);
    if (!expected || model_.wishes.at(id).state != RequestState::approved) return;
    TermModel::Wish& approved = model_.wishes.at(id);
    approved.unblock = school_.changes->state()->requests.at(id).unblock;
    model_.openings[approved.unblock] = {
        id, approved.group, "", approved.names, std::max(approved.starts, now()), approved.until};
  }
  void decide(const TermModel::Wish& wish, const std::string& verb, const std::string& user) {
    const std::string id = wish.id;
    const std::uint32_t version = wish.version;
    if (verb == "trial") return start_trial(wish, "d.lead");
    if (!model_.people.contains(user)) return;
    const Actor who = actor(user);
    const std::vector<std::string> others{site(random(0, sites - 1))};
    if (verb == "reject") {
      commit(who, change::RequestRejected{id}, model_.reject(id, user));
    } else if (verb == "withdraw") {
      commit(who, change::RequestWithdrawn{id}, model_.withdraw(id, user));
    } else if (verb == "revoke") {
      commit(who, change::RequestRevoked{id}, model_.revoke(id, user));
    } else if (verb == "end") {
      commit(who, change::UnblockEnded{wish.unblock}, model_.end(wish.unblock, user));
    } else if (verb == "widen") {
      commit(who, change::RequestWidened{id, version, others}, model_.widen(id, user, others));
    } else if (verb == "edit") {
      Request edited;
      edited.id = id;
      edited.version = version;
      edited.names = others;
      edited.groups = {wish.group};
      edited.starts = wish.starts;
      edited.until = wish.until;
      commit(who, change::RequestChanged{edited}, model_.edit(id, user, others));
    } else {
      FAIL("no such move: " << verb);
    }
  }
  void start_trial(const TermModel::Wish& wish, const std::string& user) {
    if (!model_.people.contains(user)) return;
    const auto receipt = commit(actor(user), change::TrialStarted{wish.id, Prefix::parse(test_device_), "", 10min},
                                model_.start_trial(wish.id, user));
    if (receipt) model_.openings[receipt->id] = {wish.id, "", test_device_, wish.names, now(), now() + 10min};
  }

  void pass(std::chrono::minutes time) {
    school_.set_time(school_.now + time);
    sweep();
  }
  void sweep() {
    model_.now = now();
    school_.changes->sweep();
    expect(model_.sweep(), false);
  }
  /// The DNS, the state and the log say the same.
  void check() {
    model_.now = now();
    REQUIRE(school_.changes->clock_trusted() == model_.trusted);
    for (int number = 0; number < sites; ++number)
      for (const auto& client : clients_) {
        const bool open = school_.opens(site(number), client.address);
        if (open != model_.is_open(site(number), client))
          FAIL(site(number) << (open ? " is open for " : " is closed for ") << client.address << " at "
                            << to_rfc3339(now()));
      }
    const auto state = school_.changes->state();
    for (const auto& [id, wish] : model_.wishes) {
      const Request& request = state->requests.at(id);
      if (request.state != wish.state || request.version != wish.version) FAIL(id << " is not as the rules have it");
    }
    REQUIRE(state->unblocks.size() == model_.openings.size());
    if (model_.trusted && jumps_ < 2 && counted_["request.made"] % 5 == 0) past_[school_.now] = state;
  }
  void restart() {
    ++restarts_;
    school_.restart();
    check();
    CHECK(school_.verified_kinds() == counted_);
  }

  // The three jumps of the clock.

  /// The box wakes up two hundred days ago: nothing is open, nothing can be granted, and all of it is there again when
  /// the time servers are reached.
  void flat_battery() {
    ++jumps_;
    const UtcMillis before = school_.now;
    const std::size_t open = model_.openings.size();
    school_.set_time(before - days(200));
    model_.trusted = false;
    sweep();
    check();
    ask({});
    school_.restart();
    check();
    school_.set_time(before + 1h);
    model_.trusted = true;
    check();
    CHECK(model_.openings.size() == open);
    sweep();
    check();
  }
  /// Thirty days ahead, and back: what was over by that clock stays over, and until a person has said that the clock is
  /// right now nothing is open.
  void runs_ahead() {
    ++jumps_;
    const UtcMillis before = school_.now;
    pass(days(30));
    check();
    school_.set_time(before + 1h);
    model_.trusted = false;
    check();
    ask({});
    commit(actor(manager()), change::ClockAccepted{now()}, {{"clock.accepted"}});
    model_.trusted = true;
    check();
  }
  /// A time server takes three minutes back: too little to doubt.
  void stepped_back() {
    ++jumps_;
    school_.set_time(school_.now - 3min);
    sweep();
    check();
  }
  using days = std::chrono::days;

  const std::string test_device_ = "10.1.8.77";
  TermSchool school_;
  TermModel model_;
  std::vector<TermModel::Client> clients_;
  std::vector<Live> live_;
  std::map<std::string, Role> away_;  // the roles of those who are disabled
  std::map<std::string, std::size_t> counted_;
  std::map<UtcMillis, std::shared_ptr<const PolicyState>> past_;
  std::mt19937 random_{20270104};
  std::uint64_t serial_ = 0;
  std::size_t begun_ = 0, restarts_ = 0, jumps_ = 0, refused_ = 0;
};

}  // namespace

TEST_CASE("through a whole term the log, the exports, the state and the DNS answers agree at every step") {
  Term term;
  term.play();
  term.check_whole();
  CHECK(term.restarts() == 10);
  CHECK(term.jumps() == 3);
  CHECK(term.refused() > 30);
  CHECK(term.moments() > 10);
  for (const auto state : {RequestState::approved, RequestState::requested})
    CHECK_FALSE(term.ended_as().contains(state));  // the term is over
  for (const auto state :
       {RequestState::expired, RequestState::revoked, RequestState::rejected, RequestState::withdrawn})
    CHECK(term.ended_as().at(state) > 2);
  for (const char* kind : {"unblock.granted", "unblock.expired", "unblock.ended", "request.changed", "request.widened",
                           "trial.started", "review.concluded", "clock.accepted"}) {
    INFO(kind);
    CHECK(term.counted().contains(kind));
  }
}
