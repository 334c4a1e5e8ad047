// Reviews as canonical JSON.
#include "blocklists/change-control/codec_json.h"

namespace schoolgate {

using codec::json;
using codec::moment;
using codec::unmoment;
using codec::unword;
using codec::Word;
using codec::word;

namespace {

constexpr Word<ReviewOutcome> outcomes[] = {{ReviewOutcome::none, "none"},
                                            {ReviewOutcome::kept, "kept"},
                                            {ReviewOutcome::a_rule, "rule"},
                                            {ReviewOutcome::ended, "ended"}};

}  // namespace

void to_json(json& j, const Review& v) {
  j = {{"concluded", v.concluded ? json(moment(*v.concluded)) : json()},
       {"due", moment(v.due)},
       {"id", v.id},
       {"names", v.names},
       {"outcome", word(outcomes, v.outcome)},
       {"reviewer", v.reviewer}};
}

void from_json(const json& j, Review& v) {
  if (!j.at("concluded").is_null()) v.concluded = unmoment(j.at("concluded"));
  v.due = unmoment(j.at("due"));
  j.at("id").get_to(v.id);
  j.at("names").get_to(v.names);
  v.outcome = unword(outcomes, j.at("outcome"));
  j.at("reviewer").get_to(v.reviewer);
}

}  // namespace schoolgate
