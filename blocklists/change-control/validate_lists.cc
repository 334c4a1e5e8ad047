// What list sources and lists must fulfil.
#include <fmt/format.h>

#include "blocklists/change-control/validate_parts.h"

namespace schoolgate {
namespace {

constexpr std::string_view list_characters = "._-/";

Checked check_list_id(const std::string& id) {
  return check_id("the list's id", id, list_characters, max_list_id_octets);
}

}  // namespace

Checked check(const Situation& in, change::SourceSet& c) {
  const Source& s = c.source;
  if (!in.state.sources.contains(s.id) && in.state.sources.size() >= max_lists) {
    return fault(Fault::Kind::limit, fmt::format("there are {} sources already", max_lists));
  }
  if (s.every_hours < 1 || s.every_hours > max_refresh_hours) {
    return fault(Fault::Kind::bad_input, fmt::format("a source is refreshed every 1 to {} hours", max_refresh_hours));
  }
  return all_of(
      {[&] { return check_list_id(s.id); }, [&] { return check_text("the source's title", s.title, max_title_octets); },
       [&] { return check_required_text("the source's address", s.address, max_address_octets); },
       [&] { return check_id("the source's format", s.format); }, [&] { return check_category(s.category); }});
}

Checked check(const Situation& in, change::SourceRemoved& c) { return exists(in.state.sources, "source", c.id); }

Checked check(const Situation& in, change::ListTaken& c) {
  const ListState& l = c.list;
  if (!in.state.lists.contains(l.id) && in.state.lists.size() >= max_lists) {
    return fault(Fault::Kind::limit, fmt::format("there are {} lists already", max_lists));
  }
  return all_of({[&] { return check_list_id(l.id); }, [&] { return check_category(l.category); },
                 [&] { return check_text("the list's title", l.title, max_title_octets); },
                 [&] { return check_text("the list's origin", l.origin, max_address_octets); },
                 [&] { return check_text("the list's format", l.format, max_id_octets); },
                 [&] { return check_text("why the list is held", l.held, max_why_octets); }});
}

Checked check(const Situation& /*in*/, change::ListHeld& c) {
  return all_of({[&] { return check_list_id(c.id); },
                 [&] { return check_required_text("why the list is held", c.reason, max_why_octets); }});
}

Checked check(const Situation& in, change::ListReleased& c) { return exists(in.state.sources, "list source", c.id); }
Checked check(const Situation& in, change::ListDropped& c) { return exists(in.state.sources, "list source", c.id); }

Checked check(const Situation& in, change::ListRemoved& c) { return exists(in.state.lists, "list", c.id); }

}  // namespace schoolgate
