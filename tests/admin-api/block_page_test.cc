// The block page: what it says to whom, that nothing from outside gets into it unescaped, and what it takes of a
// report.
#include "admin-api/block-page/block_page.h"

#include "admin-api/block-page/form.h"
#include "admin-api/block-page/visitors.h"
#include "tests/admin-api/client.h"
#include "tests/admin-api/school.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace std::chrono_literals;

using test::Json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Site {
  test::School school;
  block_page::Visitors visitors;
  std::string client = "10.1.0.7";

  Site() : visitors(school.clock(), *school.changes, *school.policy, [this] { return school.seen; }) {
    commit(change::RuleAdded{{"", RuleAction::block, "games.example", {}}});
    Group group = school.changes->state()->groups.at("pupils");
    group.blocked_services = {"tiktok"};
    commit(change::GroupSet{group});
  }
  void commit(Change change) {
    const Actor console{"console", Role::network_manager, Actor::Via::console, {}};
    const auto done = school.changes->commit({console, "test", std::move(change)});
    INFO((done ? std::string() : done.error().what));
    REQUIRE(done);
  }
  http::Request request(const std::string& host, const std::string& method = "GET",
                        const std::string& path = "/") const {
    http::Request request;
    request.method = method;
    request.path = path;
    request.headers["Host"] = host;
    request.peer.address = client;
    return request;
  }
  http::Response visit(const std::string& host, const std::string& method = "GET", const std::string& path = "/") {
    return visitors.answer(request(host, method, path));
  }
  std::string token(const std::string& host) {
    const std::string page = visit(host).body;
    const std::string before = "name=\"token\" value=\"";
    const auto at = page.find(before);
    REQUIRE(at != std::string::npos);
    return page.substr(at + before.size(), page.find('"', at + before.size()) - at - before.size());
  }
  http::Response report(const std::string& host, const std::string& fields, bool with_token = true) {
    auto sent = request(host, "POST", std::string(block_page::report_path));
    sent.headers["Content-Type"] = "application/x-www-form-urlencoded";
    sent.headers["Origin"] = "null";  // what browsers send under the referrer policy of the page
    sent.body = fields + (with_token ? "&token=" + token(host) : "");
    return visitors.answer(sent);
  }
  std::size_t reports() const { return school.changes->state()->site_reports.size(); }
};

}  // namespace

TEST_CASE("the page says what is blocked and why, in the school's words, and that use is monitored") {
  Site site;
  const auto page = site.visit("www.games.example:80");
  CHECK(page.status == 403);
  CHECK(page.type == "text/html; charset=utf-8");
  CHECK(has(page.body, "<html lang=\"en-GB\">"));
  CHECK(has(page.body, "www.games.example is blocked at Our school."));
  CHECK(has(page.body, "The school has decided to block it."));
  CHECK(has(page.body, "Use of the internet is monitored"));
  CHECK(has(page.body, "I need this for a lesson"));
  CHECK(has(page.body, "This is unsuitable or wrong"));
  CHECK(has(site.visit("www.tiktok.com").body, "It belongs to TikTok"));
  auto settings = site.school.changes->state()->settings;
  settings.monitoring_notice = "Mr <Jones> looks & listens.";
  site.commit(change::SettingsSet{settings});
  CHECK(has(site.visit("www.games.example").body, "Mr &lt;Jones&gt; looks &amp; listens."));
}

TEST_CASE("the page needs nothing but itself, and lets nothing else in") {
  Site site;
  const auto page = site.visit("www.games.example");
  std::string policy;
  for (const auto& [name, value] : page.headers) {
    CHECK(name != "Set-Cookie");
    if (name == "Content-Security-Policy") policy = value;
  }
  CHECK(has(policy, "default-src 'none'; style-src 'sha256-"));
  CHECK(has(policy, "form-action 'self'"));
  CHECK(has(policy, "frame-ancestors 'none'"));
  CHECK_FALSE(has(policy, "unsafe"));
  for (const char* foreign : {"<script", "http:", "https:", "src=", "url(", "@import", " style=", "onclick"})
    CHECK_FALSE(has(page.body, foreign));
}

TEST_CASE("what is decided is decided anew for the device that looks") {
  Site site;
  CHECK(has(site.visit("www.example.org").body, "not blocked by its name"));
  site.commit(change::QuarantineStarted{{"", Prefix::parse("10.1.0.7").value(), {}, {}, true}});
  const auto page = site.visit("www.example.org");
  CHECK(has(page.body, "Internet access is suspended on this device"));
  CHECK_FALSE(has(page.body, "<form"));
  site.client = "10.1.0.8";
  CHECK(has(site.visit("www.example.org").body, "not blocked by its name"));
}

TEST_CASE("of a sealed site the page says nothing, and takes no report") {
  Site site;
  const SealedSet::Key key{7};
  const Name name = Name::from_text("illegal.example").value();
  site.school.policy->on_sealed(std::make_shared<SealedSet>(key, std::vector{SealedSet::digest(key, name)}));
  const auto page = site.visit("www.illegal.example");
  CHECK(page.status == 403);
  CHECK(has(page.body, "This page may not be shown"));
  CHECK_FALSE(has(page.body, "illegal.example"));
  CHECK_FALSE(has(page.body, "<form"));
  CHECK(site.report("www.illegal.example", "kind=needed", false).status == 403);
  CHECK(site.reports() == 0);
}

TEST_CASE("a host that is no site gets the neutral page: addresses, nonsense, and names without end") {
  Site site;
  for (const std::string& host :
       {std::string("10.0.0.2"), std::string("10.0.0.2:80"), std::string("[2001:db8::1]:80"), std::string("[::1]"),
        std::string(), std::string("localhost"), std::string("<script>alert(1)</script>.example"),
        std::string("a..example"), std::string(9000, 'a'), std::string(300, 'a') + ".example",
        std::string("\xff\xfe.example")}) {
    INFO(host.substr(0, 60));
    const auto page = site.visit(host);
    CHECK(page.status == 403);
    CHECK(has(page.body, "There is nothing here"));
    CHECK_FALSE(has(page.body, "<form"));
    CHECK_FALSE(has(page.body, "<script"));
  }
  CHECK(has(site.visit("www.games.example.").body, "www.games.example is blocked"));
  CHECK(has(site.visit("WWW.Games.Example").body, "www.games.example is blocked"));
}

TEST_CASE("any path, any method and another site's form get the page; an icon that is asked for gets nothing") {
  Site site;
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    auto request = site.request("www.games.example", method, "/some/where/else");
    request.body = "password=secret&kind=needed";
    const auto page = site.visitors.answer(request);
    CHECK(page.status == 403);
    CHECK(has(page.body, "is blocked at"));
    CHECK_FALSE(has(page.body, "secret"));
  }
  CHECK(site.visit("www.games.example", "GET", "/favicon.ico").status == 404);
  CHECK(site.visit("www.games.example", "GET", "/favicon.ico").body.empty());
  CHECK(site.visit("www.games.example", "GET", std::string(block_page::report_path)).status == 403);
  CHECK(site.reports() == 0);
}

TEST_CASE("a report is taken without signing in, with the device, the group and the moment") {
  Site site;
  site.commit(change::DeviceSet{{"pc-7", "Library PC 7", "", {}, {}, {Prefix::parse("10.1.0.7").value()}, {}}});
  const auto page = site.report("www.games.example", "kind=needed&text=Year+4%3A+the+%3Cb%3ERomans%0D%0A%C3%A9");
  CHECK(page.status == 200);
  CHECK(has(page.body, "Thank you"));
  REQUIRE(site.reports() == 1);
  const SiteReport report = site.school.changes->state()->site_reports.begin()->second;
  CHECK(report.kind == SiteReportKind::needed);
  CHECK(report.name == "www.games.example");
  CHECK(report.text == "Year 4: the <b>Romans\n\xc3\xa9");
  CHECK(report.device == "pc-7");
  CHECK(report.group == site.school.policy->current()->groups[site.school.policy->current()->strictest].id);
  CHECK(report.time == test::monday);
  const auto record = site.school.changes->records(site.school.changes->state()->serial - 1, 1).at(0);
  CHECK(record.kind == "site_report.added");
  CHECK(record.via == "system");
  CHECK(record.address == "10.1.0.7");
  CHECK(has(site.report("www.games.example", "kind=needed").body, "know of this from this device already"));
  CHECK(site.report("www.games.example", "kind=wrong").status == 200);
  CHECK(site.reports() == 2);
}

TEST_CASE("a report that no page of ours was made for is not taken") {
  Site site;
  const std::string token = site.token("www.games.example");
  CHECK(site.report("www.games.example", "kind=needed", false).status == 400);
  CHECK(site.report("www.games.example", "kind=needed&token=0123456789abcdef0123456789abcdef", false).status == 400);
  CHECK(site.report("www.tiktok.com", "kind=needed&token=" + token, false).status == 400);
  site.client = "10.1.0.8";
  CHECK(site.report("www.games.example", "kind=needed&token=" + token, false).status == 400);
  site.client = "10.1.0.7";
  CHECK(site.report("www.games.example", "kind=nonsense&token=" + token, false).status == 400);
  auto foreign = site.request("www.games.example", "POST", std::string(block_page::report_path));
  foreign.body = "kind=needed&token=" + token;
  foreign.headers["Sec-Fetch-Site"] = "cross-site";
  CHECK(site.visitors.answer(foreign).status == 400);
  CHECK(site.reports() == 0);
  site.school.now += 61min;
  CHECK(site.report("www.games.example", "kind=needed&token=" + token, false).status == 200);
  site.school.now += 120min;
  CHECK(site.report("www.games.example", "kind=wrong&token=" + token, false).status == 400);
}

TEST_CASE("reports are bounded in length and in number") {
  Site site;
  CHECK(site.report("www.games.example", "kind=needed&text=" + std::string(block_page::max_text_letters + 1, 'x'))
            .status == 400);
  std::string longest;
  for (std::size_t n = 0; n < block_page::max_text_letters; ++n) longest += "%F0%9F%98%80";
  CHECK(site.report("n0.games.example", "kind=needed&text=" + longest).status == 200);
  for (int n = 1; n < 5; ++n)
    CHECK(site.report("n" + std::to_string(n) + ".games.example", "kind=needed&text=%FF").status == 200);
  CHECK(site.report("n5.games.example", "kind=needed").status == 429);
  site.client = "10.1.0.8";
  CHECK(site.report("n5.games.example", "kind=needed").status == 200);
}

TEST_CASE("a flood of reports from many addresses ends at a number in all") {
  block_page::ReportRate rate;
  const auto start = block_page::ReportRate::Time{} + 1000h;
  std::size_t taken = 0;
  for (int n = 0; n < 200; ++n) taken += rate.take(*Address::parse("10.1.1." + std::to_string(n)), start) ? 1 : 0;
  CHECK(taken == block_page::ReportRate::max_in_all);
  CHECK_FALSE(rate.take(*Address::parse("10.2.0.1"), start + 59min));
  CHECK(rate.take(*Address::parse("10.2.0.1"), start + 60min));
  block_page::ReportRate other;
  for (int n = 0; n < 5; ++n) CHECK(other.take(*Address::parse("2001:db8::" + std::to_string(n)), start));
  CHECK_FALSE(other.take(*Address::parse("2001:db8::beef"), start));
}

TEST_CASE("a form is read as browsers write it, and bounded") {
  const auto form = block_page::read_form("a=1+2&b=%26%3d&a=3&c&=d&e=%zz%4");
  CHECK(form.at("a") == "1 2");
  CHECK(form.at("b") == "&=");
  CHECK(form.at("e") == "%zz%4");
  CHECK(block_page::read_form(std::string(block_page::max_form_octets + 1, 'a')).empty());
  CHECK(block_page::clean_text("a\tb\r\nc\x7f") == "ab\nc");
  CHECK(block_page::clean_text("\xc3").empty());
}

TEST_CASE("on a real connection whatever a browser sends is answered, and each connection is closed after it") {
  Site site;
  const auto page = BlockPage::start({.listen = {{"127.0.0.1", 0}}, .tls_listen = {}, .certificate = {}, .key = {}},
                                     site.school.clock(), *site.school.changes, *site.school.policy, {});
  REQUIRE(page->ports().size() == 1);
  CHECK(page->problem().empty());
  const auto ask = [&](const std::string& text) {
    auto client = test::Client::to_plain_port(page->ports()[0]);
    const auto answer = client.ask(text);
    CHECK(client.closed_by_server());
    return answer;
  };
  const std::string host = "Host: www.games.example\r\n";
  const auto answer = ask("GET /a?b=1&b=2&c=%zz HTTP/1.1\r\n" + host + "\r\n");
  CHECK(answer.status == 403);
  CHECK(has(answer.body, "www.games.example is blocked"));
  CHECK(answer.headers.at("cache-control") == "no-store");
  CHECK(answer.headers.at("x-content-type-options") == "nosniff");
  CHECK(has(answer.headers.at("content-security-policy"), "style-src 'sha256-"));
  CHECK_FALSE(answer.headers.contains("strict-transport-security"));
  CHECK_FALSE(answer.headers.contains("set-cookie"));

  // As many octets of a head as are promised, and none of a body.
  auto head = test::Client::to_plain_port(page->ports()[0]);
  REQUIRE(head.send("HEAD / HTTP/1.1\r\n" + host + "\r\n"));
  const std::string all = head.read_some(100'000);
  CHECK(all.starts_with("HTTP/1.1 403"));
  CHECK(all.ends_with("\r\n\r\n"));

  for (const std::string& odd :
       {"GET /" + std::string(8000, 'x') + "?q=" + std::string(2000, 'y') + " HTTP/1.1\r\n" + host + "\r\n",
        "POST /login HTTP/1.1\r\n" + host +
            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\nhello",
        "POST /upload HTTP/1.1\r\n" + host + "Content-Length: 999999999\r\n\r\n",
        "POST /api HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /video HTTP/1.1\r\n" + host + "Range: bytes=0-99\r\n\r\n",
        "GET /socket HTTP/1.1\r\n" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\n" + host + "\r\n", std::string("GET / HTTP/1.0\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n"), "GET / HTTP/1.1\r\nHost: " + std::string(12'000, 'h') + "\r\n\r\n",
        std::string("nonsense\r\n\r\n")}) {
    INFO(odd.substr(0, 40));
    const auto reply = ask(odd);
    CHECK(reply.status == 403);
    CHECK(has(reply.body, "<!doctype html>"));
  }
}

TEST_CASE("an address that is taken is told and tried again, and a bad certificate keeps nobody from the plain page") {
  Site site;
  const auto page = BlockPage::start({.listen = {{"127.0.0.1", 0}},
                                      .tls_listen = {{"127.0.0.1", 0}},
                                      .certificate = "/no/such/file",
                                      .key = "/no/such/file"},
                                     site.school.clock(), *site.school.changes, *site.school.policy, {});
  CHECK(page->ports()[0] != 0);
  CHECK(page->ports()[1] == 0);
  CHECK(has(page->problem(), "/no/such/file"));
  CHECK_FALSE(page->reload_certificate());
}
