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

constexpr Word<ReviewAbout> abouts[] = {{ReviewAbout::block, "block"}, {ReviewAbout::unblock, "unblock"}};

}  // namespace

void to_json(json& j, const Review& v) {
  j = {{"about", word(abouts, v.about)},
       {"concluded", v.concluded ? json(moment(*v.concluded)) : json()},
       {"done_by", v.done_by},
       {"due", moment(v.due)},
       {"id", v.id},
       {"names", v.names},
       {"outcome", word(outcomes, v.outcome)},
       {"reviewer", v.reviewer}};
}

void from_json(const json& j, Review& v) {
  if (!j.at("concluded").is_null()) v.concluded = unmoment(j.at("concluded"));
  if (j.contains("about")) v.about = unword(abouts, j.at("about"));
  codec::get_if_there(j, "done_by", v.done_by);
  v.due = unmoment(j.at("due"));
  j.at("id").get_to(v.id);
  j.at("names").get_to(v.names);
  v.outcome = unword(outcomes, j.at("outcome"));
  j.at("reviewer").get_to(v.reviewer);
}

}  // namespace schoolgate
