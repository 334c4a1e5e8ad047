#include "admin-api/sending/notices.h"

#include <algorithm>

namespace schoolgate::sending {
namespace {

constexpr Weight usual = Weight::usual;
constexpr Weight grave = Weight::grave;

constexpr Notice table[] = {
    // Temporary unblocks
    {"unblock.granted", managers | leads | requester, usual, "A temporary unblock was granted",
     "Unblocked until {until}: {topic_or_names}",
     "{who} unblocked sites for a period of study.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\nFrom: {starts}\n"
     "Until: {until}\nRisk: {risk}\nAsked for by: {requester}\nReason: {why}\n\nIt ends by itself. To end it earlier, "
     "end the unblock {id} in Schoolgate."},
    {"unblock.ended", managers | leads | requester, usual, "A temporary unblock was ended before its time",
     "Ended early: {topic_or_names}",
     "{who} ended a temporary unblock before its time. The sites are filtered again.\n\nTopic: {topic}\nSites: "
     "{names}\n"
     "For: {groups}\nIt would have ended: {until}\nReason: {why}"},
    {"unblock.expired", requester, usual, "A temporary unblock came to its end", "Ended: {topic_or_names}",
     "A temporary unblock came to its end. The sites are filtered again.\n\nTopic: {topic}\nSites: {names}\n"
     "For: {groups}\nEnded: {until}\n\nIf it is needed for longer, ask again and say what it goes on from ({id})."},
    {unblock_ends_reminder, requester, usual, "A temporary unblock ends soon", "Ends {until}: {topic_or_names}",
     "A temporary unblock ends soon.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\nEnds: {until}\n\n"
     "There is nothing to do. If it is needed for longer, ask again and say what it goes on from ({id})."},

    // Requests with approval
    {"request.made", managers | leads, usual, "A temporary unblock was asked for", "Please look: {topic_or_names}",
     "{who} asks for a temporary unblock. It needs an educational and a technical sign-off.\n\nTopic: {topic}\n"
     "Sites: {names}\nFor: {groups}\nFrom: {starts}\nUntil: {until}\nRisk: {risk}\nReason: {why}\n\n"
     "Sign or reject the request {id} in Schoolgate."},
    {"request.signed", managers | leads | requester, usual, "A request was signed", "Signed: {topic_or_names}",
     "{who} signed a request for a temporary unblock.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\nUntil: "
     "{until}\n"
     "Asked for by: {requester}\nRemark: {why}\n\nThe request {id} in Schoolgate says what is still missing."},
    {"request.rejected", requester, usual, "A request was rejected", "Not approved: {topic_or_names}",
     "{who} rejected a request for a temporary unblock.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\nReason: "
     "{why}"},
    {"request.withdrawn", managers | leads, usual, "A request was withdrawn", "Withdrawn: {topic_or_names}",
     "{who} withdrew a request for a temporary unblock. There is nothing to do.\n\nTopic: {topic}\nSites: {names}\n"
     "Reason: {why}"},
    {"request.revoked", managers | leads | requester, usual, "An approved unblock was taken back",
     "Taken back: {topic_or_names}",
     "{who} took an approved unblock back. The sites are filtered again.\n\nTopic: {topic}\nSites: {names}\n"
     "For: {groups}\nReason: {why}"},
    {"request.expired", requester, usual, "A request or its unblock came to its end", "Ended: {topic_or_names}",
     "A request for a temporary unblock came to its end.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\n"
     "Ended: {until}"},
    {request_waits_reminder, managers | leads, usual, "A request waits for a sign-off",
     "Still waiting: {topic_or_names}",
     "A request for a temporary unblock waits for a sign-off.\n\nTopic: {topic}\nSites: {names}\nFor: {groups}\n"
     "It is wanted from: {starts}\n\nSign or reject the request {id} in Schoolgate."},
    {"trial.started", managers | leads, usual, "A trial on a test device began", "Trial: {topic_or_names}",
     "{who} began a trial on a test device.\n\nSites: {names}\nUntil: {until}\nReason: {why}"},

    // Blocks in haste, and their reviews
    {"emergency.started", managers | leads | leadership, grave, "An emergency block was started",
     "Emergency block: {names_or_everything}",
     "{who} blocked something for every group, at once.\n\nBlocked: {names_or_everything}\nReason: {why}\n\n"
     "It stays until somebody ends it ({id}). Somebody must look at it; the review is in Schoolgate."},
    {"emergency.ended", managers | leads | leadership, usual, "An emergency block was ended",
     "Emergency block ended: {names_or_everything}",
     "{who} ended an emergency block.\n\nNo longer blocked by it: {names_or_everything}\nReason: {why}"},
    {"review.opened", managers | leads | requester, usual, "A review was opened",
     "To be reviewed by {due}: {names_or_everything}",
     "Something was done in haste, and somebody else must look at it: an emergency block (does it stay, become a rule, "
     "or "
     "end?) or an unblock by one person alone (was it right?).\n\nWhat: {names_or_everything}\n"
     "By: {due}\nReviewer: {requester}\n\nConclude the review {id} in Schoolgate."},
    {"review.concluded", managers | leads, usual, "A review was concluded", "Reviewed: {names_or_everything}",
     "{who} looked at what was done in haste.\n\nWhat: {names_or_everything}\nOutcome: {outcome}\nReason: {why}"},
    {review_overdue_reminder, managers | leads | requester, usual, "A review is overdue",
     "Review overdue: {names_or_everything}",
     "Nobody has looked in time at what was done in haste.\n\nWhat: {names_or_everything}\nIt was due: {due}\n"
     "Reviewer: {requester}\n\nConclude the review {id} in Schoolgate."},
    {"quarantine.started", managers | leads, usual, "A device was cut off", "A device gets nothing: {device}",
     "{who} cut a device off.\n\nDevice: {device}\nUntil: {until}\nReason: {why}"},

    {"site_report.added", managers | leads, usual, "Something was reported from the block page",
     "Reported from the block page: {site}",
     "Somebody who met the block page sent a report.\n\nSite: {site}\nWhat: {said}\nGroup: {groups}\n"
     "In their words: {words}\n\nLook at it in Schoolgate, and close the report {id} with what came of it."},

    // Lists
    {"list.held", managers, usual, "A list's refresh is held", "List held: {title}",
     "The newest version of a list looks wrong and was not taken. The last good one stays in force.\n\nList: {title}\n"
     "Why: {held}\n\nLook at it in Schoolgate under the lists."},
    {"sealed.held", managers | leads, grave, "A sealed list's refresh is held", "Sealed list held: {title}",
     "The newest version of a sealed list looks wrong and was not taken. The last good one stays in force.\n\n"
     "List: {title}\nWhy: {held}"},
    {"sealed.failed", managers | leads, grave, "A sealed list cannot be refreshed",
     "Sealed list not refreshed: {title}",
     "A sealed list could not be fetched. The last good one stays in force, and it is tried again by itself.\n\n"
     "List: {title}\nWhy: {held}"},

    // Accounts, tokens, the box itself
    {"person.locked", managers | itself, usual, "An account was locked after failed sign-ins",
     "Locked after failed sign-ins: {id}",
     "Somebody tried to sign in as {id} with wrong passwords, {failures} times. The account waits a while before it "
     "can be tried again.\n\nFrom: {address}\n\nIf it was not the person who owns the account, change the password."},
    {"token.made", managers, usual, "An API token was made", "API token made",
     "{who} made an API token: a program can now act with its rights.\n\nReason: {why}"},
    {"person.rescued", managers | leads | leadership | chair, grave, "The console's emergency access was used",
     "Emergency access at the console was used",
     "Somebody used the emergency access at the appliance's own console.\n\nWho: {who}\nReason: {why}\n\n"
     "If nobody of the school did this, treat it as a break-in."},
    {"clock.accepted", managers, usual, "The clock was declared right", "The clock was declared right",
     "{who} said that the appliance's clock is right now. Temporary unblocks are in force again.\n\nReason: {why}"},
    {clock_reminder, managers, grave, "The clock cannot be trusted", "The clock cannot be trusted",
     "The appliance's clock shows an earlier time than it has already seen. Until it is right, temporary unblocks are "
     "not in force.\n\nThe clock was right until: {due}\n\nCheck the time service, or say that the clock is right: "
     "schoolgate clock accept --reason ..."},
    {"store.restored", managers | leadership | chair, grave, "A backup was restored", "A backup was restored",
     "The appliance went back to a backup. Changes after that backup are gone from its log; earlier exports and "
     "checkpoints show what they were.\n\nReason: {why}"},

    {monthly_checkpoint, chair, grave, "The monthly checkpoint of the change-control log",
     "{school}: checkpoint of the filter's change-control log, {month}",
     "Every change to the school's internet filter is an entry in its change-control log. This is the log's signed "
     "checkpoint of {when}.\n\nEntries: {size}\nPublic key: {public_key}\nKey fingerprint: {fingerprint}\n\n"
     "{checkpoint}\n"
     "How to keep it: leave this mail in your own mailbox, outside of the school's control; nothing else is needed.\n"
     "What it proves: an export of the log that holds these entries must lead to exactly this checkpoint; if one entry "
     "was changed, removed or put in afterwards, it does not.\n"
     "How to use it: ask for an export, and check it with \"schoolgate log verify FILE --key KEY\"; the key must be "
     "the "
     "one above, as in every month."},
};

}  // namespace

std::span<const Notice> notices() { return table; }

const Notice* find_notice(std::string_view kind) {
  const auto* const found = std::ranges::find(table, kind, &Notice::kind);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace schoolgate::sending
