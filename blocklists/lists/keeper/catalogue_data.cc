#include "blocklists/lists/keeper/catalogue_data.h"

namespace schoolgate::catalogue_data {
namespace {

// The Toulouse lists. The publisher offers tar archives; the mirror has the same files one by one. Its `adult` list is
// over the mirror's limit for one file and comes through Firebog, below.
constexpr List ut1[] = {
    {"agressif", "Aggression", "violence", "agressif", true},
    {"ai", "AI tools", "ai", "ai", true},
    {"arjel", "Licensed gambling (France)", "gambling", "arjel"},
    {"astrology", "Astrology", "astrology", "astrology"},
    {"audio-video", "Audio and video", "streaming", "audio-video", true},
    {"bank", "Banks", "bank", "bank"},
    {"bitcoin", "Cryptocurrency", "cryptocurrency", "bitcoin", true},
    {"blog", "Blogs", "blog", "blog"},
    {"celebrity", "Celebrities", "celebrity", "celebrity"},
    {"chat", "Chat", "chat", "chat", true},
    {"child", "Sites for children", "child", "child"},
    {"cooking", "Cooking", "cooking", "cooking"},
    {"cryptojacking", "Cryptojacking", "cryptojacking", "cryptojacking", true},
    {"dangerous-material", "Dangerous material", "dangerous-material", "dangerous_material", true},
    {"dating", "Dating", "dating", "dating", true},
    {"ddos", "Attacks for hire", "hacking", "ddos", true},
    {"doh", "Encrypted DNS", "bypass", "doh", true},
    {"download", "Software downloads", "downloads", "download"},
    {"drogue", "Drugs", "drugs", "drogue", true},
    {"dynamic-dns", "Dynamic DNS", "dynamic-dns", "dynamic-dns"},
    {"educational-games", "Educational games", "educational-games", "educational_games"},
    {"fakenews", "Fake news", "misinformation", "fakenews", true},
    {"filehosting", "File hosting", "file-hosting", "filehosting"},
    {"financial", "Finance", "finance", "financial"},
    {"forums", "Forums", "forums", "forums"},
    {"gambling", "Gambling", "gambling", "gambling", true},
    {"games", "Games", "games", "games", true},
    {"hacking", "Hacking", "hacking", "hacking", true},
    {"jobsearch", "Job search", "jobsearch", "jobsearch"},
    {"lingerie", "Lingerie", "lingerie", "lingerie", true},
    {"malware", "Malware", "malware", "malware", true},
    {"manga", "Manga", "manga", "manga"},
    {"mixed-adult", "Sites with adult sections", "mixed-adult", "mixed_adult", true},
    {"mobile-phone", "Mobile phones", "mobile-phone", "mobile-phone"},
    {"phishing", "Phishing", "phishing", "phishing", true},
    {"press", "Press", "press", "press"},
    {"publicite", "Advertising", "ads", "publicite"},
    {"radio", "Radio", "radio", "radio"},
    {"redirector", "Proxies", "bypass", "redirector", true},
    {"remote-control", "Remote control", "remote-control", "remote-control"},
    {"residential-proxies", "Residential proxies", "bypass", "residential-proxies"},
    {"sect", "Sects", "sect", "sect", true},
    {"sexual-education", "Sexual education", "sexual-education", "sexual_education", true},
    {"shopping", "Shopping", "shopping", "shopping"},
    {"shortener", "Link shorteners", "shortener", "shortener"},
    {"social-networks", "Social networks", "social", "social_networks", true},
    {"sports", "Sports", "sports", "sports"},
    {"stalkerware", "Stalkerware", "stalkerware", "stalkerware", true},
    {"translation", "Translation", "translation", "translation"},
    {"tricheur", "Exam cheating", "cheating", "tricheur", true},
    {"vpn", "VPNs", "bypass", "vpn", true},
    {"warez", "Warez", "piracy", "warez", true},
    {"webhosting", "Web hosting", "web-hosting", "webhosting"},
    {"webmail", "Webmail", "webmail", "webmail"},
};
constexpr List firebog[] = {{"adult", "Adult, through Firebog", "adult", "Prigent-Adult"}};

// "onlydomains" is the edition that lists each name once and means everything below it.
constexpr List hagezi[] = {
    {"light", "Light: ads and tracking with few side effects", "ads", "light", true},
    {"normal", "Normal: ads, tracking and more", "ads", "multi"},
    {"pro", "Pro: ads, tracking and more, wider", "ads", "pro"},
    {"threats", "Threat intelligence, medium", "malware", "tif.medium", true},
    {"threats-full", "Threat intelligence, full", "malware", "tif"},
    {"fake", "Fake shops and scams", "scam", "fake", true},
    {"popup-ads", "Pop-up ads", "ads", "popupads"},
    {"bypass", "DoH, VPN, Tor and proxy bypass", "bypass", "doh-vpn-proxy-bypass", true},
    {"gambling", "Gambling, medium", "gambling", "gambling.medium", true},
    {"gambling-full", "Gambling, full", "gambling", "gambling"},
    {"piracy", "Anti-piracy", "piracy", "anti.piracy", true},
    {"adult", "Adult content", "adult", "nsfw", true},
    {"social", "Social networks", "social", "social"},
    {"dynamic-dns", "Dynamic DNS", "dynamic-dns", "dyndns", true},
    {"hosters", "Hosters that are used for abuse", "risk", "hoster"},
    {"shorteners", "Link shorteners", "shortener", "urlshortener", true},
    {"no-safe-search", "Search engines without safe search", "bypass", "nosafesearch"},
    {"tlds", "Top-level domains that are most abused", "tlds", "spam-tlds"},
};

constexpr List oisd[] = {
    {"big", "Big: ads, tracking, malware", "mixed", "big"},
    {"small", "Small: ads", "ads", "small"},
    {"nsfw", "Adult content", "adult", "nsfw", true},
};

constexpr List steven_black[] = {
    {"unified", "Unified: ads and malware", "ads", "hosts"},
    {"fake-news", "Fake news", "misinformation", "alternates/fakenews-only/hosts", true},
    {"gambling", "Gambling", "gambling", "alternates/gambling-only/hosts"},
    {"adult", "Adult content", "adult", "alternates/porn-only/hosts"},
    {"social", "Social networks", "social", "alternates/social-only/hosts"},
};

constexpr List blocklist_project[] = {
    {"abuse", "Abuse", "malware", "abuse"},
    {"ads", "Ads", "ads", "ads"},
    {"crypto", "Cryptojacking", "cryptojacking", "crypto"},
    {"drugs", "Drugs", "drugs", "drugs", true},
    {"facebook", "Facebook", "social", "facebook"},
    {"gambling", "Gambling", "gambling", "gambling"},
    {"malware", "Malware", "malware", "malware"},
    {"phishing", "Phishing", "phishing", "phishing"},
    {"piracy", "Piracy", "piracy", "piracy"},
    {"porn", "Adult content", "adult", "porn"},
    {"ransomware", "Ransomware", "ransomware", "ransomware", true},
    {"redirect", "Deceptive redirects", "redirect", "redirect"},
    {"scam", "Scams", "scam", "scam"},
    {"tiktok", "TikTok", "social", "tiktok"},
    {"torrent", "Torrents", "piracy", "torrent", true},
    {"tracking", "Tracking", "tracking", "tracking"},
    {"twitter", "Twitter", "social", "twitter"},
    {"vaping", "Vaping", "alcohol-tobacco", "vaping", true},
    {"whatsapp", "WhatsApp", "chat", "whatsapp"},
    {"youtube", "YouTube", "youtube", "youtube"},
};

constexpr List shadow_whisperer[] = {
    {"adult", "Adult content", "adult", "Adult"},
    {"ai", "AI tools", "ai", "AI"},
    {"chat", "Chat", "chat", "Chat"},
    {"cryptocurrency", "Cryptocurrency", "cryptocurrency", "Cryptocurrency"},
    {"dating", "Dating", "dating", "Dating"},
    {"dynamic-dns", "Dynamic DNS", "dynamic-dns", "Dynamic"},
    {"gambling", "Gambling", "gambling", "Gambling"},
    {"malware", "Malware", "malware", "Malware"},
    {"remote-control", "Remote control", "remote-control", "Remote", true},
    {"scam", "Scams", "scam", "Scam"},
    {"shock", "Shock", "shock", "Shock", true},
    {"tracking", "Tracking", "tracking", "Tracking"},
    {"tunnels", "VPNs and tunnels", "bypass", "Tunnels"},
    {"typosquatting", "Misspelt names", "typosquatting", "Typo"},
};

constexpr List adguard_dns[] = {{"dns", "DNS filter: ads and tracking", "ads", "filter"}};
constexpr List adguard_cname[] = {
    {"disguised-trackers", "Trackers behind aliases", "tracking", "combined_disguised_trackers_justdomains", true},
};
constexpr List urlhaus[] = {
    {"urlhaus", "URLhaus: malware in use now", "malware", "urlhaus-filter-domains-online", true}};
constexpr List phishing_database[] = {{"active", "Phishing in use now", "phishing", "phishing-domains-ACTIVE"}};
constexpr List kadhosts[] = {{"scam", "Scams and fraud (Poland)", "scam", "KADhosts"}};
constexpr List durable_napkin[] = {{"scam", "Scam blocklist", "scam", "hosts"}};
constexpr List stalkerware[] = {{"stalkerware", "Stalkerware indicators", "stalkerware", "hosts", true}};
constexpr List dibdot[] = {{"doh", "Encrypted DNS servers", "bypass", "doh-domains_overall", true}};
constexpr List nrd[] = {{"phishing", "Newly registered, likely phishing", "newly-registered", "nrd-phishing-30day"}};
constexpr List anti_porn[] = {{"adult", "Anti-porn hosts file", "adult", "HOSTS"}};
constexpr List sinfonietta[] = {
    {"adult", "Adult content", "adult", "pornography-hosts"},
    {"gambling", "Gambling", "gambling", "gambling-hosts"},
    {"social", "Social networks", "social", "social-hosts"},
};
constexpr List hosts_vn[] = {
    {"adult", "Adult content", "adult", "adult/domain"},
    {"gambling", "Gambling", "gambling", "gambling/domain"},
};
constexpr List lightswitch[] = {
    {"dating", "Dating services", "dating", "dating-services-extended"},
    {"facebook", "Facebook", "social", "facebook-extended"},
};
constexpr List anudeep[] = {{"ads", "Ad servers", "ads", "adservers"}};
constexpr List spam404[] = {{"scam", "Scams and abuse", "scam", "main-blacklist"}};

#define GITHUB "https://raw.githubusercontent.com/"

constexpr Publisher all[] = {
    {"ut1", "UT1", GITHUB "olbat/ut1-blacklists/master/blacklists/", "/domains", "plain", "CC-BY-SA-4.0",
     "https://dsi.ut-capitole.fr/blacklists/index_en.php", 24, ut1},
    {"firebog", "UT1", "https://v.firebog.net/hosts/", ".txt", "plain", "CC-BY-SA-4.0", "https://firebog.net/", 168,
     firebog},
    {"hagezi", "HaGeZi", GITHUB "hagezi/dns-blocklists/main/wildcard/", "-onlydomains.txt", "plain", "GPL-3.0-only",
     "https://github.com/hagezi/dns-blocklists", 12, hagezi},
    {"oisd", "OISD", GITHUB "sjhgvr/oisd/main/domainswild2_", ".txt", "plain", "GPL-3.0-only", "https://oisd.nl/", 12,
     oisd},
    {"stevenblack", "StevenBlack", GITHUB "StevenBlack/hosts/master/", "", "hosts", "MIT",
     "https://github.com/StevenBlack/hosts", 24, steven_black},
    {"blocklistproject", "The Block List Project", GITHUB "blocklistproject/Lists/master/alt-version/", "-nl.txt",
     "plain", "Unlicense", "https://github.com/blocklistproject/Lists", 48, blocklist_project},
    {"shadowwhisperer", "ShadowWhisperer", GITHUB "ShadowWhisperer/BlockLists/master/Lists/", "", "plain", "Unlicense",
     "https://github.com/ShadowWhisperer/BlockLists", 24, shadow_whisperer},
    {"adguard", "AdGuard", "https://adguardteam.github.io/AdGuardSDNSFilter/Filters/", ".txt", "adblock",
     "GPL-3.0-only", "https://github.com/AdguardTeam/AdGuardSDNSFilter", 12, adguard_dns},
    {"adguard-cname", "AdGuard", GITHUB "AdguardTeam/cname-trackers/master/data/", ".txt", "plain", "MIT",
     "https://github.com/AdguardTeam/cname-trackers", 48, adguard_cname},
    {"malware-filter", "malware-filter", "https://malware-filter.gitlab.io/malware-filter/", ".txt", "plain",
     "CC0-1.0 AND MIT", "https://gitlab.com/malware-filter/urlhaus-filter", 12, urlhaus},
    {"phishing-database", "Phishing.Database", GITHUB "Phishing-Database/Phishing.Database/master/", ".txt", "plain",
     "MIT", "https://github.com/Phishing-Database/Phishing.Database", 12, phishing_database},
    {"kadhosts", "KADhosts", GITHUB "PolishFiltersTeam/KADhosts/master/", ".txt", "hosts", "CC-BY-SA-4.0",
     "https://github.com/PolishFiltersTeam/KADhosts", 24, kadhosts},
    {"durablenapkin", "durablenapkin", GITHUB "durablenapkin/scamblocklist/master/", ".txt", "hosts", "MIT",
     "https://github.com/durablenapkin/scamblocklist", 24, durable_napkin},
    {"echap", "Echap", GITHUB "AssoEchap/stalkerware-indicators/master/generated/", "", "plain", "CC-BY-4.0",
     "https://github.com/AssoEchap/stalkerware-indicators", 168, stalkerware},
    {"dibdot", "dibdot", GITHUB "dibdot/DoH-IP-blocklists/master/", ".txt", "plain", "GPL-3.0-only",
     "https://github.com/dibdot/DoH-IP-blocklists", 48, dibdot},
    {"xruffkez", "xRuffKez", GITHUB "xRuffKez/NRD/main/lists/30-day/domains-only/", "", "plain", "MIT",
     "https://github.com/xRuffKez/NRD", 24, nrd},
    {"4skinskywalker", "4skinSkywalker", GITHUB "4skinSkywalker/Anti-Porn-HOSTS-File/master/", ".txt", "hosts", "MIT",
     "https://github.com/4skinSkywalker/Anti-Porn-HOSTS-File", 168, anti_porn},
    {"sinfonietta", "Sinfonietta", GITHUB "Sinfonietta/hostfiles/master/", "", "hosts", "MIT",
     "https://github.com/Sinfonietta/hostfiles", 168, sinfonietta},
    {"hostsvn", "hostsVN", GITHUB "bigdargon/hostsVN/master/extensions/", ".txt", "plain", "MIT",
     "https://github.com/bigdargon/hostsVN", 48, hosts_vn},
    {"lightswitch05", "Lightswitch05", "https://www.github.developerdan.com/hosts/lists/", ".txt", "hosts",
     "Apache-2.0", "https://github.com/lightswitch05/hosts", 168, lightswitch},
    {"anudeepnd", "anudeepND", GITHUB "anudeepND/blacklist/master/", ".txt", "hosts", "MIT",
     "https://github.com/anudeepND/blacklist", 168, anudeep},
    {"spam404", "Spam404", GITHUB "Spam404/lists/master/", ".txt", "plain", "CC-BY-SA-4.0",
     "https://github.com/Spam404/lists", 168, spam404},
};
#undef GITHUB

#define UBLOCK "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net/assets/"

// A browser's filter lists, of which DNS can honour the rules that name a whole host. They are old by as much as the
// package is; they are real all the same, on a machine that reaches nothing but Debian.
constexpr Packaged debian[] = {
    {"urlhaus", "URLhaus: malware in use", "malware", UBLOCK "thirdparties/urlhaus-filter/urlhaus-filter-online.txt",
     "CC0-1.0 AND MIT", "https://gitlab.com/malware-filter/urlhaus-filter", "webext-ublock-origin-firefox"},
    {"badware", "uBlock filters: badware risks", "scam", UBLOCK "ublock/badware.min.txt", "GPL-3.0-or-later",
     "https://github.com/uBlockOrigin/uAssets", "webext-ublock-origin-firefox"},
    {"easyprivacy", "EasyPrivacy", "tracking", UBLOCK "thirdparties/easylist/easyprivacy.txt",
     "GPL-3.0-or-later OR CC-BY-SA-3.0", "https://easylist.to/", "webext-ublock-origin-firefox"},
    {"easylist", "EasyList", "ads", UBLOCK "thirdparties/easylist/easylist.txt", "GPL-3.0-or-later OR CC-BY-SA-3.0",
     "https://easylist.to/", "webext-ublock-origin-firefox"},
};
#undef UBLOCK

}  // namespace

std::span<const Publisher> publishers() { return all; }
std::span<const Packaged> packaged() { return debian; }

}  // namespace schoolgate::catalogue_data
