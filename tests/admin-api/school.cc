#include "tests/admin-api/school.h"

#include "admin-api/routes/identify.h"
#include "tests/catch.h"

namespace schoolgate::test {
namespace {

std::map<std::string, std::string> parse_query(const std::string& text) {
  std::map<std::string, std::string> query;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('&', at), text.size());
    const auto equals = text.find('=', at);
    query[text.substr(at, equals - at)] = text.substr(equals + 1, end - equals - 1);
    at = end + 1;
  }
  return query;
}

}  // namespace

School::School(bool set_up) {
  ChangeControl::Options options;
  options.clock = clock();
  options.key_file = directory.file("log.key");
  options.sealed = [this](NameView name) { return policy && policy->current()->sealed->covers(name); };
  auto opened = ChangeControl::open(store, options);
  REQUIRE(opened);
  changes = std::move(*opened);
  const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
  for (const auto& [user, role] : {std::pair{"manager", Role::network_manager},
                                   {"lead", Role::safeguarding_lead},
                                   {"head", Role::leadership},
                                   {"teacher", Role::teacher},
                                   {"governor", Role::governor}}) {
    if (!set_up) break;
    REQUIRE(
        changes->commit(Proposal{console, "test", change::PersonAdded{{user, user, role, some_hash, false, false}}}));
  }
  policy = std::make_unique<PolicyHub>(changes->state(), std::make_shared<const CompiledLists>(),
                                       std::make_shared<const SealedSet>(), clock());
  changes->subscribe([this](auto state) { policy->on_state(std::move(state)); });
  sealed = SealedKeeper::start(store, *changes, {.clock = clock(), .proxy = {}, .schedule = false},
                               [this](auto set) { policy->on_sealed(std::move(set)); });
  sender = sending::Sender::start(store, *changes, {.clock = clock(), .schedule = false, .reminders = {}},
                                  std::make_unique<FakeTransport>(world));
  sender->turn();
  sign_in = std::make_unique<auth::SignIn>(clock(), *changes);
  events = EventHub::start({*changes, lists, &activity}, false);
  single_sign_on = std::make_unique<auth::oidc::Desk>(
      clock(), store, *changes, *sign_in,
      [this](const auth::oidc::WebRequest& asked) -> std::expected<auth::oidc::WebReply, Fault> {
        return exchange ? exchange(asked) : fault(Fault::Kind::unavailable, "there is no provider");
      });
  context = std::make_unique<routes::Context>(routes::Context{clock(), *changes, *policy, lists, sight(), *sign_in,
                                                              directory.path(), *single_sign_on, setup_code, uploads,
                                                              events.get()});
  router = std::make_unique<routes::Router>(*context);
  routes::add_all(*router, *context);
}

Sight School::sight() {
  Sight sight;
  sight.dns_problems = [this] { return dns_problems; };
  sight.notes = [] { return std::vector<std::string>{"no validator"}; };
  sight.resolver_metrics = [] { return std::string("schoolgate_queries_total 7\n"); };
  sight.backup = [](const std::string& file) -> std::expected<void, Fault> {
    if (file == "/full/disk") return fault(Fault::Kind::storage, "the disk is full");
    return {};
  };
  sight.restore = [](const std::string&) -> std::expected<void, Fault> { return {}; };
  sight.devices = [this] { return seen; };
  sight.attempts = [this] { return attempts; };
  sight.trial = [this](const std::string& request) { return trials.report(request); };
  sight.sealed = sealed.get();
  sight.sender = sender.get();
  sight.activity = &activity;
  sight.upstreams = [this] { return upstreams; };
  sight.check_upstreams = [](const std::vector<std::string>& servers) -> std::expected<void, Fault> {
    if (servers.front() != "nonsense") return {};
    return fault(Fault::Kind::bad_input, "\"nonsense\" is no server");
  };
  sight.test_upstreams = [](const std::vector<std::string>& servers, const Name& asked_for) {
    std::vector<UpstreamCheck> checks;
    for (const std::string& server : servers)
      checks.push_back({server, true, std::chrono::milliseconds(7), UpstreamCheck::Signatures::passed_on,
                        asked_for.to_text() == "example.org" ? "" : "asked for " + asked_for.to_text()});
    return std::expected<std::vector<UpstreamCheck>, Fault>(std::move(checks));
  };
  sight.addresses = [] { return std::vector{Address::parse("10.1.0.2").value()}; };
  sight.dns_endpoints = {"127.0.0.1:5353"};
  return sight;
}

http::Request School::request(const std::string& who, const std::string& method, const std::string& path,
                              const Json& body) {
  http::Request request;
  request.method = method;
  const auto question = path.find('?');
  request.path = path.substr(0, question);
  if (question != std::string::npos) request.query = parse_query(path.substr(question + 1));
  if (!body.is_null()) request.body = body.dump();
  request.headers["Host"] = "box.school.example";
  if (who == "console") {
    request.peer.console_user = "root";
    return request;
  }
  request.peer.address = "192.0.2.10";
  if (who.empty()) return request;
  if (!sessions_.contains(who)) sessions_.emplace(who, sign_in->sessions().open(who));
  const auto& session = sessions_.at(who);
  request.headers["Cookie"] = std::string(routes::session_cookie) + "=" + session.token;
  request.headers["X-CSRF-Token"] = session.session.csrf_token;
  return request;
}

Reply School::send(const http::Request& request) {
  auto response = router->handle(request);
  Reply reply{response.status, Json::parse(response.body, nullptr, false), response.body, {}, response.stream};
  if (reply.json.is_discarded()) reply.json = nullptr;
  if (!response.file.empty()) {
    reply.body.resize(response.file.size());
    reply.body.resize(response.file.read(0, reply.body.data(), reply.body.size()));
  }
  for (const auto& [name, value] : response.headers) reply.headers[name] = value;
  return reply;
}

Reply School::ask(const std::string& who, const std::string& method, const std::string& path, const Json& body) {
  return send(request(who, method, path, body));
}

}  // namespace schoolgate::test
