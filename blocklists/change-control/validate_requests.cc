// What requests and the library of topics must fulfil. validate_approval.cc has the sign-offs.
#include <algorithm>

#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"
#include "blocklists/policy/approval.h"

namespace schoolgate {

bool is_own_request(const PolicyState& state, const Actor& actor, const Change& change);
void fill_in_reason(Proposal& proposal);

namespace {

bool at_console(const Situation& in) { return in.actor.via == Actor::Via::console; }

/// The request that the change is about, while nobody has decided; else why not.
std::expected<const Request*, Fault> open_request(const Situation& in, const std::string& id) {
  const auto found = in.state.requests.find(id);
  if (found == in.state.requests.end()) return not_there("request", id);
  if (found->second.open()) return &found->second;
  return fault(Fault::Kind::conflict,
               fmt::format("the request {} is {} already", id, told_state(found->second, in.around.now)));
}

Checked check_version(const Request& request, std::uint32_t version) {
  if (version == request.version) return {};
  return fault(Fault::Kind::conflict,
               fmt::format("the request {} has changed: this is about version {}, and it is at version {} now",
                           request.id, version, request.version),
               "Look at it again first.");
}

/// The names of the topic and the bundle that it was made with, taken apart: what is approved is on record name by
/// name, whatever becomes of the topic.
Checked take_names(const Situation& in, Request& r) {
  const auto add = [&r](const std::vector<std::string>& names) {
    r.names.insert(r.names.end(), names.begin(), names.end());
  };
  if (!r.from_topic.empty()) {
    const auto topic = in.state.topics.find(r.from_topic);
    if (topic == in.state.topics.end()) return not_there("topic", r.from_topic);
    add(topic->second.names);
    if (r.topic.empty()) r.topic = topic->second.name;
  }
  if (!r.from_bundle.empty()) {
    const auto bundle = in.state.bundles.find(r.from_bundle);
    if (bundle == in.state.bundles.end()) return not_there("bundle", r.from_bundle);
    add(bundle->second.names);
  }
  return {};
}

Checked check_length(const Situation& in, const Request& r) {
  const auto person = in.state.people.find(r.requested_by);
  const Role role = r.at_console || person == in.state.people.end() ? Role::network_manager : person->second.role;
  const auto longest = longest_request(role);
  if (r.until - r.starts <= longest) return {};
  return fault(Fault::Kind::limit,
               fmt::format("a request of this role is for {} weeks at most", longest / std::chrono::weeks(1)),
               "Choose an earlier end; it can be extended by a further request that cites this one.");
}

/// What is wished, whoever wishes it.
Checked check_wish(const Situation& in, Request& r) {
  if (auto checked = take_names(in, r); !checked) return checked;
  if (auto checked = all_of({[&] { return check_span(in, r.starts, r.until); }, [&] { return check_length(in, r); },
                             [&] { return check_names("the request", r.names, max_names_in_unblock); },
                             [&] { return check_groups(in.state, r.groups); },
                             [&] { return check_text("the topic", r.topic, max_title_octets); }});
      !checked)
    return checked;
  if (r.names.empty()) return fault(Fault::Kind::bad_input, "the request names no site and no topic with sites");
  if (r.groups.empty()) return fault(Fault::Kind::bad_input, "the request names no group", "Say who it is for.");
  if (r.proposed.rating < 0 || r.proposed.rating > most_risk)
    return fault(Fault::Kind::bad_input, "the risk is not between 1 and 25 (likelihood times impact, 1 to 5 each)");
  return check_opening(in.around, r.names);
}

Checked check_extended(const Situation& in, const Request& r) {
  if (r.extends.empty()) return {};
  const auto found = in.state.requests.find(r.extends);
  if (found == in.state.requests.end()) return not_there("request", r.extends);
  const RequestState was = found->second.state;
  if (was == RequestState::approved || was == RequestState::expired) return {};
  return fault(Fault::Kind::conflict, fmt::format("the request {} is {}: there is nothing to extend", r.extends,
                                                  told_state(found->second, in.around.now)));
}

/// Who asks. At the console nobody can tell who sits there, so a request in somebody's name is theirs, and another one
/// the console's own.
Checked check_requester(const Situation& in, Request& r) {
  r.at_console = at_console(in) && (r.requested_by.empty() || r.requested_by == in.actor.user);
  if (r.requested_by.empty()) r.requested_by = in.actor.user;
  if (!at_console(in) && r.requested_by != in.actor.user)
    return fault(Fault::Kind::forbidden, "a request is made in one's own name");
  if (!r.at_console) {
    const auto person = in.state.people.find(r.requested_by);
    if (person == in.state.people.end()) return not_there("person", r.requested_by);
    if (person->second.disabled || person->second.role == Role::governor)
      return fault(Fault::Kind::conflict, fmt::format("the account {} cannot ask for anything", r.requested_by));
  }
  const auto waiting = std::ranges::count_if(in.state.requests, [&](const auto& row) {
    return row.second.open() && row.second.requested_by == r.requested_by;
  });
  if (static_cast<std::size_t>(waiting) < max_open_requests_each) return {};
  return fault(Fault::Kind::limit, fmt::format("{} of these requests wait already", max_open_requests_each),
               "Withdraw those that are not needed any more.");
}

/// For what only the requester may do. At the console that is what was asked for there.
Checked check_own_at_console(const Situation& in, const Request& request) {
  if (!at_console(in) || request.at_console) return {};
  return fault(Fault::Kind::forbidden, fmt::format("only {} may do this", request.requested_by),
               "At the console it can be rejected or revoked.");
}

Checked fill_in(const Situation& in, change::Closing& closing) {
  closing.by = in.actor.user;
  return {};
}

}  // namespace

/// The requests that somebody made.
bool is_own_request(const PolicyState& state, const Actor& actor, const Change& change) {
  const std::string* id = nullptr;
  if (const auto* changed = std::get_if<change::RequestChanged>(&change)) id = &changed->request.id;
  if (const auto* widened = std::get_if<change::RequestWidened>(&change)) id = &widened->id;
  if (const auto* withdrawn = std::get_if<change::RequestWithdrawn>(&change)) id = &withdrawn->id;
  if (const auto* revoked = std::get_if<change::RequestRevoked>(&change)) id = &revoked->id;
  if (id == nullptr) return false;
  const auto found = state.requests.find(*id);
  if (found == state.requests.end()) return true;  // not found is said elsewhere
  return found->second.requested_by == actor.user && !found->second.at_console;
}

/// What the values say of why is what the log says.
void fill_in_reason(Proposal& proposal) {
  if (auto* made = std::get_if<change::RequestMade>(&proposal.change)) made->request.why = proposal.why;
  if (auto* changed = std::get_if<change::RequestChanged>(&proposal.change)) changed->request.why = proposal.why;
  if (auto* rejected = std::get_if<change::RequestRejected>(&proposal.change)) rejected->closing.because = proposal.why;
  if (auto* gone = std::get_if<change::RequestWithdrawn>(&proposal.change)) gone->closing.because = proposal.why;
  if (auto* revoked = std::get_if<change::RequestRevoked>(&proposal.change)) revoked->closing.because = proposal.why;
  if (auto* expired = std::get_if<change::RequestExpired>(&proposal.change)) expired->closing.because = proposal.why;
}

Checked check(const Situation& in, change::RequestMade& c) {
  Request& r = c.request;
  if (!r.id.empty()) return fault(Fault::Kind::bad_input, "a request's id is made, not chosen");
  r.version = 1;
  r.state = RequestState::requested;
  r.made = in.around.now;
  r.sign_offs.clear();
  r.unblock.clear();
  r.closed.reset();
  r.closed_by.clear();
  r.closed_because.clear();
  return all_of({[&] { return has_room(in.state.requests.size(), "requests", max_requests); },
                 [&] { return check_requester(in, r); }, [&] { return check_extended(in, r); },
                 [&] { return check_wish(in, r); }});
}

Checked check(const Situation& in, change::RequestChanged& c) {
  const auto found = open_request(in, c.request.id);
  if (!found) return std::unexpected(found.error());
  const Request& before = **found;
  Request after = before;
  after.version = before.version + 1;
  after.sign_offs.clear();
  after.names = std::move(c.request.names);
  after.topic = std::move(c.request.topic);
  after.from_topic = std::move(c.request.from_topic);
  after.from_bundle = std::move(c.request.from_bundle);
  after.groups = std::move(c.request.groups);
  after.starts = c.request.starts;
  after.until = c.request.until;
  after.proposed = c.request.proposed;
  after.why = std::move(c.request.why);
  const std::uint32_t version = c.request.version;
  c.request = std::move(after);
  return all_of({[&] { return check_own_at_console(in, before); }, [&] { return check_version(before, version); },
                 [&] { return check_wish(in, c.request); }});
}

Checked check(const Situation& in, change::RequestWidened& c) {
  const auto found = open_request(in, c.id);
  if (!found) return std::unexpected(found.error());
  if (auto checked = all_of({[&] { return check_version(**found, c.version); },
                             [&] { return check_names("the request", c.names, max_names_in_unblock); },
                             [&] { return check_opening(in.around, c.names); }});
      !checked)
    return checked;
  std::erase_if(c.names, [&](const std::string& name) {
    return std::ranges::find((*found)->names, name) != (*found)->names.end();
  });
  if (c.names.empty()) return fault(Fault::Kind::bad_input, "no name is new to the request");
  if ((*found)->names.size() + c.names.size() <= max_names_in_unblock) return {};
  return fault(Fault::Kind::limit, fmt::format("a request has {} names at most", max_names_in_unblock));
}

Checked check(const Situation& in, change::RequestRejected& c) {
  const auto found = open_request(in, c.id);
  if (!found) return std::unexpected(found.error());
  if (!at_console(in) && (*found)->requested_by == in.actor.user)
    return fault(Fault::Kind::forbidden, "one's own request is withdrawn, not rejected");
  return fill_in(in, c.closing);
}

Checked check(const Situation& in, change::RequestWithdrawn& c) {
  const auto found = open_request(in, c.id);
  if (!found) return std::unexpected(found.error());
  if (auto checked = check_own_at_console(in, **found); !checked) return checked;
  return fill_in(in, c.closing);
}

Checked check(const Situation& in, change::RequestRevoked& c) {
  const auto found = in.state.requests.find(c.id);
  if (found == in.state.requests.end()) return not_there("request", c.id);
  if (found->second.state == RequestState::approved) return fill_in(in, c.closing);
  return fault(Fault::Kind::conflict, fmt::format("the request {} is {}: there is nothing to end", c.id,
                                                  told_state(found->second, in.around.now)));
}

Checked check(const Situation& in, change::RequestExpired& c) {
  const auto found = open_request(in, c.id);
  if (!found) return std::unexpected(found.error());
  if (in.around.clock_trusted && (*found)->until <= in.around.now) return fill_in(in, c.closing);
  return fault(Fault::Kind::conflict, fmt::format("the request {} has not come to its end", c.id));
}

Checked check(const Situation& in, change::RequestFiled& c) {
  const auto found = in.state.requests.find(c.id);
  if (found == in.state.requests.end()) return not_there("request", c.id);
  const auto& closed = found->second.closed;
  if (in.around.clock_trusted && closed && *closed + requests_kept <= in.around.now) return {};
  return fault(Fault::Kind::conflict, fmt::format("the request {} is not to be filed away yet", c.id));
}

Checked check(const Situation& in, change::TopicSet& c) {
  const bool is_new = !in.state.topics.contains(c.topic.id);
  return all_of({[&] { return is_new ? has_room(in.state.topics.size(), "topics", max_topics) : Checked{}; },
                 [&] { return check_id("the topic's id", c.topic.id); },
                 [&] { return check_required_text("the topic's name", c.topic.name, max_title_octets); },
                 [&] { return check_text("the topic's description", c.topic.description, max_why_octets); },
                 [&] { return check_text("the topic's notes", c.topic.notes, max_why_octets); },
                 [&] { return check_names("the topic", c.topic.names, max_names_in_unblock); },
                 [&] { return check_opening(in.around, c.topic.names); }});
}

Checked check(const Situation& in, change::TopicRemoved& c) { return exists(in.state.topics, "topic", c.id); }

}  // namespace schoolgate
