// The names that list publishers use for our categories: UT1's (French in part), and those of other collections.
#include <algorithm>
#include <string>

#include "blocklists/policy/category.h"

namespace schoolgate {
namespace {

struct Alias {
  std::string_view name;  // lower case, with hyphens
  std::string_view id;
};

constexpr Alias aliases[] = {
    // UT1, the Toulouse lists: every category that is not an id of ours already, and the links it publishes.
    {"agressif", "violence"},
    {"aggressive", "violence"},
    {"arjel", "gambling"},
    {"associations-religieuses", "religion"},
    {"audio-video", "streaming"},
    {"bitcoin", "cryptocurrency"},
    {"cleaning", "updates"},
    {"ddos", "hacking"},
    {"dialer", "malware"},
    {"doh", "bypass"},
    {"download", "downloads"},
    {"drogue", "drugs"},
    {"examen-pix", "exams"},
    {"exceptions-liste-bu", "libraries"},
    {"fakenews", "misinformation"},
    {"filehosting", "file-hosting"},
    {"financial", "finance"},
    {"liste-blanche", "allowlist"},
    {"liste-bu", "libraries"},
    {"mail", "webmail"},
    {"marketingware", "ads"},
    {"porn", "adult"},
    {"proxy", "bypass"},
    {"publicite", "ads"},
    {"reaffected", "risk"},
    {"redirector", "bypass"},
    {"residential-proxies", "bypass"},
    {"social-networks", "social"},
    {"special", "risk"},
    {"strict-redirector", "bypass"},
    {"strong-redirector", "bypass"},
    {"tricheur", "cheating"},
    {"tricheur-pix", "cheating"},
    {"update", "updates"},
    {"vpn", "bypass"},
    {"warez", "piracy"},
    {"webhosting", "web-hosting"},
    // Words that other collections, and people, use.
    {"abuse", "malware"},
    {"ad", "ads"},
    {"adserver", "ads"},
    {"adservers", "ads"},
    {"advert", "ads"},
    {"advertisement", "ads"},
    {"advertising", "ads"},
    {"adverts", "ads"},
    {"alcohol", "alcohol-tobacco"},
    {"allow", "allowlist"},
    {"allowed", "allowlist"},
    {"allowlists", "allowlist"},
    {"amusement", "games"},
    {"anonymizer", "bypass"},
    {"antimalware", "malware"},
    {"artificial-intelligence", "ai"},
    {"banking", "bank"},
    {"banks", "bank"},
    {"betting", "gambling"},
    {"blogs", "blog"},
    {"bombs", "dangerous-material"},
    {"casino", "gambling"},
    {"cheat", "cheating"},
    {"coinblocker", "cryptojacking"},
    {"coinminer", "cryptojacking"},
    {"crypto", "cryptojacking"},
    {"cults", "sect"},
    {"disinformation", "misinformation"},
    {"drug", "drugs"},
    {"dyndns", "dynamic-dns"},
    {"eating-disorders", "self-harm"},
    {"encrypted-dns", "bypass"},
    {"everything", "mixed"},
    {"exam", "exams"},
    {"examinations", "exams"},
    {"extremist", "extremism"},
    {"facebook", "social"},
    {"fake", "scam"},
    {"fake-news", "misinformation"},
    {"fakeshops", "scam"},
    {"file-sharing", "piracy"},
    {"forum", "forums"},
    {"fraud", "scam"},
    {"gamble", "gambling"},
    {"gaming", "games"},
    {"gore", "shock"},
    {"guns", "weapons"},
    {"hack", "hacking"},
    {"hate-speech", "hate"},
    {"instagram", "social"},
    {"instant-messaging", "chat"},
    {"jobs", "jobsearch"},
    {"judi", "gambling"},
    {"kids", "child"},
    {"library", "libraries"},
    {"malicious", "malware"},
    {"messaging", "chat"},
    {"mining", "cryptojacking"},
    {"multi", "mixed"},
    {"music", "streaming"},
    {"news", "press"},
    {"nrd", "newly-registered"},
    {"nsfw", "adult"},
    {"nudity", "adult"},
    {"odysee", "streaming"},
    {"p2p", "piracy"},
    {"parked", "scam"},
    {"phish", "phishing"},
    {"pirate", "piracy"},
    {"poker", "gambling"},
    {"porno", "adult"},
    {"pornography", "adult"},
    {"privacy", "tracking"},
    {"proxies", "bypass"},
    {"racism", "hate"},
    {"ransom", "ransomware"},
    {"recipes", "cooking"},
    {"redirects", "redirect"},
    {"remote", "remote-control"},
    {"remote-access", "remote-control"},
    {"scams", "scam"},
    {"selfharm", "self-harm"},
    {"sex", "adult"},
    {"sex-education", "sexual-education"},
    {"shop", "shopping"},
    {"shorteners", "shortener"},
    {"smoking", "alcohol-tobacco"},
    {"snapchat", "social"},
    {"social-media", "social"},
    {"spam", "scam"},
    {"sport", "sports"},
    {"spyware", "malware"},
    {"suicide", "self-harm"},
    {"suspicious", "risk"},
    {"telemetry", "tracking"},
    {"terrorism", "extremism"},
    {"threat", "malware"},
    {"threat-intelligence", "malware"},
    {"tif", "malware"},
    {"tiktok", "social"},
    {"tld", "tlds"},
    {"tobacco", "alcohol-tobacco"},
    {"top-level", "tlds"},
    {"tor", "bypass"},
    {"torrent", "piracy"},
    {"torrents", "piracy"},
    {"trackers", "tracking"},
    {"tracker", "tracking"},
    {"tunnels", "bypass"},
    {"twitch", "streaming"},
    {"twitter", "social"},
    {"typo", "typosquatting"},
    {"url-shortener", "shortener"},
    {"urlhaus", "malware"},
    {"urlshortener", "shortener"},
    {"vaping", "alcohol-tobacco"},
    {"video", "streaming"},
    {"violent", "violence"},
    {"virus", "malware"},
    {"vpns", "bypass"},
    {"whatsapp", "chat"},
    {"white", "allowlist"},
    {"whitelist", "allowlist"},
    {"xxx", "adult"},
};

static_assert(std::ranges::all_of(aliases, [](const Alias& alias) {
  return std::ranges::none_of(alias.name, [](char c) { return c == '_' || c == ' ' || (c >= 'A' && c <= 'Z'); });
}));

std::string hyphenated(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c == '_' || c == ' ') c = '-';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::optional<CategoryNumber> category_for_alias(std::string_view name) {
  const std::string wanted = hyphenated(name);
  if (const auto id = find_category(wanted)) return id;
  const auto found = std::ranges::find(aliases, std::string_view(wanted), &Alias::name);
  if (found == std::end(aliases)) return std::nullopt;
  return find_category(found->id);
}

}  // namespace schoolgate
