// Events as they happen: what is told to whom, and how a stream begins, goes on and ends.
#include <thread>

#include <sys/socket.h>

#include "tests/admin-api/client.h"
#include "tests/admin-api/school.h"
#include "tests/admin-api/served.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;

using test::Json;

namespace {

Json rule(const std::string& name) { return {{"action", "block"}, {"name", name}, {"reason", "test"}}; }

struct Watcher {
  test::School& school;
  std::shared_ptr<http::Stream> stream;
  Watcher(test::School& of, const std::string& who, const std::string& after = "") : school(of) {
    auto request = school.request(who, "GET", "/api/v1/events");
    if (!after.empty()) request.headers["Last-Event-ID"] = after;
    const auto reply = school.send(request);
    REQUIRE(reply.status == 200);
    REQUIRE(reply.stream);
    stream = reply.stream;
  }
  std::string news() {
    school.events->look();
    return stream->take();
  }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a change is told with its serial number and kind, and what waits at the start") {
  test::School school;
  Watcher watcher(school, "teacher");
  const std::string first = watcher.news();
  CHECK(has(first, "retry: 5000\n\n"));
  CHECK(has(first, "event: waiting\ndata: {\"requests\":0,\"site_reports\":0,\"reviews\":0}\n\n"));
  CHECK_FALSE(has(first, "event: change"));
  const auto serial = school.ask("manager", "POST", "/api/v1/rules", rule("a.example")).json["serial"].get<int>();
  const std::string id = std::to_string(serial);
  CHECK(watcher.news() == "id: " + id + "\nevent: change\ndata: {\"serial\":" + id + ",\"kind\":\"rule.added\"}\n\n");
  CHECK(watcher.news().empty());
}

TEST_CASE("a page that lost its connection goes on after the last change that it knew, or is told to begin anew") {
  test::School school;
  const auto before = std::to_string(school.changes->state()->serial);
  school.ask("manager", "POST", "/api/v1/rules", rule("a.example"));
  school.ask("manager", "POST", "/api/v1/rules", rule("b.example"));
  std::string news = Watcher(school, "teacher", before).news();
  CHECK(has(news, "id: " + std::to_string(school.changes->state()->serial - 1) + "\n"));
  CHECK(has(news, "id: " + std::to_string(school.changes->state()->serial) + "\n"));
  news = Watcher(school, "teacher", "999999").news();  // another box, or a restored one
  CHECK(has(news, "event: reset"));
  for (std::size_t n = 0; n <= max_missed_changes; ++n)
    REQUIRE(school.ask("manager", "POST", "/api/v1/rules", rule("n" + std::to_string(n) + ".example")).status < 300);
  news = Watcher(school, "teacher", before).news();
  CHECK(has(news, "event: reset"));
  CHECK_FALSE(has(news, "event: change"));
}

TEST_CASE("blocked answers are told to those who may see them, and to nobody else") {
  test::School school;
  RecentBlock old;
  old.number = 1;
  old.name = "old.example";
  school.activity.blocks = {old};
  Watcher lead(school, "lead"), teacher(school, "teacher");
  RecentBlock fresh = old;
  fresh.number = 2;
  fresh.name = "fresh.example";
  school.activity.blocks.push_back(fresh);
  const std::string news = lead.news();
  CHECK(has(news, "event: blocked\ndata: {\"number\":2"));
  CHECK(has(news, "fresh.example"));
  CHECK_FALSE(has(news, "old.example"));
  CHECK_FALSE(has(teacher.news(), "fresh.example"));
}

TEST_CASE("the progress of a list job is told from its start to its end") {
  test::School school;
  Watcher watcher(school, "governor");
  watcher.news();
  school.lists.running = ListProgress{1, "import", "ut1/games", 0, 2};
  CHECK(has(
      watcher.news(),
      "event: job\ndata: {\"job\":1,\"what\":\"import\",\"list\":\"ut1/games\",\"done\":0,\"of\":2,\"ended\":false}"));
  CHECK(watcher.news().empty());
  school.lists.running = ListProgress{2, "refresh", "", 2, 2};
  const std::string news = watcher.news();
  CHECK(has(news, "{\"job\":1,\"ended\":true}"));
  CHECK(has(news, "{\"job\":2,"));
  school.lists.running.reset();
  CHECK(has(watcher.news(), "{\"job\":2,\"ended\":true}"));
}

TEST_CASE(
    "a stream ends when its person signs out, is disabled or has another role, and does not keep a session alive") {
  test::School school;
  Watcher out(school, "teacher");
  out.news();
  CHECK_FALSE(out.stream->over());
  school.ask("teacher", "DELETE", "/api/v1/session");
  out.news();
  CHECK(out.stream->over());

  Watcher lead(school, "lead");
  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/lead", {{"role", "teacher"}, {"reason", "new post"}}).status ==
          200);
  lead.news();
  CHECK(lead.stream->over());

  Watcher idle(school, "governor");
  school.now += auth::idle_limit - 1s;
  idle.news();
  CHECK_FALSE(idle.stream->over());
  school.now += 1s;
  idle.news();
  CHECK(idle.stream->over());
}

TEST_CASE("open streams are few for each person and in all, and one that ended makes room") {
  test::School school;
  std::vector<std::shared_ptr<http::Stream>> open;
  for (std::size_t n = 0; n < max_event_streams_of_person; ++n) open.push_back(Watcher(school, "teacher").stream);
  const auto reply = school.ask("teacher", "GET", "/api/v1/events");
  CHECK(reply.status == 503);
  CHECK(reply.headers.contains("Retry-After"));
  CHECK(school.ask("head", "GET", "/api/v1/events").status == 200);
  open.back()->detach();
  CHECK(school.ask("teacher", "GET", "/api/v1/events").status == 200);
}

TEST_CASE("a page that is told nothing for a while is told that we are still here") {
  test::School school;
  const auto hub = EventHub::start({*school.changes, school.lists, nullptr}, false, 0ms);
  const auto stream = hub->open({"somebody", false, [] { return true; }}, {});
  REQUIRE(stream);
  hub->look();
  (*stream)->take();
  hub->look();
  CHECK((*stream)->take() == ": still here\n\n");
}

TEST_CASE("over a real connection events arrive one by one, and the stream's end is the connection's") {
  auto stream = std::make_shared<http::Stream>();
  test::Served served([&](const http::Request&) {
    http::Response response;
    response.type = "text/event-stream";
    response.stream = stream;
    return response;
  });
  auto client = test::Client::to_port(served.server->port());
  const auto head = client.ask(test::get);
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-type") == "text/event-stream");
  CHECK_FALSE(head.headers.contains("content-length"));
  CHECK(head.headers.at("connection") == "close");
  CHECK(stream->push("one\n"));
  CHECK(client.read_some(4) == "one\n");
  CHECK(stream->push("two\n"));
  CHECK(client.read_some(4) == "two\n");
  stream->push("last\n");
  stream->end();
  CHECK(client.read_some(5) == "last\n");
  CHECK(client.closed_by_server());
}

TEST_CASE("a client that goes away is noticed, and one that does not read is dropped") {
  std::vector<std::shared_ptr<http::Stream>> streams{std::make_shared<http::Stream>(),
                                                     std::make_shared<http::Stream>()};
  std::size_t next = 0;
  test::Served served([&](const http::Request&) {
    http::Response response;
    response.type = "text/event-stream";
    response.stream = streams.at(next++);
    return response;
  });
  {
    auto gone = test::Client::to_port(served.server->port());
    REQUIRE(gone.ask(test::get).status == 200);
  }
  while (!streams[0]->over()) std::this_thread::yield();  // the reactor sees the connection's end
  CHECK_FALSE(streams[0]->push("x"));

  auto slow = test::Client::to_port(served.server->port());
  REQUIRE(slow.ask(test::get).status == 200);
  const std::string piece(16 * 1024, 'x');
  while (streams[1]->push(piece)) std::this_thread::yield();  // until the kernel's buffers and ours are full
  CHECK(streams[1]->over());
}

TEST_CASE("a program's stream ends with its token: revoked, expired, or its owner gone") {
  test::School school;
  const auto token = [&](const char* who) {
    return school.ask(who, "POST", "/api/v1/tokens", {{"name", "a screen in the office"}, {"scope", "read"}}).json;
  };
  const auto watch = [&](const Json& made) {
    auto request = school.request("", "GET", "/api/v1/events");
    request.headers["Authorization"] = "Bearer " + made["token"].get<std::string>();
    auto reply = school.send(request);
    REQUIRE(reply.status == 200);
    school.events->look();
    CHECK_FALSE(reply.stream->over());
    return reply.stream;
  };
  const Json revoked = token("lead"), old = token("governor"), left = token("teacher");
  const auto revoked_stream = watch(revoked), old_stream = watch(old), left_stream = watch(left);

  REQUIRE(school.ask("lead", "DELETE", "/api/v1/tokens/" + revoked["id"].get<std::string>()).status == 200);
  school.events->look();
  CHECK(revoked_stream->over());
  CHECK_FALSE(old_stream->over());

  REQUIRE(school.ask("manager", "PATCH", "/api/v1/people/teacher", {{"disabled", true}, {"reason", "left"}}).status ==
          200);
  school.events->look();
  CHECK(left_stream->over());

  school.now += std::chrono::hours(24) * 366;
  school.events->look();
  CHECK(old_stream->over());
}

TEST_CASE("what waits is told when somebody asks for an unblock, and again when it is decided") {
  test::School school;
  Watcher watcher(school, "lead");
  watcher.news();
  const auto until = to_rfc3339(std::chrono::floor<std::chrono::seconds>(school.now + 5h));
  const auto asked = school.ask("teacher", "POST", "/api/v1/requests",
                                {{"names", {"votes.example"}},
                                 {"topic", "The suffragettes"},
                                 {"groups", {"pupils"}},
                                 {"until", until},
                                 {"reason", "Year 9 reads the trial records"}});
  INFO(asked.body);
  REQUIRE(asked.status == 201);
  CHECK(has(watcher.news(), "event: waiting\ndata: {\"requests\":1,\"site_reports\":0,\"reviews\":0}\n\n"));
  CHECK(school.ask("lead", "GET", "/api/v1/status").json["waiting"]["requests"] == 1);
  const std::string id = asked.json["id"];
  REQUIRE(school.ask("lead", "POST", "/api/v1/requests/" + id + "/reject", {{"reason", "not now"}}).status == 200);
  CHECK(has(watcher.news(), "{\"requests\":0,\"site_reports\":0,\"reviews\":0}"));
}
