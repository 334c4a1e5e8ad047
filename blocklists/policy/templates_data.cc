// The templates themselves. They follow what three UK schools' online-safety policies and the DfE's filtering standards
// say: a table of activities that are acceptable, acceptable at certain times or for some, or never; approved sites
// only for the youngest; search that is safe, or not at all.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "blocklists/policy/category.h"
#include "blocklists/policy/templates.h"

namespace schoolgate {
namespace {

using Ids = std::initializer_list<const char*>;

/// Everything that a new appliance blocks for pupils, or for staff.
std::vector<std::string> by_default(bool Category::* blocked, Ids more = {}) {
  std::vector<std::string> ids;
  for (const Category& category : categories())
    if (category.*blocked) ids.emplace_back(category.id);
  for (const char* id : more)
    if (std::ranges::find(ids, id) == ids.end()) ids.emplace_back(id);
  return ids;
}

/// From a list of blocked categories those that a schedule decides.
void at_times(Group& group, Ids categories, const char* schedule) {
  for (const char* id : categories) {
    std::erase(group.blocked_categories, id);
    group.timed_categories.push_back({id, true, schedule});
  }
}

Group group(const char* id, const char* name, const char* parent = "") {
  Group made;
  made.id = id;
  made.name = name;
  made.parent = parent;
  return made;
}

Group pupils_of_any_age() {
  Group pupils = group("pupils", "Pupils");
  pupils.blocked_categories = by_default(&Category::pupils_by_default, {"webmail", "translation"});
  pupils.safe_search = true;
  pupils.other_engines_blocked = true;
  pupils.youtube = YouTube::strict;
  pupils.walled_garden = false;
  return pupils;
}

Group staff_group() {
  Group staff = group("staff", "Staff");
  staff.blocked_categories = by_default(&Category::staff_by_default, {"bypass"});
  staff.safe_search = false;
  staff.youtube = YouTube::off;
  staff.walled_garden = false;
  return staff;
}

Period lunch() { return {"lunch", school_week, 12 * 60, 13 * 60}; }

/// "At certain times": when no lesson is held and somebody is there to see.
Schedule free_time() {
  return {"free-time",
          "Lunch and after school",
          {Window{school_week, Season::term, "lunch", 0, minutes_a_day},
           Window{school_week, Season::term, "", 15 * 60 + 30, 17 * 60}}};
}

TemplatePolicy primary() {
  TemplatePolicy policy;
  Group pupils = pupils_of_any_age();
  pupils.allowed_services = {"youtube-kids"};
  Group youngest = group("early-years", "Early years and key stage 1", "pupils");
  youngest.walled_garden = true;
  youngest.bundles = {"approved-sites"};
  Group staff = staff_group();
  staff.safe_search = true;
  policy.bundles = {{"approved-sites",
                     "Approved sites for the youngest",
                     {"bbc.co.uk", "bbci.co.uk", "phonicsplay.co.uk", "topmarks.co.uk", "oxfordowl.co.uk",
                      "thenational.academy", "gov.uk"}}};
  policy.groups = {pupils, youngest, staff};
  return policy;
}

TemplatePolicy secondary() {
  TemplatePolicy policy;
  Group pupils = pupils_of_any_age();
  pupils.youtube = YouTube::moderate;
  pupils.blocked_categories = by_default(&Category::pupils_by_default, {"shopping", "webmail"});
  at_times(pupils, {"streaming", "shopping", "sports"}, "free-time");
  Group sixth_form = group("sixth-form", "Sixth form", "pupils");
  sixth_form.allowed_categories = {"shopping", "jobsearch", "blog", "forums"};
  sixth_form.timed_categories = {{"social", true, "free-time"}, {"chat", true, "free-time"}};
  policy.periods = {lunch()};
  policy.schedules = {free_time()};
  policy.groups = {pupils, sixth_form, staff_group()};
  return policy;
}

TemplatePolicy staff_only() {
  TemplatePolicy policy;
  policy.groups = {staff_group()};
  return policy;
}

TemplatePolicy guests() {
  TemplatePolicy policy;
  Group visitors = group("guests", "Guests");
  visitors.blocked_categories =
      by_default(&Category::staff_by_default, {"bypass", "mixed-adult", "piracy", "dating", "downloads", "hacking"});
  visitors.safe_search = true;
  visitors.youtube = YouTube::moderate;
  policy.groups = {visitors};
  return policy;
}

TemplatePolicy exam() {
  TemplatePolicy policy;
  Group room = group("exam", "Exam room");
  room.walled_garden = true;
  room.bundles = {"exam-sites"};
  room.safe_search = true;
  room.other_engines_blocked = true;
  room.youtube = YouTube::strict;
  policy.bundles = {{"exam-sites",
                     "Sites of the examination boards",
                     {"aqa.org.uk", "ocr.org.uk", "pearson.com", "wjec.co.uk", "jcq.org.uk"}}};
  policy.groups = {room};
  return policy;
}

constexpr std::array<Template, 5> table{{
    {"primary", "Primary school",
     "Approved sites only for early years and key stage 1; key stage 2 with safe search, no social media, no games.",
     primary},
    {"secondary", "Secondary school",
     "Pupils without social media, chat and games; video and shopping at lunch and after school; a wider sixth form.",
     secondary},
    {"staff", "Staff", "What is harmful, illegal or a danger to the network is blocked; all else is open.", staff_only},
    {"guests", "Guests", "Visitors' own devices: as staff, with safe search and without downloads or dating.", guests},
    {"exam", "Exam room", "A walled garden with the examination boards' sites and nothing else.", exam},
}};

}  // namespace

std::span<const Template> templates() { return table; }

}  // namespace schoolgate
