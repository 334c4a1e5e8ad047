#include "blocklists/policy/services.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "blocklists/name.h"
#include "blocklists/policy/category.h"
#include "blocklists/public_suffix.h"
#include "tests/catch.h"

namespace schoolgate {
namespace {

// What many sites share: content networks, clouds, hosts of code and pages. A service may name a host of its own below
// one of these, never the whole.
constexpr std::string_view shared[] = {
    "akadns.net",
    "akamai.com",
    "akamai.net",
    "akamaiedge.net",
    "akamaihd.net",
    "akamaized.net",
    "alicdn.com",
    "amazonaws.com",
    "appspot.com",
    "aspnetcdn.com",
    "awsstatic.com",
    "azure.com",
    "azureedge.net",
    "azurefd.net",
    "azurewebsites.net",
    "b-cdn.net",
    "blogspot.com",
    "bootstrapcdn.com",
    "bunnycdn.com",
    "cachefly.net",
    "cdn77.org",
    "cloudapp.net",
    "cloudflare.com",
    "cloudflare.net",
    "cloudflareinsights.com",
    "cloudfront.net",
    "digitaloceanspaces.com",
    "doubleclick.net",
    "edgecastcdn.net",
    "edgekey.net",
    "edgesuite.net",
    "fastly.com",
    "fastly.net",
    "fastlylb.net",
    "firebaseio.com",
    "fonts.googleapis.com",
    "fonts.gstatic.com",
    "ggpht.com",
    "github.io",
    "gitlab.io",
    "googleapis.com",
    "googlehosted.com",
    "googleusercontent.com",
    "gravatar.com",
    "gstatic.com",
    "gvt1.com",
    "gvt2.com",
    "herokuapp.com",
    "hwcdn.net",
    "jquery.com",
    "jsdelivr.net",
    "l.google.com",

    "limelight.com",
    "llnwd.net",
    "msecnd.net",
    "netlify.app",
    "nocookie.net",
    "pages.dev",
    "qq.com",
    "r2.dev",
    "recaptcha.net",
    "shopify.com",
    "squarespace.com",
    "stackpathcdn.com",
    "storage.googleapis.com",
    "trafficmanager.net",
    "typekit.net",
    "unpkg.com",
    "vercel.app",
    "windows.net",
    "wixmp.com",
    "wixstatic.com",
    "wordpress.com",
    "workers.dev",
    "wp.com",
    "zendesk.com",
};

// What lessons, offices, devices and safety need, whatever a school blocks.
constexpr std::string_view needed[] = {
    "accounts.google.com",

    "ac.uk",
    "admin.google.com",
    "adobe.com",
    "apple.com",
    "archive.org",
    "arbor.sc",
    "aws.amazon.com",
    "bbc.co.uk",
    "bbci.co.uk",
    "bing.com",
    "bitesize.co.uk",
    "britannica.com",
    "canva.com",
    "ceop.police.uk",
    "childline.org.uk",
    "classdojo.com",
    "classroom.google.com",
    "clever.com",
    "cloud.microsoft",
    "code.org",
    "docs.google.com",
    "drive.google.com",
    "duckduckgo.com",
    "duolingo.com",
    "ecosia.org",
    "edmodo.com",
    "education.minecraft.net",
    "geogebra.org",
    "github.com",
    "google.co.uk",
    "google.com",
    "gov.uk",
    "icloud.com",
    "iwf.org.uk",
    "kahoot.com",
    "kahoot.it",
    "khanacademy.org",
    "live.com",
    "login.live.com",
    "login.microsoftonline.com",
    "lync.com",
    "meet.google.com",
    "microsoft.com",
    "microsoftonline.com",
    "minecrafteduservices.com",
    "moodle.com",
    "moodle.org",
    "mozilla.org",
    "mp.microsoft.com",
    "msftconnecttest.com",
    "mymaths.co.uk",
    "nationalgeographic.com",
    "nhs.uk",
    "nspcc.org.uk",
    "office.com",
    "office.net",
    "office365.com",
    "openstreetmap.org",
    "outlook.office.com",
    "outlook.office365.com",
    "oup.com",
    "overleaf.com",
    "padlet.com",
    "parliament.uk",
    "pearson.com",
    "phet.colorado.edu",
    "police.uk",
    "python.org",
    "quizlet.com",
    "replit.com",
    "samaritans.org",
    "satchelone.com",
    "sch.uk",
    "scratch.mit.edu",
    "sharepoint.com",
    "showmyhomework.co.uk",
    "sites.google.com",
    "skype.com",
    "sparxmaths.com",
    "stackoverflow.com",
    "swgfl.org.uk",
    "tassomai.com",
    "teams.microsoft.com",
    "thenational.academy",
    "time.windows.com",
    "ttrockstars.com",
    "turnitin.com",
    "ubuntu.com",
    "unrealengine.com",
    "w3.org",
    "whiterosemaths.com",
    "wikimedia.org",
    "wikipedia.org",
    "windows.com",
    "windowsupdate.com",
    "wolframalpha.com",
    "worldbook.com",
    "www.bing.com",
    "www.google.co.uk",
    "www.google.com",
    "www.icloud.com",
    "www.office.com",
    "youtubeeducation.com",
    "zoom.us",
};

struct Overlap {
  std::string_view name, service, other, reason;
};
// Names that stand in two services, or in one below a name of the other, on purpose.
constexpr std::array<Overlap, 0> allowed_overlaps{};

bool is_allowed(std::string_view name, std::string_view service, std::string_view other) {
  return std::ranges::any_of(allowed_overlaps, [&](const Overlap& overlap) {
    return overlap.name == name && overlap.service == service && overlap.other == other && !overlap.reason.empty();
  });
}

TEST_CASE("there are at least 80 services, sorted by ids that are unique and well formed") {
  CHECK(services().size() >= 80);
  CHECK(std::ranges::adjacent_find(services(), std::ranges::greater_equal{}, &Service::id) == services().end());
  for (const Service& service : services()) {
    INFO(service.id);
    CHECK(service.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK(!service.title.empty());
    CHECK(!service.names.empty());
    CHECK(find_category(service.category).has_value());
  }
}

TEST_CASE("titles of services are unique") {
  std::set<std::string_view> titles;
  for (const Service& service : services()) {
    INFO(service.title);
    CHECK(titles.insert(service.title).second);
  }
}

TEST_CASE("a service is found by its id") {
  REQUIRE(find_service("tiktok"));
  CHECK(services()[*find_service("tiktok")].title == "TikTok");
  CHECK(!find_service("tik"));
  CHECK(!find_service(""));
  CHECK(!find_service("zzz"));
}

TEST_CASE("every kind of service that schools decide about is there") {
  std::map<std::string_view, int> count;
  for (const Service& service : services()) ++count[service.category];
  for (const std::string_view category : {"social", "chat", "streaming", "youtube", "games", "ai", "downloads",
                                          "bypass", "file-hosting", "shopping", "webmail", "dating", "gambling"}) {
    INFO(category);
    CHECK(count[category] > 0);
  }
}

TEST_CASE("every name of a service is canonical") {
  for (const Service& service : services())
    for (const std::string_view text : service.names) {
      INFO(service.id << ": " << text);
      const auto name = Name::from_text(text);
      REQUIRE(name);
      CHECK(name->to_text() == text);
    }
}

TEST_CASE("no name is in two services, or below another service's name") {
  std::map<std::string, std::string_view> owner;
  for (const Service& service : services())
    for (const std::string_view text : service.names) {
      INFO(service.id << ": " << text);
      const auto [earlier, first] = owner.try_emplace(std::string(text), service.id);
      CHECK((first || is_allowed(text, service.id, earlier->second)));
    }
  for (const Service& service : services())
    for (const std::string_view text : service.names) {
      const Name name = *Name::from_text(text);
      for (NameView parent = name.view().parent(); !parent.is_root(); parent = parent.parent())
        if (const auto above = owner.find(parent.to_text()); above != owner.end()) {
          INFO(service.id << ": " << text << " is below " << above->first << " of " << above->second);
          CHECK(is_allowed(text, service.id, above->second));
        }
    }
}

TEST_CASE("a service never names a public suffix") {
  for (const Service& service : services())
    for (const std::string_view text : service.names) {
      INFO(service.id << ": " << text);
      CHECK(!is_public_suffix(*Name::from_text(text)));
    }
}

TEST_CASE("a service never takes what many sites share, nor what a school needs") {
  for (const auto list : {std::span<const std::string_view>(shared), std::span<const std::string_view>(needed)})
    for (const std::string_view text : list) {
      const Name kept = *Name::from_text(text);
      for (const Service& service : services())
        for (const std::string_view name : service.names) {
          INFO(service.id << ": " << name << " would take " << text);
          CHECK(!kept.view().is_at_or_below(*Name::from_text(name)));
        }
    }
}

TEST_CASE("a service does not block the strict front end of a search engine") {
  for (const std::string_view text : {"forcesafesearch.google.com", "strict.bing.com", "safe.duckduckgo.com",
                                      "strict-safe-search.ecosia.org", "forcesafe.search.brave.com"})
    for (const Service& service : services())
      for (const std::string_view name : service.names) {
        INFO(service.id << ": " << name);
        CHECK(!Name::from_text(text)->view().is_at_or_below(*Name::from_text(name)));
      }
}

}  // namespace
}  // namespace schoolgate
