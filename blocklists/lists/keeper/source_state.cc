#include "blocklists/lists/keeper/source_state.h"

#include <charconv>

namespace schoolgate {
namespace {

void put(std::string& text, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  text.append(key).append("=");
  for (const char c : value) {
    if (c == '\\')
      text.append("\\\\");
    else if (c == '\n')
      text.append("\\n");
    else if (c == '\r')
      text.append("\\r");
    else
      text.push_back(c);
  }
  text.push_back('\n');
}

std::string unescaped(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text.push_back(value[i]);
      continue;
    }
    const char next = value[++i];
    text.push_back(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
  }
  return text;
}

std::optional<UtcSeconds> moment(std::string_view text) {
  const auto parsed = parse_rfc3339(text);
  if (!parsed) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*parsed);
}

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void set(SourceState& state, std::string_view key, const std::string& value) {
  if (key == "address")
    state.address = value;
  else if (key == "etag")
    state.etag = value;
  else if (key == "last-modified")
    state.last_modified = value;
  else if (key == "content")
    state.content = value;
  else if (key == "checked")
    state.checked = moment(value);
  else if (key == "next")
    state.next = moment(value);
  else if (key == "failures")
    state.failures = number(value);
  else if (key == "problem")
    state.problem = value;
  else if (key == "held")
    state.held = value;
  else if (key == "held-content")
    state.held_content = value;
  else if (key == "dropped")
    state.dropped = value;
}

}  // namespace

std::string to_text(const SourceState& state) {
  std::string text;
  put(text, "address", state.address);
  put(text, "etag", state.etag);
  put(text, "last-modified", state.last_modified);
  put(text, "content", state.content);
  if (state.checked) put(text, "checked", to_rfc3339(*state.checked));
  if (state.next) put(text, "next", to_rfc3339(*state.next));
  if (state.failures != 0) put(text, "failures", std::to_string(state.failures));
  put(text, "problem", state.problem);
  put(text, "held", state.held);
  put(text, "held-content", state.held_content);
  put(text, "dropped", state.dropped);
  return text;
}

SourceState parse_source_state(std::string_view text) {
  SourceState state;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (const std::size_t equals = line.find('='); equals != std::string_view::npos)
      set(state, line.substr(0, equals), unescaped(line.substr(equals + 1)));
  }
  return state;
}

std::expected<SourceStates, Fault> load_source_states(const Store& store) {
  SourceStates states;
  const auto scanned = store.scan(Family::sources, "", "", [&](std::string_view key, std::string_view value) {
    states.emplace(std::string(key), parse_source_state(value));
    return true;
  });
  if (!scanned) return std::unexpected(scanned.error());
  return states;
}

std::expected<void, Fault> save_source_state(Store& store, const std::string& id, const SourceState& state) {
  Store::Batch batch;
  batch.put(Family::sources, id, to_text(state));
  return store.write(batch, Store::Durability::batched);
}

std::expected<void, Fault> erase_source_states(Store& store, const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  Store::Batch batch;
  for (const std::string& id : ids) batch.erase(Family::sources, id);
  return store.write(batch, Store::Durability::batched);
}

}  // namespace schoolgate
