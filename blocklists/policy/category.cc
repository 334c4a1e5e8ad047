#include "blocklists/policy/category.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace schoolgate {
namespace {

/// Who has it blocked on a new appliance. A school changes this in its groups.
enum class Blocks : std::uint8_t { nobody, pupils, everyone };

constexpr Category row(std::string_view id, std::string_view title, std::string_view meaning, FourCs area,
                       Blocks blocks, std::string_view standard = {}) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .area = area,
          .standard = standard,
          .allow_type = false,
          .pupils_by_default = blocks != Blocks::nobody,
          .staff_by_default = blocks == Blocks::everyone};
}

constexpr Category allow_row(std::string_view id, std::string_view title, std::string_view meaning) {
  return {.id = id, .title = title, .meaning = meaning, .area = FourCs::content, .standard = {}, .allow_type = true};
}

using enum FourCs;
using enum Blocks;

// `standard` is the name in the UK Safer Internet Centre's "Appropriate filtering for education settings", which the
// DfE's filtering and monitoring standards point schools to. Defaults follow what secondary schools write in their
// acceptable use policies: what is never right for pupils, and what puts anybody or the network at risk.
constexpr Category table[] = {
    // Illegal or harmful matter.
    row("adult", "Pornography and adult content", "Sexual acts, nudity and other matter for adults only.", content,
        everyone, "Pornography"),
    row("mixed-adult", "Sites with adult sections", "General sites that hold adult matter beside other things.",
        content, pupils, "Pornography"),
    row("lingerie", "Lingerie and swimwear", "Shops and magazines that show people in underwear or swimwear.", content,
        pupils),
    row("extremism", "Terrorism and extremism", "Promotes terrorism, terrorist ideologies, violence or intolerance.",
        content, everyone, "Extremism"),
    row("hate", "Hate speech",
        "Expresses hate towards people for their race, religion, sex, disability or orientation.", content, everyone,
        "Hate speech"),
    row("discrimination", "Discrimination", "Promotes the unjust treatment of people with protected characteristics.",
        content, everyone, "Discrimination"),
    row("violence", "Violence and aggression", "Displays or promotes physical force intended to hurt or kill.", content,
        everyone, "Violence"),
    row("shock", "Shock and gore", "Images and videos that are made to disturb.", content, everyone, "Violence"),
    row("self-harm", "Self-harm, suicide and eating disorders",
        "Promotes or displays deliberate self-harm, suicide or eating disorders.", content, everyone, "Self harm"),
    row("drugs", "Drugs and substance abuse", "Displays or promotes the illegal use of drugs or substances.", content,
        everyone, "Drugs / substance abuse"),
    row("alcohol-tobacco", "Alcohol, tobacco and vaping", "Sells or promotes alcohol, tobacco or vapes.", commerce,
        pupils),
    row("weapons", "Weapons", "Sells or promotes guns, knives and other weapons.", content, pupils, "Violence"),
    row("dangerous-material", "Bombs and dangerous material", "Tells how to make explosives, poisons or weapons.",
        content, everyone, "Violence"),
    row("misinformation", "Misinformation and fake news", "False or misleading stories that are dressed up as news.",
        content, pupils, "Misinformation / disinformation"),
    row("sect", "Sects and cults", "Groups that recruit and control people by psychological pressure.", contact,
        pupils),
    row("cheating", "Exam and homework cheating", "Sells or shares answers, essays and ways to cheat in exams.",
        conduct, pupils),
    // Gambling and other commerce.
    row("gambling", "Gambling", "Casinos, betting, lotteries and other play for money.", commerce, everyone,
        "Gambling"),
    row("scam", "Scams and fraud", "Fake shops, fake support and other tricks to take money or data.", commerce,
        everyone, "Malware / hacking"),
    row("phishing", "Phishing", "Imitates a trusted site to steal passwords or card numbers.", commerce, everyone,
        "Malware / hacking"),
    row("cryptocurrency", "Cryptocurrency", "Exchanges, wallets and mining of cryptocurrencies.", commerce, pupils),
    row("shopping", "Shopping and auctions", "Shops, auctions and classified advertisements.", commerce, nobody),
    row("ads", "Advertising", "Servers that deliver advertisements.", commerce, everyone),
    row("tracking", "Tracking and telemetry", "Servers that follow people across sites and collect what they do.",
        commerce, everyone),
    // The network's safety.
    row("malware", "Malware", "Delivers or controls viruses, spyware and other harmful software.", content, everyone,
        "Malware / hacking"),
    row("ransomware", "Ransomware", "Delivers or controls software that locks files and demands money.", content,
        everyone, "Malware / hacking"),
    row("cryptojacking", "Cryptojacking", "Uses visitors' computers to mine cryptocurrency without asking.", content,
        everyone, "Malware / hacking"),
    row("stalkerware", "Stalkerware", "Software that secretly watches another person's device.", contact, everyone,
        "Malware / hacking"),
    row("hacking", "Hacking", "Tools and instructions for breaking into systems, and attacks for hire.", conduct,
        pupils, "Malware / hacking"),
    row("typosquatting", "Misspelt names", "Names one keystroke away from well-known sites, registered to deceive.",
        commerce, everyone, "Malware / hacking"),
    row("redirect", "Deceptive redirects", "Sends visitors through chains of pages to scams or harmful software.",
        commerce, everyone, "Malware / hacking"),
    row("risk", "Risky sites", "Sites with a poor reputation that no other category holds.", content, pupils,
        "Malware / hacking"),
    row("newly-registered", "Newly registered names", "Names registered in the last days or weeks, often for abuse.",
        commerce, pupils, "Malware / hacking"),
    row("dynamic-dns", "Dynamic DNS", "Names that anybody can point at a computer at home.", content, pupils,
        "Malware / hacking"),
    row("tlds", "High-risk top-level domains",
        "Whole top-level domains that are used far more for abuse than for good.", content, pupils,
        "Malware / hacking"),
    row("bypass", "Filter bypass", "VPNs, proxies, anonymisers and encrypted DNS that go round the school's filter.",
        conduct, pupils, "Malware / hacking"),
    row("remote-control", "Remote control", "Controls a computer from elsewhere.", contact, pupils),
    row("translation", "Translation", "Translates pages, which can also show pages that are blocked.", conduct, nobody),
    row("shortener", "Link shorteners", "Short links that hide where they lead.", conduct, pupils),
    // Copyright.
    row("piracy", "Piracy and copyright theft", "Offers films, music, games or software without a licence.", conduct,
        everyone, "Piracy and copyright theft"),
    row("file-hosting", "File hosting", "Keeps and shares files for anybody.", conduct, pupils),
    row("downloads", "Software downloads", "Collections of software to download.", content, nobody),
    row("web-hosting", "Web hosting", "Lets anybody publish pages.", content, nobody),
    // Meeting people.
    row("social", "Social media", "Networks where people publish and follow each other.", contact, pupils),
    row("chat", "Chat and messaging", "Talking with others by text, voice or video.", contact, pupils),
    row("dating", "Dating", "Meeting strangers for relationships.", contact, everyone),
    row("forums", "Forums", "Discussion boards.", contact, nobody),
    row("blog", "Blogs", "Personal journals and their hosts.", content, nobody),
    row("webmail", "Webmail", "Personal mail in the browser, beyond the school's own.", contact, pupils),
    row("ai", "AI tools", "Chatbots and generators that write, draw or talk.", content, pupils),
    // Leisure.
    row("games", "Games", "Online games and sites about games.", conduct, pupils),
    row("streaming", "Video and audio streaming", "Films, television, music and live video.", content, pupils),
    row("youtube", "YouTube", "YouTube and its content servers.", content, nobody),
    row("radio", "Radio", "Radio stations on the internet.", content, nobody),
    row("manga", "Manga and cartoons", "Comics, manga and animation.", content, nobody),
    row("celebrity", "Celebrities", "Famous people and the magazines about them.", content, nobody),
    row("astrology", "Astrology", "Horoscopes and fortune telling.", content, nobody),
    row("mobile-phone", "Mobile phones", "Ring tones, logos and extras for mobile phones.", commerce, nobody),
    row("sports", "Sports", "Sports news, clubs and results.", content, nobody),
    row("cooking", "Cooking", "Recipes and food.", content, nobody),
    row("press", "Press", "Newspapers and news sites.", content, nobody),
    row("religion", "Religious associations", "Religious communities and associations.", content, nobody),
    row("jobsearch", "Job search", "Vacancies and recruitment.", commerce, nobody),
    row("bank", "Banks", "Online banking.", commerce, nobody),
    row("finance", "Finance", "Shares, loans and financial news.", commerce, nobody),
    // What says nothing of its own.
    row("mixed", "Combined lists", "Lists that mix several unwanted categories and cannot be told apart.", content,
        pupils),
    row("custom", "Lists the school has added", "Lists that came without a category.", content, everyone),
    // Wanted: a name here is allowed although a block-type category lists it.
    allow_row("sexual-education", "Sexual education", "Teaching about relationships, sex and health."),
    allow_row("exams", "Examinations", "Sites that examinations need."),
    allow_row("libraries", "Libraries", "Libraries, encyclopaedias and educational publishers."),
    allow_row("educational-games", "Educational games", "Games made for learning."),
    allow_row("child", "Sites for children", "Sites made for young children."),
    allow_row("updates", "Software updates and antivirus", "Keeps computers up to date and clean."),
    allow_row("allowlist", "The school's allow lists", "Names that the school wants reachable."),
};
static_assert(std::size(table) <= max_categories);

/// Edits (insert, delete, replace) between two short words.
std::size_t distance(std::string_view a, std::string_view b) {
  constexpr std::size_t longest = 64;  // longer words are nothing like an id
  if (a.size() >= longest || b.size() >= longest) return longest;
  std::array<std::size_t, longest> row_before{};
  for (std::size_t j = 0; j <= b.size(); ++j) row_before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row_before[0];
    row_before[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row_before[j];
      row_before[j] = std::min({above + 1, row_before[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row_before[b.size()];
}

}  // namespace

std::span<const Category> categories() { return table; }

std::optional<CategoryNumber> find_category(std::string_view id) {
  const auto found = std::ranges::find(table, id, &Category::id);
  if (found == std::end(table)) return std::nullopt;
  return static_cast<CategoryNumber>(found - std::begin(table));
}

std::string_view nearest_category(std::string_view id) {
  if (const auto known = category_for_alias(id)) return table[*known].id;
  return std::ranges::min(table, {}, [&](const Category& category) { return distance(id, category.id); }).id;
}

CategoryNumber CategorySet::first() const {
  if (bits[0] != 0) return static_cast<CategoryNumber>(std::countr_zero(bits[0]));
  return static_cast<CategoryNumber>(64 + std::countr_zero(bits[1]));
}

}  // namespace schoolgate
