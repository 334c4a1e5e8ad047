// Ready policies for kinds of schools and groups, as their written policies say it: a start that a school then changes.
// A template brings bell times, schedules, bundles and groups. What is the school's own stays: a group that exists
// keeps its name, addresses, parent and garden, a period or bundle that exists stays as it is. Ids are stable for ever
// (the log names them). Thread rules: pure, constant data.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "blocklists/policy/model.h"

namespace schoolgate {

struct TemplatePolicy {
  std::vector<Period> periods;
  std::vector<Schedule> schedules;
  std::vector<Bundle> bundles;
  std::vector<Group> groups;  // parents first
};

struct Template {
  std::string_view id;       // "primary"
  std::string_view title;    // "Primary school"
  std::string_view meaning;  // for whoever decides to use it
  TemplatePolicy (*make)();
};

std::span<const Template> templates();
/// Null when there is none.
const Template* find_template(std::string_view id);

/// The template as it would be in `state`: with what is the school's own kept, and without what is so already.
TemplatePolicy fitted(const TemplatePolicy& policy, const PolicyState& state);
/// The state with a fitted template in it.
PolicyState with_template(PolicyState state, const TemplatePolicy& policy);

}  // namespace schoolgate
