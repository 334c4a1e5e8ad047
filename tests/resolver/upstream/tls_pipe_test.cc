#include "tests/resolver/upstream/engine_bench.h"
#include "tests/resolver/upstream/fake_dot.h"

using namespace schoolgate;
using namespace schoolgate::test;
using Status = UpstreamAnswer::Status;

namespace {

UpstreamConfig config_of(const FakeDot& server, const std::string& name) {
  auto config = test::config_of({"tls://127.0.0.1:" + std::to_string(server.port()) + "#" + name});
  config.ca_file = server.ca_file();
  return config;
}

}  // namespace

TEST_CASE("queries go to an encrypted upstream over few connections") {
  FakeDot server("dot.school.test");
  EngineBench bench(config_of(server, "dot.school.test"));
  for (int i = 0; i < 50; ++i)
    CHECK(bench.ask_and_wait("n" + std::to_string(i) + ".example.org").status == Status::answered);
  CHECK(bench.ask_and_wait("big.example.org").answers() == 100);
  CHECK(server.connections < 10);
}

TEST_CASE("a server whose certificate has another name gets no query") {
  FakeDot server("dot.school.test");
  EngineBench bench(config_of(server, "other.school.test"));
  const Got got = bench.ask_and_wait("www.example.org");
  CHECK(got.status == Status::unreachable);
  INFO(got.why);
  CHECK(got.why.find("certificate") != std::string::npos);
  CHECK(got.why.find("ostname mismatch") != std::string::npos);
  CHECK(server.queries == 0);
}

TEST_CASE("a server whose certificate nobody vouches for gets no query") {
  FakeDot server("dot.school.test"), stranger("dot.school.test");
  auto config = config_of(server, "dot.school.test");
  config.ca_file = stranger.ca_file();
  EngineBench bench(config);
  CHECK(bench.ask_and_wait("www.example.org").status == Status::unreachable);
  CHECK(server.queries == 0);
}

TEST_CASE("an encrypted upstream that hangs up is connected again, resuming the session") {
  FakeDot server("dot.school.test");
  EngineBench bench(config_of(server, "dot.school.test"));
  CHECK(bench.ask_and_wait("before.example.org").status == Status::answered);
  server.hang_up();
  CHECK(bench.ask_and_wait("after.example.org").status == Status::answered);
  CHECK(server.connections >= 2);
  CHECK(server.resumed >= 1);
}

TEST_CASE("another program cannot use the pipe to ask around the filter") {
  FakeDot server("dot.school.test");
  uv_loop_t loop;
  uv_loop_init(&loop);
  auto client = TlsClient::create(server.ca_file()).value();
  auto upstream = config_of(server, "dot.school.test").servers.front();
  bool asked = false;
  auto pipe = TlsPipe::create(loop, client, upstream, [&](std::uint16_t) {
                asked = true;
                return false;
              }).value();
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(pipe->entrance().port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  while (!asked) uv_run(&loop, UV_RUN_ONCE);
  uv_run(&loop, UV_RUN_NOWAIT);  // closes what was refused
  char octet = 0;
  CHECK(recv(fd, &octet, 1, 0) <= 0);
  close(fd);
  CHECK(server.connections == 0);
  pipe.reset();
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}

TEST_CASE("thousands of queries through the pipe lose nothing") {
  FakeDot server("dot.school.test");
  EngineBench bench(config_of(server, "dot.school.test"));
  int sent = 0, done = 0, answered = 0;
  while (done < 5000) {
    for (; sent < 5000 && sent - done < 200; ++sent)
      bench.ask((sent % 10 == 0 ? "big" : "h") + std::to_string(sent) + ".example.org", [&](const UpstreamAnswer& a) {
        ++done;
        answered += a.status == Status::answered;
      });
    uv_run(&bench.loop(), UV_RUN_ONCE);
  }
  CHECK(answered == 5000);
}

TEST_CASE("an unusable file of authorities is a fault with its name") {
  const auto client = TlsClient::create("/nonexistent/authority.pem");
  REQUIRE(!client);
  CHECK(client.error().what.find("/nonexistent/authority.pem") != std::string::npos);
}
